// Looks for inputs that break a property of the core (fuzz/src): a minute for each target, or `--seconds N`.
// `npm run fuzz -- credential route --seconds 300` runs some of the targets. `npm test` replays the corpus.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { at, Failure, fresh, program, readArguments, run, runnable, stamp, step, unstamp } from './task.mjs';

const version = '0.13.2';
const tools = at('target', 'tools', 'fuzz');
/** No input of a person is longer; what very long ones cost is for the tests to say. */
const longest = 4096;

/** The targets, each a file. */
const targets = () =>
  readdirSync(at('fuzz', 'fuzz_targets'))
    .filter((name) => name.endsWith('.rs'))
    .map((name) => name.slice(0, -'.rs'.length))
    .sort();

async function cargoFuzz() {
  await run('cargo', ['+nightly', '--version'], {
    failure: 'there is no nightly Rust, which fuzzing needs',
    remedy: 'Install it (`rustup toolchain install nightly --profile minimal`) and start again.',
  });
  const command = `${tools}/bin/cargo-fuzz`;
  if (fresh('cargo-fuzz', version) && runnable(command)) return command;
  unstamp('cargo-fuzz');
  await step(`building cargo-fuzz ${version} (about a minute)`, () =>
    run('cargo', ['install', '-q', '--locked', '--root', tools, 'cargo-fuzz', '--version', version], {
      env: { CARGO_TARGET_DIR: at('target', 'tools', 'fuzz-build') },
      failure: `cargo-fuzz ${version} could not be built`,
      remedy: 'Look at the lines above, see that a network is there, and start again.',
    }),
  );
  stamp('cargo-fuzz', version);
  return command;
}

/** Runs one target; gives the files of the corpus that hold what it found. */
async function fuzz(command, target, seconds) {
  const corpus = at('fuzz', 'corpus', target);
  const grown = at('target', 'fuzz', 'corpus', target);
  const artifacts = at('target', 'fuzz', 'artifacts', target);
  for (const folder of [corpus, grown, artifacts]) mkdirSync(folder, { recursive: true });
  const before = new Set(readdirSync(artifacts));
  const sanitized = ['--sanitizer', 'none', '--target-dir', at('target', 'fuzz', 'build')];
  const cargo = (verb, args, options) => run(command, ['fuzz', verb, ...sanitized, target, ...args], options);
  const env = {
    RUSTUP_TOOLCHAIN: 'nightly',
    RUSTFLAGS: undefined,
    CARGO_ENCODED_RUSTFLAGS: undefined,
    RUST_BACKTRACE: '0',
  };

  await step(`building ${target}`, () => cargo('build', [], { env }), { quietly: 2000 });
  try {
    await step(`fuzzing ${target} for ${seconds} s`, () =>
      // What is new goes into the first folder; the kept corpus is only read.
      cargo(
        'run',
        [
          grown,
          corpus,
          '--',
          `-max_total_time=${seconds}`,
          `-max_len=${longest}`,
          '-timeout=10',
          '-verbosity=0',
          `-artifact_prefix=${artifacts}/`,
        ],
        { env, failure: `${target} broke a property` },
      ),
    );
  } catch (error) {
    const found = readdirSync(artifacts).filter((name) => !before.has(name));
    if (!found.length) throw error;
    return Promise.all(found.map((name) => smallest(cargo, env, target, `${artifacts}/${name}`)));
  }
  console.log(`  no property broken; ${readdirSync(grown).length} inputs of interest beside the corpus`);
  return [];
}

/** Makes a finding small and puts it into the corpus, where `npm test` finds it. */
async function smallest(cargo, env, target, found) {
  const small = `${found}.small`;
  await step(`making ${found.split('/').at(-1)} smaller`, () =>
    cargo('tmin', [found, '--runs', '20000', '--', `-exact_artifact_path=${small}`], { env }).catch(() => {}),
  );
  const source = existsSync(small) ? small : found;
  const name = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 12);
  copyFileSync(source, at('fuzz', 'corpus', target, `found-${name}`));
  return `fuzz/corpus/${target}/found-${name}`;
}

await program(import.meta.url, async () => {
  const remedy = `The targets are ${targets().join(', ')}; the option is --seconds N.`;
  const { values, positionals } = readArguments(
    { options: { seconds: { type: 'string', default: '60' } }, allowPositionals: true },
    remedy,
  );
  const seconds = Number(values.seconds);
  if (!Number.isInteger(seconds) || seconds < 1)
    throw new Failure(`\`${values.seconds}\` is no number of seconds`, 'Give a whole number, such as 60.');
  const unknown = positionals.find((name) => !targets().includes(name));
  if (unknown !== undefined) throw new Failure(`there is no target \`${unknown}\``, remedy);

  const command = await cargoFuzz();
  const found = [];
  for (const target of positionals.length ? positionals : targets()) {
    found.push(...(await fuzz(command, target, seconds)));
  }
  if (found.length)
    throw new Failure(
      `inputs that break a property: ${found.join(', ')}`,
      'Mend the core until `cargo test --test fuzz` passes, and keep these files.',
    );
  console.log('no property was broken');
});
