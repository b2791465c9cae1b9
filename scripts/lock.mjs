// One build at a time: two npm scripts started together would write the same files.
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { at, Failure, root } from './task.mjs';

/** A first set-up on a slow machine takes some of it. */
const patience = 15 * 60_000;
/** A lock is written at once: one that is still empty after this belongs to a process that died. */
const grace = 2000;

/**
 * Runs `work` while this process holds the project's lock.
 * @template T
 * @param {() => T | Promise<T>} work
 * @param {{ file?: string, milliseconds?: number }} [options] for tests: another lock, another patience
 * @returns {Promise<T>}
 */
export async function locked(work, { file = at('target', 'build.lock'), milliseconds = patience } = {}) {
  mkdirSync(dirname(file), { recursive: true });
  const name = relative(root, file);
  const started = Date.now();
  let said = started + 1000;
  while (!create(file, me())) {
    const holder = holderOf(file);
    if (!holder) {
      removeStale(file);
      await pause(20);
      continue;
    }
    const now = Date.now();
    const who = holder.pid ? `process ${holder.pid}` : 'a process';
    if (now - started > milliseconds) {
      const minutes = Math.round(milliseconds / 60_000);
      throw new Failure(
        `${who} has held ${name} for more than ${minutes} minutes`,
        `End that process, or remove ${name} where it builds nothing of this project.`,
      );
    }
    if (now >= said) {
      console.log(`• waiting for another build of this project: ${who} holds ${name} …`);
      said = now + 30_000;
    }
    await pause(250);
  }
  const release = () => {
    if (textOf(file) === me()) rmSync(file, { force: true });
  };
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** Makes the file with `text`, or says that another one has. */
function create(file, text) {
  let handle;
  try {
    handle = openSync(file, 'wx');
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeFileSync(handle, text);
  } finally {
    closeSync(handle);
  }
  return true;
}

/** Who holds the lock: nobody where it is stale. */
function holderOf(file) {
  const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  const [pid, started] = (textOf(file) ?? '').split('\n');
  if (!/^[1-9]\d*$/.test(pid)) return age < grace ? {} : undefined;
  // A number is given again to another process, whose start tells them apart.
  const living = startOf(Number(pid));
  const same = living === started || living === unknown || started === unknown;
  return living !== undefined && same ? { pid } : undefined;
}

/**
 * Only one process at a time judges a stale lock and removes it: else one that judged earlier would
 * remove the lock that another has just taken.
 */
function removeStale(file) {
  const guard = `${file}.stale`;
  if (!create(guard, '')) {
    const age = Date.now() - (statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > grace) rmSync(guard, { force: true });
    return;
  }
  try {
    if (!holderOf(file)) rmSync(file, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

const unknown = 'unknown';

/** When the process `pid` started, in the system's words; nothing where there is none. */
function startOf(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return undefined;
  }
  try {
    if (process.platform === 'linux') {
      // Counted from behind the name, which may hold anything: the state, and ticks since this boot.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
      if (fields[0] === 'Z') return undefined;
      return `${fields[19]} ${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`;
    }
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env }).trim();
  } catch {
    return unknown;
  }
}

let mine;
/** What this process writes into the lock. */
function me() {
  mine ??= `${process.pid}\n${startOf(process.pid)}`;
  return mine;
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
