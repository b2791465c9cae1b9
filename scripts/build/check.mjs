// Stands before `npm pack`: a package without its build, or with an old one, is not packed.
import { readFileSync } from 'node:fs';
import { at, Failure, program } from '../task.mjs';
import { inputsDigest, packageDigest } from './inputs.mjs';

const remedy = 'Run `npm run build`, then pack again.';

/** The digests that the last whole build left, or nothing. */
export function lastBuild() {
  try {
    return JSON.parse(readFileSync(at('target', 'stamps', 'package'), 'utf8'));
  } catch {
    return undefined;
  }
}

await program(import.meta.url, () => {
  const built = lastBuild();
  if (!built || built.package !== packageDigest())
    throw new Failure('pkg/ does not hold a whole build', remedy);
  if (built.inputs !== inputsDigest()) throw new Failure('pkg/ is older than its sources', remedy);
  // What is published must be what everyone can build.
  if (process.env.npm_command === 'publish' && built.route !== 'installed') {
    throw new Failure(
      "pkg/ was built with Debian's standard library",
      'Run `rustup target add wasm32-unknown-unknown` and `npm run build`, then publish again.',
    );
  }
});
