// Where the commands read from: this process's variables, files, standard input. Bounded, whatever is there.
import { Buffer } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { named } from './print.js';

/** `readPaste` looks into no longer text. */
const most = 8 << 20;

/**
 * Something to read. `text` or `variables` is what was read, `problem` why nothing was; neither where
 * a file that may be there is not.
 * @typedef {{ name: string, kind: 'environment' | 'file' | 'stdin', text?: string,
 *   variables?: Record<string, string | undefined>, problem?: string }} Source
 */

/** The places where programs look, in the order in which they prefer them. @returns {Source[]} */
export function usualSources() {
  const home = homedir();
  const files = [
    ['.env.local', '.env.local'],
    ['.env', '.env'],
    ['.dev.vars', '.dev.vars'],
    ['~/.config/clarifai/config', join(home, '.config', 'clarifai', 'config')],
    ['~/.clarifai/config', join(home, '.clarifai', 'config')],
  ];
  return [
    { name: 'environment', kind: 'environment', variables: process.env },
    ...files.map(([name, path]) => ({ name, kind: 'file', ...readFile(path, true) })),
  ];
}

/**
 * What an argument names: a file, or with `-` standard input.
 * @param {string} name @param {(bytes: Uint8Array) => string} [decode] @returns {Promise<Source>}
 */
export async function namedSource(name, decode = asItIs) {
  if (name === '-') return { name: 'standard input', kind: 'stdin', ...(await readInput(decode)) };
  // A part of a credential may have been given in place of a name.
  const shown = named(name).replace(/[\da-z]{24,}/gi, '…');
  return { name: shown, kind: 'file', ...readFile(name, false, decode) };
}

function readFile(path, mayBeMissing, decode = asItIs) {
  let file;
  try {
    file = openSync(path, 'r');
    const chunks = [];
    for (let length = 0; length <= most; ) {
      const chunk = Buffer.alloc(1 << 16);
      const read = readSync(file, chunk);
      if (read === 0) return { text: decode(Buffer.concat(chunks)) };
      chunks.push(chunk.subarray(0, read));
      length += read;
    }
    return { problem: tooLong };
  } catch (error) {
    return mayBeMissing && ['ENOENT', 'ENOTDIR'].includes(error.code) ? {} : { problem: reason(error) };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

async function readInput(decode) {
  if (process.stdin.isTTY)
    process.stderr.write('Paste it, then end with Ctrl-D (on Windows Ctrl-Z, Enter).\n');
  const chunks = [];
  let length = 0;
  try {
    // Node reads nothing from it, and tells no fault.
    if (isFolder(0)) return { problem: reasons.EISDIR };
    for await (const chunk of process.stdin) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > most) return { problem: tooLong };
    }
  } catch (error) {
    return { problem: reason(error) };
  }
  return { text: decode(Buffer.concat(chunks)) };
}

function isFolder(file) {
  try {
    return fstatSync(file).isDirectory();
  } catch {
    return false;
  }
}

// As programs read a `.env`: a byte-order mark stays, and UTF-16 is told of as such.
const asItIs = (bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

/** As it was meant: the `>` of older PowerShells writes UTF-16. */
export function byItsMark(bytes) {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder().decode(bytes);
}

const tooLong = 'it is longer than 8 MiB';
const reasons = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'reading it is not permitted',
  EPERM: 'reading it is not permitted',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'it is a link that leads to itself',
};
const reason = ({ code }) => reasons[code] ?? `it cannot be read (${code ?? 'unknown reason'})`;
