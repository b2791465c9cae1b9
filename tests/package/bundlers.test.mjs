// Bundlers without any configuration. Their output is served and run, not looked at.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build as esbuild } from 'esbuild';
import { createServer, preview, build as vite } from 'vite';
import { run } from '../../scripts/task.mjs';
import { launch, serve, withPage } from './browser.mjs';
import { stranger } from './stranger.mjs';

const pageProgram = `import * as auth from 'clarifai-auth';
import { check } from './check.js';
await auth.ready();
document.title = check(auth);
`;
const nodeProgram = `import * as auth from 'clarifai-auth';
import { check } from './check.js';
console.log(check(auth));
`;
const html = '<!doctype html><title>waiting</title><script type="module" src="/main.js"></script>';

let home;
let browser;
before(async () => {
  home = await stranger('bundlers');
  home.write('main.js', pageProgram);
  home.write('node-main.js', nodeProgram);
  home.write(
    'node-required.cjs',
    "import('./check.js').then((m) => console.log(m.check(require('clarifai-auth'))));\n",
  );
  home.write('index.html', html);
  browser = await launch();
});
after(() => browser?.close());

const titleOf = (url) =>
  withPage(browser, url, async (page) => {
    await page.waitForFunction(() => document.title !== 'waiting', undefined, { timeout: 20_000 });
    return page.title();
  });

test('Vite builds it for a page, with the wasm as a file of its own', async (t) => {
  await vite({ root: home.folder, configFile: false, logLevel: 'error' });
  const assets = readdirSync(join(home.folder, 'dist/assets'));
  assert.equal(assets.filter((name) => name.endsWith('.wasm')).length, 1);
  const server = await preview({
    root: home.folder,
    configFile: false,
    logLevel: 'error',
    preview: { host: '127.0.0.1', port: 0 },
  });
  t.after(() => server.close());
  assert.equal(await titleOf(`http://127.0.0.1:${server.httpServer.address().port}/`), 'checked');
});

test('Vite builds the client entry with its own wasm only', async (t) => {
  const root = join(home.folder, 'client');
  mkdirSync(root, { recursive: true });
  home.write(
    'client/main.js',
    pageProgram.replace("'clarifai-auth'", "'clarifai-auth/client'").replace('./', '../'),
  );
  home.write('client/index.html', html);
  await vite({ root, configFile: false, logLevel: 'error' });
  const assets = readdirSync(join(root, 'dist/assets')).filter((name) => name.endsWith('.wasm'));
  const size = (...path) => statSync(join(...path)).size;
  assert.deepEqual(
    assets.map((name) => size(root, 'dist/assets', name)),
    [size(home.packageFolder, 'client/core.wasm')],
  );
  const server = await serve(join(root, 'dist'));
  t.after(() => server.close());
  assert.equal(await titleOf(`${server.url}/index.html`), 'checked');
});

test("Vite's development server serves it", async (t) => {
  const server = await createServer({
    root: home.folder,
    configFile: false,
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0, hmr: false, ws: false },
  });
  t.after(() => server.close());
  await server.listen();
  assert.equal(await titleOf(`http://127.0.0.1:${server.httpServer.address().port}/`), 'checked');
});

test('esbuild bundles it for a page, which works with nothing beside the bundle', async (t) => {
  const outdir = join(home.folder, 'esbuild-alone');
  await bundle({ entryPoints: ['main.js'], format: 'esm', outdir });
  assert.deepEqual(readdirSync(outdir), ['main.js']);
  const server = await serve(outdir, { '/': { type: 'text/html', body: html } });
  t.after(() => server.close());
  assert.equal(await titleOf(server.url), 'checked');
});

test('esbuild with splitting loads core.wasm where it is copied beside the bundle, and only that', async (t) => {
  const outdir = join(home.folder, 'esbuild-split');
  await bundle({ entryPoints: ['main.js'], format: 'esm', splitting: true, outdir });
  copyFileSync(join(home.packageFolder, 'core.wasm'), join(outdir, 'core.wasm'));
  const server = await serve(outdir, { '/': { type: 'text/html', body: html } });
  t.after(() => server.close());
  assert.equal(await titleOf(server.url), 'checked');
  assert.ok(server.asked.includes('/core.wasm'));
  assert.ok(!server.asked.some((path) => path.includes('inline')), server.asked.join(' '));
});

test('esbuild bundles it as a classic script too', async (t) => {
  const outdir = join(home.folder, 'esbuild-iife');
  home.write(
    'classic.js',
    "import * as auth from 'clarifai-auth';\nimport { check } from './check.js';\n" +
      'auth.ready().then(() => { document.title = check(auth); });\n',
  );
  await bundle({
    entryPoints: ['classic.js'],
    format: 'iife',
    outdir,
    logOverride: { 'empty-import-meta': 'silent' },
  });
  const page = '<!doctype html><title>waiting</title><script src="/classic.js"></script>';
  const server = await serve(outdir, { '/': { type: 'text/html', body: page } });
  t.after(() => server.close());
  assert.equal(await titleOf(server.url), 'checked');
});

for (const [format, entry] of [
  ['esm', 'node-main.js'],
  ['cjs', 'node-main.js'],
  ['cjs', 'node-required.cjs'],
]) {
  test(`esbuild bundles ${entry} for Node as ${format}, and it runs far from the package`, async () => {
    const outdir = join(home.folder, '..', `elsewhere-${format}-${entry}`);
    mkdirSync(outdir, { recursive: true });
    const outfile = join(outdir, `out.${format === 'esm' ? 'mjs' : 'cjs'}`);
    await bundle({ entryPoints: [entry], platform: 'node', format, outfile });
    assert.ok(!existsSync(join(outdir, 'core.wasm')));
    assert.equal(await run(process.execPath, [outfile], { cwd: outdir }), 'checked\n');
  });
}

/** `esbuild --bundle`, and a failure on any warning. */
async function bundle(options) {
  const { warnings } = await esbuild({
    absWorkingDir: home.folder,
    bundle: true,
    logLevel: 'silent',
    ...options,
  });
  assert.deepEqual(
    warnings.map(({ text }) => text),
    [],
  );
}
