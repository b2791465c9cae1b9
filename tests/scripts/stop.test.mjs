// How a program of the scripts ends when what started it is gone.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { at } from '../../scripts/task.mjs';

/** A program that takes a while to clean up, and says so when it has. */
const program = `
  import { setTimeout as pause } from 'node:timers/promises';
  import { atStop, stopWithNpm } from ${JSON.stringify(pathToFileURL(at('scripts', 'task.mjs')).href)};
  stopWithNpm();
  atStop(() => pause(1000).then(() => console.log('cleaned up')));
  setInterval(() => {}, 1000);
  console.log('runs');
`;
const parent = `
  import { spawn } from 'node:child_process';
  spawn(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(program)}], { stdio: 'inherit' });
`;

test('a program whose npm is killed has its time to clean up', async (t) => {
  const npm = spawn(process.execPath, ['--input-type=module', '-e', parent], {
    env: { ...process.env, npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => npm.kill('SIGKILL'));
  let said = '';
  npm.stdout.on('data', (chunk) => {
    said += chunk;
    if (said === 'runs\n') npm.kill('SIGKILL');
  });
  // The program holds the other end of the pipe until it ends.
  await once(npm.stdout, 'end');
  assert.equal(said, 'runs\ncleaned up\n');
});
