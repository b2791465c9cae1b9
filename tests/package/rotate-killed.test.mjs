// A job that rotates a key is killed at every step, and started again.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { key, serveKeys } from './key-server.mjs';

const pat = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const old = 'c0ffee11c0ffee11c0ffee11c0ffee11';
const twin = 'c0ffee22c0ffee22c0ffee22c0ffee22';
const token = key(pat, { type: 'personal_access_token', scopes: ['All'], apps: [], description: 'mine' });
/** The twin has the same description and scopes, and is younger: it must be left alone. */
const keys = [token, key(old), key(twin, { created_at: '2026-02-02T00:00:00Z' })];
const child = fileURLToPath(new URL('./rotate-child.mjs', import.meta.url));

/** Starts the job; `ended` is how it ended and what it said. */
function start(url, vault, { key = old, end = '' } = {}) {
  const job = spawn(process.execPath, [child, url, pat, key, vault, end], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = Promise.all([once(job, 'close'), job.stderr.toArray()]).then(([[code, signal], said]) => ({
    how: signal ?? code,
    said: said.join(''),
  }));
  return { job, ended };
}

let files = 0;
const stored = (vault) => (existsSync(vault) ? readFileSync(vault, 'utf8') : undefined);

async function killed(t, folder, { name, step = -1, mode, end }) {
  const vault = join(folder, `${files++}`);
  let job;
  const server = await serveKeys(t, keys, (place) => {
    if (place !== step) return undefined;
    // Its answer is never read: the process is gone.
    job.job.kill('SIGKILL');
    return mode;
  });
  job = start(server.url, vault, { end });
  assert.equal((await job.ended).how, 'SIGKILL', name);
  const works = (id) => server.store.has(id);
  assert.ok(works(old) || works(stored(vault)), `${name}: a key works after the kill`);
  return { server, vault, works, left: () => [...server.store.keys()].sort() };
}

async function theOldOneAgain(t, folder, kill) {
  const { server, vault, works, left } = await killed(t, folder, kill);
  const wasDeleted = !works(old);
  const { how, said } = await start(server.url, vault).ended;
  if (wasDeleted) {
    assert.match(said, /the key is not among the keys of this user/);
  } else {
    assert.equal(how, 0, said);
    assert.equal(server.store.get(stored(vault)).description, 'shop');
  }
  assert.deepEqual(left(), [pat, twin, stored(vault)].sort());
  const made = server.seen.filter((line) => line.startsWith('POST'));
  const wasUndone = kill.mode === 'cut' && server.seen[kill.step] === made[0];
  assert.equal(made.length, wasUndone ? 2 : 1);
}

async function theStoredOne(t, folder, kill) {
  const { server, vault, left } = await killed(t, folder, kill);
  const { how, said } = await start(server.url, vault, { key: stored(vault) }).ended;
  assert.equal(how, 0, said);
  assert.deepEqual(left(), [pat, twin, stored(vault)].sort());
  assert.equal(server.store.get(stored(vault)).description, 'shop');
}

test('a rotation that is killed anywhere is ended by the next one, and no key is left over', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'rotation-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const whole = await serveKeys(t, keys);
  assert.deepEqual(await start(whole.url, join(folder, 'whole')).ended, { how: 0, said: '' });
  const steps = whole.seen.map((line) => line.split(' ')[0]);
  assert.ok(steps.includes('POST') && steps.includes('DELETE') && steps.includes('PATCH'));
  const kills = [
    { name: 'before it is stored', end: 'before it is stored' },
    { name: 'after it is stored', end: 'after it is stored' },
  ];
  for (const [step, verb] of steps.entries()) {
    kills.push(
      { name: `before step ${step} ${verb} is done`, step, mode: 'cut' },
      { name: `after step ${step} ${verb} is done`, step, mode: 'silence' },
    );
  }
  for (const kill of kills) {
    await t.test(`${kill.name}, the old key again`, () => theOldOneAgain(t, folder, kill));
    const isStored = kill.end === 'after it is stored' || kill.step >= steps.indexOf('DELETE');
    if (isStored) await t.test(`${kill.name}, the stored key`, () => theStoredOne(t, folder, kill));
  }
});
