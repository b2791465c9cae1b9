// The pinned wasm-bindgen command line and its test runner, built once below target/.
import { readFileSync } from 'node:fs';
import { at, digest, fresh, run, runnable, stamp, step } from '../task.mjs';

const folder = at('scripts', 'wasm-bindgen');
const tools = at('target', 'tools');

/** @returns {Promise<{ bindgen: string, runner: string }>} */
export async function wasmBindgen() {
  const paths = { bindgen: `${tools}/debug/wasm-bindgen`, runner: `${tools}/debug/wasm-bindgen-test-runner` };
  const wanted = digest(readFileSync(`${folder}/Cargo.lock`), readFileSync(`${folder}/Cargo.toml`));
  if (fresh('wasm-bindgen', wanted) && runnable(paths.bindgen) && runnable(paths.runner)) return paths;
  const version = /^version = "(.*)"$/m.exec(readFileSync(`${folder}/Cargo.toml`, 'utf8'))?.[1];
  await step(`building wasm-bindgen ${version} (about a minute)`, () =>
    run(
      'cargo',
      ['build', '-q', '--locked', '--manifest-path', `${folder}/Cargo.toml`, '--target-dir', tools],
      {
        env: { RUSTFLAGS: undefined, CARGO_ENCODED_RUSTFLAGS: undefined, CARGO_BUILD_TARGET: undefined },
        failure: `wasm-bindgen ${version} could not be built`,
        remedy: 'Look at the lines above, see that a network is there, and start again.',
      },
    ),
  );
  stamp('wasm-bindgen', wanted);
  return paths;
}
