// What every script shares: named steps with their times, child processes, and one way to fail.
// Only Node's built-ins: this runs before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  mkdirSync,
  constants as modes,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
/** A path below the project's root. */
export const at = (...parts) => join(root, ...parts);

/** Something a person can mend: printed as a sentence and its remedy, without a stack trace. */
export class Failure extends Error {
  /** @param {string} message @param {string} [remedy] */
  constructor(message, remedy) {
    super(message);
    this.remedy = remedy;
  }
}

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/**
 * Runs `work` as a named step: says what it does, ticks while it lasts, says how long it took.
 * A step that is done within `quietly` milliseconds says nothing.
 * @template T
 * @param {string} name
 * @param {() => T | Promise<T>} work
 * @param {{ quietly?: number }} [options]
 * @returns {Promise<T>}
 */
export async function step(name, work, { quietly = 0 } = {}) {
  const started = performance.now();
  let said = false;
  const say = () => {
    if (!said) console.log(`• ${name} …`);
    said = true;
  };
  const first = setTimeout(say, quietly);
  if (quietly === 0) say();
  const ticks = setInterval(() => console.log(`  ${name}: ${seconds(started)} so far`), 15_000);
  try {
    const result = await work();
    if (said) console.log(`  done in ${seconds(started)}`);
    return result;
  } finally {
    clearTimeout(first);
    clearInterval(ticks);
  }
}

const children = new Set();

/**
 * Runs a program to its end and gives what it printed.
 * `show` passes its output on as it comes; otherwise the last lines are shown when it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, show?: boolean, failure?: string, remedy?: string }} [options]
 * @returns {Promise<string>}
 */
export function run(command, args, { cwd = root, env = {}, show = false, failure, remedy } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: environment(env),
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    });
    children.add(child);
    let output = '';
    let all = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      all += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      all += chunk;
    });
    child.on('error', (error) => {
      children.delete(child);
      const why = error.code === 'ENOENT' ? `\`${command}\` is not installed` : error.message;
      reject(new Failure(failure ? `${failure}: ${why}` : why, remedy));
    });
    child.on('close', (code, signal) => {
      children.delete(child);
      if (code === 0) return resolve(output);
      if (all.trim()) console.error(indent(shortened(all.trim().split('\n'))));
      const how = signal ? `was ended by ${signal}` : `ended with status ${code}`;
      reject(new Failure(failure ?? `\`${[command, ...args].join(' ')}\` ${how}`, remedy));
    });
  });
}

/** What a program prints, or nothing where it is missing or fails. */
export async function ask(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'], ...options });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', () => resolve(undefined));
    child.on('close', (code) => resolve(code === 0 ? output.trim() : undefined));
  });
}

/** This process's variables with `changes`; a change to undefined leaves the variable out. */
export function environment(changes = {}) {
  const result = { ...process.env, ...changes };
  for (const [name, value] of Object.entries(result)) if (value === undefined) delete result[name];
  return result;
}

const shortened = (lines) =>
  (lines.length <= 90 ? lines : [...lines.slice(0, 30), '[…]', ...lines.slice(-50)]).join('\n');
const indent = (text) => text.replace(/^/gm, '    ');

/** True where `file` can be run. */
export function runnable(file) {
  try {
    accessSync(file, modes.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The first of `names` that stands on PATH. */
export function onPath(...names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const file = join(folder, name);
      if (folder && runnable(file)) return file;
    }
  }
  return undefined;
}

export const digest = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
};

const stampFile = (name) => at('target', 'stamps', name);

/** True where the stamp `name` was written for this `value`. */
export function fresh(name, value) {
  try {
    return readFileSync(stampFile(name), 'utf8') === value;
  } catch {
    return false;
  }
}

export function stamp(name, value) {
  mkdirSync(dirname(stampFile(name)), { recursive: true });
  writeFileSync(stampFile(name), value);
}

/** Removes a stamp, before work that may stop half-way. */
export const unstamp = (name) => rmSync(stampFile(name), { force: true });

/** Milliseconds that the cleanups have before the process ends without them. */
const patience = 5000;
const cleanups = [];
let stopping = false;

/** Has `cleanup` run when this program is asked to stop, the last one first. */
export function atStop(cleanup) {
  cleanups.unshift(cleanup);
  listenAlone();
}

// Libraries (miniflare) end the process at once on a signal, before anything else is closed.
function listenAlone() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.removeAllListeners(signal);
    process.on(signal, stop);
  }
}

/** Ends what this process started, then the process; a second signal does not wait. */
async function stop(signal) {
  for (const child of children) child.kill(stopping ? 'SIGKILL' : signal);
  const interrupted = 128 + constants.signals[signal];
  if (stopping) process.exit(interrupted);
  stopping = true;
  await Promise.race([cleanUp(), pause(patience)]);
  process.exit(cleanups.length ? 0 : interrupted);
}

/**
 * Has this program stop when the npm that started it ends without a word. The npm script needs an `exec`
 * before its command: a shell between the two would keep some signals to itself.
 */
export function stopWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    // Whoever is asked to stop twice does not wait.
    clearInterval(watch);
    stop('SIGTERM');
  }, 200).unref();
}

async function cleanUp() {
  for (const cleanup of cleanups) await Promise.resolve(cleanup()).catch(() => {});
}

/** Runs `main` where the module was started as a program. */
export async function program(url, main) {
  if (process.argv[1] === undefined || pathToFileURL(realpathSync(process.argv[1])).href !== url) return;
  listenAlone();
  try {
    await main();
  } catch (error) {
    console.error(`\nerror: ${error?.message ?? error}`);
    const remedy = remedyFor(error);
    if (remedy) console.error(`remedy: ${remedy}`);
    if (process.env.DEBUG) console.error(error);
    for (const child of children) child.kill();
    await cleanUp();
    process.exitCode = 1;
  }
}

function remedyFor(error) {
  if (error instanceof Failure) return error.remedy;
  if (['EACCES', 'EPERM', 'EROFS'].includes(error?.code) && error.path)
    return 'See that this user may write there (`sudo` may have made it for another one), and start again.';
  if (error?.code === 'ENOSPC') return 'Make room on the disk, and start again.';
  return error?.syscall ? undefined : 'This is a fault of the script; DEBUG=1 shows where.';
}

/** What `parseArgs` of Node reads, and one sentence where it cannot. */
export function readArguments(config, remedy) {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!error.code?.startsWith('ERR_PARSE_ARGS_')) throw error;
    throw new Failure(error.message.split('. ')[0], remedy);
  }
}
