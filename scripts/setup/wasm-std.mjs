// A compiler that has the standard library of wasm32-unknown-unknown.
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ask, at, Failure, onPath, root, runnable, step } from '../task.mjs';
import { debianReason, unpackDebian } from './debian-rust.mjs';
import { rustFlags } from './rust-flags.mjs';

export const target = 'wasm32-unknown-unknown';
const prefix = at('target', 'wasm-toolchain');

/**
 * Finds or installs it. `WASM_STD=rustup` or `WASM_STD=debian` forces one way.
 * @returns {Promise<{ rustc: string, route: 'installed' | 'debian', env: Record<string, string> }>}
 */
export async function wasmStd() {
  const forced = process.env.WASM_STD ?? 'auto';
  if (!['auto', 'rustup', 'debian'].includes(forced)) {
    throw new Failure(`WASM_STD is \`${forced}\``, 'Set it to `rustup` or `debian`, or leave it out.');
  }
  if (!onPath('cargo') || !onPath('rustc')) {
    throw new Failure('Rust is not installed', 'Install it with rustup (https://rustup.rs) and start again.');
  }
  const debian = `${prefix}/bin/rustc`;
  if (forced !== 'debian') {
    if (await hasStd('rustc')) return installed();
    const cached = forced === 'auto' && runnable(debian);
    // In CI the Debian packages are the way that is always there.
    if (onPath('rustup') && !cached && (forced === 'rustup' || !process.env.CI)) {
      await step(`adding Rust's target ${target} with rustup`, () =>
        ask('rustup', ['target', 'add', target], { stdio: ['ignore', 'pipe', 'inherit'] }),
      );
      if (await hasStd('rustc')) return installed();
    }
    if (forced === 'rustup') {
      throw new Failure(
        `rustup could not add the target ${target}`,
        'Try again with a network, or with WASM_STD=debian.',
      );
    }
  }
  if (runnable(debian) && (await hasStd(debian))) return unpacked(debian);
  const reason = debianReason();
  if (reason) {
    throw new Failure(
      `Rust has no standard library for ${target}, and Debian's packages cannot help: ${reason}`,
      `Run \`rustup target add ${target}\` and start again.`,
    );
  }
  await unpackDebian(prefix, target, remapped);
  if (!(await hasStd(debian))) {
    throw new Failure(
      "the standard library unpacked from Debian's packages was not found",
      `Remove ${prefix} and start again.`,
    );
  }
  return unpacked(debian);
}

// Host and wasm32 artefacts stand apart: another RUSTC would make cargo build everything anew.
// Panic messages name source files: without the folders of the machine that built them.
const cargoHome = process.env.CARGO_HOME ?? join(homedir(), '.cargo');
const remapped = [
  `--remap-path-prefix=${join(cargoHome, 'registry/src')}=registry`,
  `--remap-path-prefix=${root}=.`,
];

/** For wasm32: of SHA-256 the rolled-up form, 2.4 KB smaller with gzip and fast enough for one key. */
export const wasmFlags = [...remapped, '--cfg=sha2_backend_soft="compact"'];

const env = { CARGO_TARGET_DIR: at('target', 'wasm'), ...rustFlags(wasmFlags) };
const installed = () => ({ rustc: 'rustc', route: 'installed', env });
const unpacked = (rustc) => ({ rustc, route: 'debian', env: { ...env, RUSTC: rustc, RUSTC_WRAPPER: '' } });

async function hasStd(rustc) {
  const folder = await ask(rustc, ['--print', 'target-libdir', '--target', target]);
  try {
    return readdirSync(folder).some((file) => /^libcore-.*\.rlib$/.test(file));
  } catch {
    return false;
  }
}
