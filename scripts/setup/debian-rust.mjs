// Debian's own Rust, unpacked below target/ without a change to the system, with a wasm32 standard
// library built from the very source it was built from: another compiler's source would not compile.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ask, Failure, onPath, run, step } from '../task.mjs';
import { rustFlags } from './rust-flags.mjs';

const host = 'x86_64-unknown-linux-gnu';
const remedy = 'Look at the lines above, see that a network is there, and start again.';

/** Why Debian's packages cannot be used here, or nothing. */
export function debianReason() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `this is ${process.platform} ${process.arch}, not Linux on x86-64`;
  if (!onPath('apt-get') || !onPath('dpkg-deb')) return 'this system has no apt-get';
  return undefined;
}

/** @param {string[]} remapped flags that take this machine's folders out of panic messages */
export async function unpackDebian(prefix, target, remapped) {
  const work = `${prefix}.new`;
  rmSync(prefix, { recursive: true, force: true });
  rmSync(work, { recursive: true, force: true });
  mkdirSync(join(work, 'debs'), { recursive: true });
  await step(
    "fetching Debian's rustc-web (138 MB unpacked below target/, no change to the system)",
    async () => {
      const packages = await packageNames();
      await run('apt-get', ['download', '-q', ...packages], {
        cwd: join(work, 'debs'),
        failure: `Debian's packages could not be fetched (${packages.join(', ')})`,
        remedy,
      });
      for (const deb of readdirSync(join(work, 'debs')))
        await run('dpkg-deb', ['-x', join(work, 'debs', deb), work], { remedy });
      rmSync(join(work, 'debs'), { recursive: true });
    },
  );
  // The wrappers name their folder, so it takes its place before std is built; bin/ comes last of all.
  renameSync(work, prefix);
  const compilers = wrap(prefix);
  await step(`building the standard library for ${target} (about a minute)`, () =>
    buildStd(prefix, target, compilers.rustc, remapped),
  );
  for (const folder of ['seed', 'usr/src', 'usr/share', 'usr/lib/rustlib/src'])
    rmSync(join(prefix, folder), { recursive: true, force: true });
  renameSync(join(prefix, 'bin.new'), join(prefix, 'bin'));
}

async function packageNames() {
  const show = (name) => ask('apt-cache', ['show', '--no-all-versions', name]);
  if (!(await show('rustc-web'))) {
    if (process.getuid?.() !== 0) {
      throw new Failure(
        "apt does not know Debian's package rustc-web",
        'Run `sudo apt-get update` and start again.',
      );
    }
    await run('apt-get', ['update', '-q'], { failure: '`apt-get update` failed', remedy });
  }
  const std = /^Depends:.*?(libstd-rust-web-[0-9][0-9.]*)/m.exec(
    (await show('libstd-rust-web-dev')) ?? '',
  )?.[1];
  const llvm = /^Depends:.*?(libllvm([0-9]+))/m.exec((std && (await show(std))) ?? '');
  if (!std || !llvm) {
    throw new Failure(
      'this Debian has no rustc-web that can be used',
      'Run `rustup target add wasm32-unknown-unknown` and start again.',
    );
  }
  return ['rustc-web', 'libstd-rust-web-dev', 'rust-web-src', std, llvm[1], `lld-${llvm[2]}`];
}

function wrap(prefix) {
  const usr = join(prefix, 'usr');
  const llvm = readdirSync(join(usr, 'lib')).find((name) => /^llvm-\d+$/.test(name));
  const tools = join(usr, 'lib/rustlib', host, 'bin');
  mkdirSync(tools, { recursive: true });
  if (!existsSync(join(tools, 'rust-lld'))) symlinkSync(`../../../${llvm}/bin/lld`, join(tools, 'rust-lld'));
  mkdirSync(join(prefix, 'bin.new'));
  const compilers = {};
  for (const name of ['rustc', 'rustdoc']) {
    compilers[name] = join(prefix, 'bin.new', name);
    const libraries = `${usr}/lib/x86_64-linux-gnu:${usr}/lib/${llvm}/lib`;
    writeFileSync(
      compilers[name],
      `#!/bin/sh\nLD_LIBRARY_PATH="${libraries}\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "${usr}/bin/${name}" "$@"\n`,
    );
    chmodSync(compilers[name], 0o755);
  }
  return compilers;
}

async function buildStd(prefix, target, rustc, remapped) {
  const seed = join(prefix, 'seed');
  mkdirSync(join(seed, 'src'), { recursive: true });
  writeFileSync(join(seed, 'src/lib.rs'), '#![no_std]\n');
  writeFileSync(
    join(seed, 'Cargo.toml'),
    '[package]\nname = "seed"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' +
      '[profile.release]\nopt-level = 3\ncodegen-units = 1\npanic = "abort"\n',
  );
  await run('cargo', ['build', '-q', '--release', '--target', target, '-Zbuild-std=std,panic_abort,test'], {
    cwd: seed,
    env: {
      RUSTC: rustc,
      RUSTC_WRAPPER: '',
      RUSTC_BOOTSTRAP: '1',
      // The last one that fits counts.
      ...rustFlags([
        '-Cembed-bitcode=yes',
        ...remapped,
        `--remap-path-prefix=${join(prefix, 'usr/lib/rustlib/src/rust')}=/rustc/debian`,
      ]),
      CARGO_TARGET_DIR: join(seed, 'target'),
      CARGO_BUILD_TARGET: undefined,
    },
    failure: `the standard library for ${target} could not be built`,
    remedy,
  });
  const built = join(seed, 'target', target, 'release/deps');
  const place = join(prefix, 'usr/lib/rustlib', target, 'lib');
  mkdirSync(place, { recursive: true });
  for (const file of readdirSync(built)) {
    if (/^lib.*\.rlib$/.test(file) && !file.startsWith('libseed-'))
      cpSync(join(built, file), join(place, file));
  }
}
