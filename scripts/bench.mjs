// Speed beside the peers, in one run: ratios are worth more than times. benches/README.md says how.
// `npm run bench -- routes rust` runs some of the parts.
import { build } from './build.mjs';
import { npmPackages } from './setup/npm-packages.mjs';
import { at, Failure, program, run } from './task.mjs';

const node = (file) => () =>
  run(process.execPath, [at('benches', file)], { show: true, failure: `benches/${file} failed` });

const parts = {
  'first-answer': node('first-answer.mjs'),
  decisions: node('decisions.mjs'),
  routes: node('routes.mjs'),
  scan: node('scan.mjs'),
  usage: node('usage.mjs'),
  worker: node('worker.mjs'),
  rust: () =>
    run(
      'cargo',
      ['bench', '--manifest-path', at('benches/rust/Cargo.toml'), '--target-dir', at('target/benches')],
      {
        show: true,
        failure: 'the Rust benchmarks failed',
      },
    ),
};

await program(import.meta.url, async () => {
  const words = process.argv.slice(2);
  const unknown = words.find((word) => !(word in parts));
  if (unknown)
    throw new Failure(`there is no part \`${unknown}\``, `The parts are ${Object.keys(parts).join(', ')}.`);
  await build();
  await npmPackages(at('benches'), 'benches');
  for (const [name, work] of Object.entries(parts)) {
    if (!words.length || words.includes(name)) await work();
  }
});
