// What the package is built from, as one digest: a build with nothing changed is skipped.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { at, digest, root } from '../task.mjs';

const sources = [
  'Cargo.toml',
  'Cargo.lock',
  'package-lock.json',
  'src',
  'scripts/build.mjs',
  'scripts/build',
  'scripts/setup/rust-flags.mjs',
  'scripts/setup/wasm-std.mjs',
  'scripts/wasm-bindgen/Cargo.lock',
];

// Left by desktops, editors and npm: neither sources nor part of the package.
const stray = /^\.|^node_modules$|^#.*#$|~$|\.(swp|swo|bak|orig|rej|tmp)$|^Thumbs\.db$/;

/** All files below `path` but stray ones, in an order that does not depend on the file system. */
export function filesBelow(path) {
  const place = join(root, path);
  const found = statSync(place, { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return [path];
  return readdirSync(place)
    .filter((name) => !stray.test(name))
    .sort()
    .flatMap((name) => filesBelow(`${path}/${name}`));
}

const digestOf = (files) => digest(...files.flatMap((file) => [file, readFileSync(at(file))]));

export const inputsDigest = () => digestOf(sources.flatMap(filesBelow));
export const packageDigest = () => digestOf(filesBelow('pkg'));
