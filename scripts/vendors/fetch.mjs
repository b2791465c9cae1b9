// Reads the two pinned sets of rules into the text of facts.json. The only step of the vendors that needs a network.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectDigest, fetchWheel } from '../catalogue/fetch.mjs';
import { python } from '../setup.mjs';
import { at, Failure, run, step } from '../task.mjs';

/** @param {import('../catalogue/fetch.mjs').Source[]} sources */
export async function fetchFacts([rules, plugins]) {
  const crate = await fetchCrate(rules);
  const wheel = await fetchWheel(plugins);
  return step('reading the rules', async () =>
    run(await python(), [at('scripts/vendors/extract.py'), at('scripts/vendors/vendors.json'), crate, wheel]),
  );
}

async function fetchCrate(source) {
  const address = `https://static.crates.io/crates/${source.package}/${source.file}`;
  const folder = at('target', 'crates');
  const path = join(folder, source.file);
  await step(`downloading ${source.package} ${source.version} from crates.io`, async () => {
    const answer = await fetch(address).catch((error) => ({
      statusText: error.cause?.message ?? error.message,
    }));
    if (!answer.ok)
      throw new Failure(
        `${address} could not be downloaded: ${answer.status ?? ''} ${answer.statusText}`,
        'See that a network is there, and start again.',
      );
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, Buffer.from(await answer.arrayBuffer()));
  });
  return expectDigest(path, source);
}
