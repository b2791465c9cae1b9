// A folder of a stranger: empty, then `npm install clarifai-auth-….tgz`, the tarball that `npm pack` makes.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, run } from '../../scripts/task.mjs';

/**
 * Makes the folder anew below target/ and installs the package there.
 * @param {string} name
 * @returns {Promise<{ folder: string, files: string[], packageFolder: string, write(name: string, text: string): string }>}
 */
export async function stranger(name) {
  const folder = at('target', 'strangers', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const said = await run('npm', ['pack', '--json', '--loglevel=error', `--pack-destination=${folder}`]);
  const [packed] = JSON.parse(said.slice(said.indexOf('[\n')));
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: `stranger-${name}`, private: true, type: 'module' }),
  );
  await run(
    'npm',
    [
      'install',
      '--offline',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      join(folder, packed.filename),
    ],
    { cwd: folder },
  );
  copyFileSync(new URL('./check.js', import.meta.url), join(folder, 'check.js'));
  return {
    folder,
    files: packed.files.map(({ path }) => path),
    packageFolder: join(folder, 'node_modules/clarifai-auth/pkg'),
    write(file, text) {
      writeFileSync(join(folder, file), text);
      return join(folder, file);
    },
  };
}
