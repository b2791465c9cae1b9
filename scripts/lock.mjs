// One build at a time: two npm scripts started together would write the same files.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { at } from './task.mjs';

const file = at('target', 'build.lock');

/**
 * Runs `work` while this process holds the project's lock.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function locked(work) {
  mkdirSync(at('target'), { recursive: true });
  for (let waited = 0; !taken(); waited += 1) {
    if (waited === 4) console.log('• waiting for another build of this project …');
    await pause(250);
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function taken() {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!alive()) rmSync(file, { force: true });
    return false;
  }
}

function alive() {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid === 0) return true; // Written a moment ago, its number still to come.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
