// Makes the package in pkg/: one wasm, and a thin loader for each kind of runtime.
// Works in a folder of its own and puts pkg/ in place at the end, so that no half build is ever seen.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { lastBuild } from './build/check.mjs';
import { fitGlue, fitTypes } from './build/glue.mjs';
import { filesBelow, inputsDigest, packageDigest } from './build/inputs.mjs';
import { locked } from './lock.mjs';
import { buildTools } from './setup.mjs';
import { ask, at, program, run, stamp, step, unstamp } from './task.mjs';

const target = 'wasm32-unknown-unknown';

/** Builds pkg/ unless nothing changed. @returns {Promise<{ built: boolean }>} */
export async function build() {
  const tools = await buildTools();
  return locked(async () => {
    const compiler = await ask(tools.wasm.rustc, ['--version']);
    const last = lastBuild();
    if (last?.compiler === compiler && last.inputs === inputsDigest() && last.package === packageDigest()) {
      return { built: false };
    }
    unstamp('package');
    await compile(tools);
    const inputs = inputsDigest(); // After cargo, which may complete Cargo.lock.
    await assemble(tools);
    const { route } = tools.wasm;
    stamp('package', JSON.stringify({ compiler, route, inputs, package: packageDigest() }));
    return { built: true };
  });
}

function compile({ wasm }) {
  return step('compiling the core to WebAssembly', () =>
    run(
      'cargo',
      ['build', '-q', '--release', '--lib', '--target', target, ...(process.env.CI ? ['--locked'] : [])],
      {
        env: wasm.env,
        show: true,
        failure: 'the core does not compile',
        remedy: 'Mend what the compiler says above.',
      },
    ),
  );
}

async function assemble({ bindgen }) {
  const work = at('target', 'pkg.new');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const wasm = at('target', 'wasm', target, 'release', 'clarifai_auth.wasm');
  await step('generating the JavaScript glue', () =>
    run(
      bindgen,
      ['--target', 'web', '--out-name', 'core', '--out-dir', work, '--remove-producers-section', wasm],
      {
        failure: 'wasm-bindgen failed',
      },
    ),
  );
  await step('making the wasm small', () =>
    run(
      process.execPath,
      [
        at('node_modules/binaryen/bin/wasm-opt'),
        '-Oz',
        // Inlining a large function into its one caller makes the file larger, once it is compressed.
        '--one-caller-inline-max-function-size=20',
        '--converge',
        join(work, 'core_bg.wasm'),
        '-o',
        join(work, 'core.wasm'),
      ],
      {
        failure: 'wasm-opt failed',
      },
    ),
  );
  const types = readFileSync(join(work, 'core.d.ts'), 'utf8');
  for (const file of ['core_bg.wasm', 'core_bg.wasm.d.ts', 'core.d.ts']) rmSync(join(work, file));
  for (const file of filesBelow('src/js/package'))
    cpSync(at(file), join(work, relative('src/js/package', file)));
  fitTypes(work, types);
  await fitGlue(work);
  await minifyGlue(work);
  const bytes = readFileSync(join(work, 'core.wasm'));
  writeFileSync(join(work, 'inline.js'), inlined(bytes));
  await bundleForRequire(work);
  const old = at('target', 'pkg.old');
  rmSync(old, { recursive: true, force: true });
  if (existsSync(at('pkg'))) renameSync(at('pkg'), old);
  renameSync(work, at('pkg'));
  rmSync(old, { recursive: true, force: true });
  const kilobytes = (gzipSync(bytes, { level: 9 }).length / 1000).toFixed(1);
  console.log(`pkg/core.wasm: ${statSync(at('pkg/core.wasm')).size} bytes, ${kilobytes} KB gzipped`);
}

const inlined = (bytes) => `// core.wasm as text, for bundlers that do not copy files.
export function bytes() {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let place = 0; place < text.length; place += 1) bytes[place] = text.charCodeAt(place);
  return bytes;
}

const base64 =
  '${bytes.toString('base64')}';
`;

// Names stay: a stack trace and `console.log` show them.
async function minifyGlue(work) {
  const { transform } = await import('esbuild');
  const file = join(work, 'core.js');
  const { code } = await transform(readFileSync(file, 'utf8'), {
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    charset: 'utf8',
  });
  writeFileSync(file, code);
}

// esbuild is there only after the set-up, hence the late import.
async function bundleForRequire(work) {
  const { build: bundle } = await import('esbuild');
  await step('bundling for require()', () =>
    bundle({
      entryPoints: [join(work, 'node.js')],
      outfile: join(work, 'node.cjs'),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      define: { 'import.meta.url': 'moduleUrl' },
      banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
      logLevel: 'error',
    }),
  );
}

await program(import.meta.url, async () => {
  const { built } = await build();
  if (!built) console.log('pkg/ is up to date');
});
