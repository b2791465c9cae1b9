// Makes the package in pkg/: for each entry one wasm, and a thin loader for each kind of runtime.
// Works in a folder of its own and puts pkg/ in place at the end, so that no half build is ever seen.
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { lastBuild } from './build/check.mjs';
import { fitGlue, fitTypes } from './build/glue.mjs';
import { filesBelow, inputsDigest, packageDigest } from './build/inputs.mjs';
import { locked } from './lock.mjs';
import { buildTools } from './setup.mjs';
import { ask, at, program, run, stamp, step, unstamp } from './task.mjs';

const target = 'wasm32-unknown-unknown';

/** The entries: where each stands below pkg/, what cargo is told, and whose files are beside its core. */
export const entries = [
  {
    name: 'clarifai-auth',
    folder: '',
    features: [],
    files: ['src/js/package', 'src/js/texts/package', 'src/js/history', 'src/js/command-line'],
  },
  {
    name: 'clarifai-auth/client',
    folder: 'client',
    features: ['--no-default-features'],
    files: ['src/js/package'],
  },
];

/** What the linker made for an entry, its functions still named. */
export const linked = ({ folder }) => at('target', 'wasm', `linked-${folder || 'main'}.wasm`);

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
    for (const entry of entries) await compile(tools, entry);
    const inputs = inputsDigest(); // After cargo, which may complete Cargo.lock.
    const work = at('target', 'pkg.new');
    rmSync(work, { recursive: true, force: true });
    for (const entry of entries) await assemble(tools, entry, join(work, entry.folder));
    replacePackage(work);
    const { route } = tools.wasm;
    stamp('package', JSON.stringify({ compiler, route, inputs, package: packageDigest() }));
    return { built: true };
  });
}

async function compile({ wasm }, entry) {
  await step(`compiling the core of ${entry.name} to WebAssembly`, () =>
    run(
      'cargo',
      [
        'build',
        '-q',
        '--release',
        '--lib',
        '--target',
        target,
        ...entry.features,
        ...(process.env.CI ? ['--locked'] : []),
      ],
      {
        env: wasm.env,
        show: true,
        failure: 'the core does not compile',
        remedy: 'Mend what the compiler says above.',
      },
    ),
  );
  // The next entry's has the same name.
  cpSync(at('target', 'wasm', target, 'release', 'clarifai_auth.wasm'), linked(entry));
}

async function assemble({ bindgen }, entry, work) {
  mkdirSync(work, { recursive: true });
  await step('generating the JavaScript glue', () =>
    run(
      bindgen,
      [
        '--target',
        'web',
        '--out-name',
        'core',
        '--out-dir',
        work,
        '--remove-producers-section',
        linked(entry),
      ],
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
  for (const folder of entry.files)
    for (const file of filesBelow(folder)) cpSync(at(file), join(work, relative(folder, file)));
  fitTypes(work, types);
  if (existsSync(join(work, 'history.js'))) await addHistory(work);
  await fitGlue(work);
  await minifyGlue(work);
  const bytes = readFileSync(join(work, 'core.wasm'));
  writeFileSync(join(work, 'inline.js'), inlined(bytes));
  await bundleForRequire(work, 'node');
  await bundleForImport(work, 'node');
  const kilobytes = (gzipSync(bytes, { level: 9 }).length / 1000).toFixed(1);
  console.log(`core.wasm of ${entry.name}: ${bytes.length} bytes, ${kilobytes} KB gzipped`);
}

function replacePackage(work) {
  const old = at('target', 'pkg.old');
  rmSync(old, { recursive: true, force: true });
  if (existsSync(at('pkg'))) renameSync(at('pkg'), old);
  renameSync(work, at('pkg'));
  rmSync(old, { recursive: true, force: true });
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

// Names stay: a stack trace and `console.log` show them. An error that nobody catches shows its whole line.
async function minifyGlue(work) {
  const { transform } = await import('esbuild');
  const file = join(work, 'core.js');
  const { code } = await transform(readFileSync(file, 'utf8'), {
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 300,
    legalComments: 'none',
    charset: 'utf8',
  });
  writeFileSync(file, code);
}

/** What `clarifai-auth/history` has beside its module: the same for `require`. */
async function addHistory(work) {
  const types = readFileSync(join(work, 'history.d.ts'), 'utf8');
  writeFileSync(join(work, 'history.d.cts'), types.replace("from './index.js'", "from './index.cjs'"));
  await bundleForRequire(work, 'history');
}

const bundleForRequire = (work, name) =>
  bundleForNode(work, name, 'cjs', {
    format: 'cjs',
    define: { 'import.meta.url': 'moduleUrl' },
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  });

/** Fewer files beside core.js: Node takes most of a millisecond to find each. */
const bundleForImport = (work, name) =>
  bundleForNode(work, name, 'js', {
    format: 'esm',
    external: ['./core.js', './not-ready.js'],
    allowOverwrite: true,
  });

// esbuild is there only after the set-up, hence the late import.
async function bundleForNode(work, name, extension, options) {
  const { build: bundle } = await import('esbuild');
  await step(`bundling ${name}.${extension}`, () =>
    bundle({
      entryPoints: [join(work, `${name}.js`)],
      outfile: join(work, `${name}.${extension}`),
      bundle: true,
      platform: 'node',
      target: 'node20',
      logLevel: 'error',
      ...options,
    }),
  );
}

await program(import.meta.url, async () => {
  const { built } = await build();
  if (!built) console.log('pkg/ is up to date');
});
