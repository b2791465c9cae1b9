// The packed package in Node, Bun and Deno: all do the same with it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { at, environment } from '../../scripts/task.mjs';
import { keys } from '../../www/sandbox/keys.js';
import { startSandbox } from '../../www/sandbox/sandbox.js';
import { stranger } from '../package/stranger.mjs';
import { bun } from './bun.mjs';
import { deno } from './deno.mjs';

const key = keys.find(({ name }) => name === 'predict-only').key;
const unknown = '0123456789abcdef0123456789abcdef';
let home;
let sandbox;
before(async () => {
  home = await stranger('runtimes');
  sandbox = await startSandbox();
  home.write('program.mjs', readFileSync(at('tests/runtimes/program.mjs'), 'utf8'));
});
after(() => sandbox?.close());

/** What a runtime prints; nothing of this machine is asked for, and nothing is looked up elsewhere. */
function said(runtime, options) {
  return new Promise((resolve, reject) => {
    const env = environment({ NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1', DENO_NO_UPDATE_CHECK: '1' });
    const args = [...options, 'program.mjs', sandbox.url, key, unknown];
    const child = spawn(runtime, args, { cwd: home.folder, env });
    let [out, errors] = ['', ''];
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(out)) : reject(new Error(errors || out))));
  });
}

const called = {
  verdict: 'live',
  allows: true,
  colours: ['Red', 'Red'],
  progress: '2 of 2',
  refused: ['ERR_CALL', 'credential-unknown'],
  unreached: ['ERR_CALL', 'network-unreachable'],
  aborted: 'ERR_CALL',
};
const expected = {
  finding: 'surrounding-whitespace',
  cause: 'cors-blocked',
  labels: ['Apps:Get', 'Concepts:Get', 'Models:Get', 'Predict'],
  changes: 3,
  main: called,
  lean: called,
};

/** Deno gives a program the rights that it is told: the sandbox and a port where nobody listens. */
const denoOptions = () => {
  const host = new URL(sandbox.url).host;
  return ['run', '--no-prompt', '--cached-only', '--allow-read=.', `--allow-net=${host},127.0.0.1:1`];
};

for (const [name, runtime, options] of [
  ['Node', () => process.execPath, () => []],
  ['Bun', bun, () => []],
  ['Deno', deno, denoOptions],
]) {
  test(`${name} checks, decides, diagnoses and calls`, async () => {
    const { shown, reach, ...rest } = await said(await runtime(), options());
    assert.deepEqual(rest, expected);
    assert.match(shown, /^Credential\(sha256:[0-9a-f]{12}\)$/);
    assert.ok(reach > 20, `${reach}`);
  });
}
