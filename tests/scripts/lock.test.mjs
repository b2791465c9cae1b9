// The lock of builds: it keeps others out, and nothing that a dead process left keeps them out for ever.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { locked } from '../../scripts/lock.mjs';
import { at } from '../../scripts/task.mjs';

mkdirSync(at('target', 'tmp'), { recursive: true });
const folder = mkdtempSync(at('target', 'tmp', 'lock-'));
after(() => rmSync(folder, { recursive: true }));

let count = 0;
const newFile = () => join(folder, `lock ${count++}`);

/** Appends its letter, waits, appends it again: letters of two processes must not mix. */
const contender = `
import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
const [lock, file, log, letter] = process.argv.slice(1);
const { locked } = await import(lock);
for (let turn = 0; turn < 5; turn += 1) {
  await locked(async () => {
    appendFileSync(log, letter);
    await pause(5);
    appendFileSync(log, letter);
  }, { file });
}
`;

function contend(...args) {
  const lock = new URL('../../scripts/lock.mjs', import.meta.url).href;
  return once(
    spawn(process.execPath, ['--input-type=module', '-e', contender, lock, ...args], { stdio: 'inherit' }),
    'close',
  );
}

for (const [what, text] of [
  ['a free lock', undefined],
  ['a lock that a process left empty', ''],
  ['a lock of a process that is gone', '999999999\nlong ago'],
]) {
  test(`of several processes that want ${what}, one works at a time`, async () => {
    const [file, log] = [newFile(), newFile()];
    if (text !== undefined) {
      writeFileSync(file, text);
      utimesSync(file, 0, 0);
    }
    const ends = await Promise.all(['a', 'b', 'c', 'd'].map((letter) => contend(file, log, letter)));
    assert.deepEqual(ends, Array(4).fill([0, null]));
    const letters = readFileSync(log, 'utf8');
    assert.equal(letters.length, 40);
    assert.match(letters, /^(?:(.)\1)*$/);
    assert.ok(!existsSync(file) && !existsSync(`${file}.stale`), 'nothing is left');
  });
}

for (const [what, text, age] of [
  ['is empty and old', '', 60],
  ['holds something else', 'no number', 60],
  ['names a process that is gone', '999999999\nlong ago', 0],
  ['names this very number, given to another process before', `${process.pid}\nlong ago`, 0],
  ['names a living process that started at another time', `${process.ppid}\nlong ago`, 0],
]) {
  test(`a lock that ${what} is taken over`, async () => {
    const file = newFile();
    writeFileSync(file, text);
    const then = Date.now() / 1000 - age;
    utimesSync(file, then, then);
    assert.equal(await locked(() => 'worked', { file, milliseconds: 5000 }), 'worked');
    assert.ok(!existsSync(file));
  });
}

test('a guard that a process left while it removed a stale lock is taken over too', async () => {
  const file = newFile();
  for (const path of [file, `${file}.stale`]) {
    writeFileSync(path, '');
    utimesSync(path, 0, 0);
  }
  assert.equal(await locked(() => 'worked', { file, milliseconds: 5000 }), 'worked');
});

test('who waits too long is told the file, the process and the remedy', async () => {
  const file = newFile();
  await locked(
    async () => {
      await assert.rejects(
        locked(() => {}, { file, milliseconds: 300 }),
        ({ message, remedy }) => {
          assert.match(message, new RegExp(`process ${process.pid} has held target/tmp/lock-`));
          assert.match(remedy, /^End that process, or remove target/);
          return true;
        },
      );
      assert.ok(existsSync(file), 'it is still held');
    },
    { file },
  );
  assert.ok(!existsSync(file));
});

test('work that fails gives the lock back', async () => {
  const file = newFile();
  await assert.rejects(
    locked(() => Promise.reject(new Error('no')), { file }),
    { message: 'no' },
  );
  assert.ok(!existsSync(file));
});
