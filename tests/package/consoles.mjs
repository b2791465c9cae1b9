// The consoles of a text in Markdown, and how one is typed anew.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { environment } from '../../scripts/task.mjs';

/** The blocks between the fences of `console`. */
export const consoles = (text) =>
  [...text.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, block]) => block);

/**
 * Runs a block's commands in a stranger's folder, and gives the block as it should be. `cat` of a file
 * is how a block says what the file holds: that is written, not read.
 */
export async function typed(block, home) {
  const parts = block.split(/^\$ /m).slice(1);
  let told = '';
  for (const part of parts) {
    const [command, ...lines] = part.split('\n');
    const [, file] = command.match(/^cat ([\w.-]+)$/) ?? [];
    if (file) home.write(file, lines.join('\n'));
    told += `$ ${command}\n${file ? lines.join('\n') : await shell(command, home.folder)}`;
  }
  return told;
}

function shell(command, cwd) {
  const nobody = join(cwd, 'nobody');
  const cleared = Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => name.startsWith('CLARIFAI_'))
      .map((name) => [name, undefined]),
  );
  const env = environment({ ...cleared, HOME: nobody, USERPROFILE: nobody, npm_config_offline: 'true' });
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', command], { cwd, env, stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
    });
    child.on('close', () => resolve(output));
  });
}
