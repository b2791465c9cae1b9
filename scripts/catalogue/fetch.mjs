// Reads the pinned wheel into the text of facts.json, and what its REST channel asks for into that of channel.json.
// The only steps of the catalogue that need a network.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { python } from '../setup.mjs';
import { at, Failure, run, step } from '../task.mjs';

/** @typedef {{ package: string, version: string, file: string, sha256: string }} Source */

/** @param {Source} source */
export async function fetchFacts(source) {
  const wheel = await fetchWheel(source);
  return step('reading the descriptors', async () =>
    run(await python(), [at('scripts/catalogue/extract.py'), wheel]),
  );
}

/** @param {Source} source */
export async function fetchChannel(source) {
  const wheel = await fetchWheel(source);
  return step('recording what the REST channel would send', async () =>
    run(await python(), [at('scripts/catalogue/channel.py'), wheel]),
  );
}

/**
 * The path of a wheel, which is the very file that the facts name.
 * @param {Source} source
 */
export async function fetchWheel(source) {
  const folder = at('target', 'wheels');
  const wheel = join(folder, source.file);
  if (existsSync(wheel)) return expectDigest(wheel, source);
  mkdirSync(folder, { recursive: true });
  await step(`downloading ${source.package} ${source.version} from PyPI`, () =>
    pipDownload(`${source.package}==${source.version}`, folder, {
      options: ['--only-binary=:all:'],
      failure: `pip could not download ${source.package} ${source.version}`,
      remedy: 'See that a network is there, and start again.',
    }),
  );
  return expectDigest(wheel, source);
}

/**
 * Puts one file of a package into `folder`, and nothing that it depends on.
 * @param {string} what as pip names it: a version, or an address
 * @param {string} folder
 * @param {{ options?: string[], failure: string, remedy: string }} how
 */
export async function pipDownload(what, folder, { options = [], ...said }) {
  const command = ['-m', 'pip', 'download', '-q', '--disable-pip-version-check', '--no-deps'];
  return run(await python(), [...command, ...options, '-d', folder, what], said);
}

/**
 * Gives `path` back where the file there has the digest that the facts name.
 * @param {string} path
 * @param {Source} source
 */
export function expectDigest(path, source) {
  const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
  if (digest === source.sha256) return path;
  throw new Failure(
    `${source.file} has the SHA-256 digest ${digest}, and facts.json was read from ${source.sha256}`,
    'Find out why the release changed before you trust either.',
  );
}
