// Everything that can be said about the code without running it.
import { build } from './build.mjs';
import { rustFlags } from './setup/rust-flags.mjs';
import { target, wasmFlags } from './setup/wasm-std.mjs';
import { buildTools } from './setup.mjs';
import { at, Failure, program, run, step } from './task.mjs';

const denied = ['--', '-D', 'warnings'];

/** Runs every check, also after a fault, and rejects where there was one. */
export async function lint() {
  const { wasm } = await buildTools();
  await build();
  const faults = [];
  const check = async (name, work) => {
    try {
      await step(name, work);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      console.error(`  ${name}: ${error.message}`);
      faults.push(name);
    }
  };

  await check('rustfmt', () =>
    run('cargo', ['fmt', '--check'], { failure: 'not formatted; run `cargo fmt`' }),
  );
  await check('clippy', () => cargo(['clippy', '--lib', ...denied]));
  await check('clippy on tests', () => cargo(['clippy', '--tests', ...denied]));
  if (wasm.route === 'installed') {
    await check('clippy on wasm32', () =>
      cargo(['clippy', '--lib', '--target', target, ...denied], wasm.env),
    );
    await check('clippy on wasm32 without the texts', () =>
      cargo(['clippy', '--lib', '--no-default-features', '--target', target, ...denied], wasm.env),
    );
    await check('clippy on wasm32 tests', () =>
      cargo(['clippy', '--test', 'js', '--target', target, ...denied], wasm.env),
    );
  } else {
    // Clippy is a compiler of its own; Debian's standard library fits Debian's compiler only.
    await check(
      'cargo check on wasm32, warnings as errors (clippy does not fit this standard library)',
      async () => {
        const env = {
          ...wasm.env,
          CARGO_TARGET_DIR: at('target', 'wasm-check'),
          ...rustFlags([...wasmFlags, '-Dwarnings']),
        };
        await cargo(['check', '--lib', '--test', 'js', '--target', target], env);
        await cargo(['check', '--lib', '--no-default-features', '--target', target], env);
      },
    );
  }
  await check('rustdoc', () => cargo(['doc', '--no-deps'], { RUSTDOCFLAGS: '-D warnings' }));
  await check('biome', () =>
    node('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '--colors=off']),
  );
  await check('types', () => node('typescript/bin/tsc', ['-p', at('tests')]));
  if (faults.length) throw new Failure(`faults found by ${faults.join(', ')}`, 'Mend what is said above.');
}

const cargo = ([command, ...args], env = {}) =>
  run('cargo', [command, '-q', ...args], { env, show: true, failure: `cargo ${command} found faults` });

const node = (tool, args) =>
  run(process.execPath, [at('node_modules', tool), ...args], { show: true, failure: 'found faults' });

await program(import.meta.url, lint);
