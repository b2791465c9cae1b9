// Runs the command line as processes: in folders of their own, without this machine's variables and files.
// No output of any run holds the credential: `run` asserts it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { at } from '../../scripts/task.mjs';

export const key = 'c0ffee15dead10ccfeedfacecafebabe';
export const other = '0123456789abcdef0123456789abcdef';
export const fingerprint = 'sha256:33f7fa6bcffb';
export const line = `CLARIFAI_PAT=${key}\nCLARIFAI_USER_ID=ada\nCLARIFAI_APP_ID=shop\n`;
const program = at('pkg', 'cli.js');

const folders = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder with these files; `~` stands for the home folder within it. */
export function folderWith(files = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'clarifai-auth-cli-'));
  folders.push(folder);
  mkdirSync(join(folder, 'home'));
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name.replace('~', 'home'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return folder;
}

/**
 * Runs the program to its end; `meanwhile` gets the child, and where it returns true, its standard input
 * is left to it; `stdin` is an open file in its place.
 */
export async function run(
  args,
  { files, cwd = folderWith(files), env = {}, input = '', stdin = 'pipe', meanwhile } = {},
) {
  const home = join(cwd, 'home');
  const { PATH, SystemRoot } = process.env;
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { PATH, SystemRoot, HOME: home, USERPROFILE: home, ...env },
    stdio: [stdin, 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', (chunk) => {
      said[name] += chunk;
    });
  child.stdin?.on('error', () => {}); // It may stop reading.
  if (!meanwhile?.(child)) child.stdin?.end(input);
  const [code] = await once(child, 'close');
  const all = said.stdout + said.stderr;
  for (const part of [key.slice(0, 12), key.slice(-12), key.toUpperCase()])
    assert.ok(!all.includes(part), `the output of ${args[0]} shows the credential`);
  assert.ok(!all.includes('unexpectedly'), all);
  return { code, ...said };
}

/** What it gives with `--json`. */
export async function json(args, options) {
  const { code, stdout } = await run([...args, '--json'], options);
  const said = JSON.parse(stdout);
  assert.equal(said.exitCode, code);
  return said;
}

/** The codes of all findings of a check. */
export const codesOf = ({ sources }) => sources.flatMap(({ findings }) => findings.map(({ code }) => code));
