// Bytes that a user downloads, each entry's beside the peers', and what our wasm is made of.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build, entries, linked } from './build.mjs';
import { npmPackages } from './setup/npm-packages.mjs';
import { byCrate, namedFunctions, sections } from './size/wasm.mjs';
import { at, program } from './task.mjs';

const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length;
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} KB`.padStart(11);
const budget = 60_000;

async function size() {
  await build();
  await npmPackages(at('benches'), 'benches');
  const { build: esbuild } = await import('esbuild');
  /** What a page loads as code: bundled and minified, as everyone ships it. */
  const bundled = async (contents, options = {}) => {
    const { outputFiles } = await esbuild({
      stdin: { contents, resolveDir: at('benches') },
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      platform: 'browser',
      outdir: at('target', 'size'),
      logLevel: 'error',
      legalComments: 'none',
      ...options,
    });
    return outputFiles[0].contents;
  };

  const ours = [];
  for (const entry of entries) {
    const wasm = readFileSync(at('pkg', entry.folder, 'core.wasm'));
    // Without the copy of the wasm that only bundlers without assets put in.
    const glue = await bundled(`export * from ${JSON.stringify(at('pkg', entry.folder, 'browser.js'))};`, {
      external: ['./inline.js'],
    });
    const together = [wasm.length + glue.length, gzipped(wasm) + gzipped(glue)];
    ours.push({ ...entry, wasm, glue, together });
  }
  const history = await bundled(`export * from ${JSON.stringify(at('pkg/history.js'))};`);
  const [whole, client] = ours.map(({ together }) => together);
  const cedar = at('benches/node_modules/@cedar-policy/cedar-wasm/web');
  const cedarGlue = await bundled(`export * from ${JSON.stringify(`${cedar}/cedar_wasm.js`)};`);
  const cedarWasm = readFileSync(`${cedar}/cedar_wasm_bg.wasm`);
  const rows = [
    ...ours.flatMap(({ name, wasm, glue, together }) => [
      [`${name}: core.wasm`, wasm.length, gzipped(wasm)],
      [`${name}: glue, minified`, glue.length, gzipped(glue)],
      [`${name}: together`, ...together],
    ]),
    ['clarifai-auth/history: loaded on demand', history.length, gzipped(history)],
    ['what the feature `texts` costs', whole[0] - client[0], whole[1] - client[1]],
    ...(await peer('clarifai 2.9.1', () =>
      bundled("export { default } from 'clarifai';", { define: { global: 'globalThis' } }),
    )),
    ...(await peer('clarifai-web-grpc 4.2.0', () => bundled("export * from 'clarifai-web-grpc';"))),
    [
      '@cedar-policy/cedar-wasm 4.13.0',
      cedarGlue.length + cedarWasm.length,
      gzipped(cedarGlue) + gzipped(cedarWasm),
    ],
  ];
  console.log(`\n${'what a page downloads'.padEnd(40)}${'bytes'.padStart(11)}${'gzip -9'.padStart(11)}`);
  for (const [name, plain, small] of rows)
    console.log(`${name.padEnd(40)}${kilobytes(plain)}${kilobytes(small)}`);
  for (const { name, together } of ours) {
    const over = together[1] - budget;
    const verdict = over <= 0 ? 'kept' : `missed by ${kilobytes(over).trim()}`;
    console.log(`budget of ${name}: ${budget / 1000} KB gzipped, ${verdict}`);
  }
  for (const entry of ours) takeApart(entry);
}

/** What the wasm of an entry is made of. */
function takeApart(entry) {
  console.log(`\n${`${entry.name}: sections`.padEnd(40)}${'bytes'.padStart(11)}${'gzip -9'.padStart(11)}`);
  for (const { name, bytes } of sections(entry.wasm)) {
    console.log(`${name.padEnd(40)}${kilobytes(bytes.length)}${kilobytes(gzipped(bytes))}`);
  }
  // The names are still there before wasm-opt.
  const functions = namedFunctions(readFileSync(linked(entry)));
  console.log(
    `\n${'code by crate, before wasm-opt'.padEnd(40)}${'bytes'.padStart(11)}${'functions'.padStart(11)}`,
  );
  for (const { name, bytes, count } of byCrate(functions).slice(0, 20)) {
    console.log(`${name.padEnd(40)}${kilobytes(bytes)}${String(count).padStart(11)}`);
  }
  console.log(`\n${'largest functions, before wasm-opt'.padEnd(90)}${'bytes'.padStart(7)}`);
  for (const { name, bytes } of functions.slice(0, 15))
    console.log(`${name.slice(0, 88).padEnd(90)}${String(bytes).padStart(7)}`);
}

/** A row of a peer's package, or one that says why it cannot be bundled. */
async function peer(name, measure) {
  const bytes = await measure();
  return [[name, bytes.length, gzipped(bytes)]];
}

await program(import.meta.url, size);
