// The README's examples, run as a reader would run them: with the packed package, in the runtime they are for.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Miniflare, NoOpLog } from 'miniflare';
import sharp from 'sharp';
import { at, run } from '../../scripts/task.mjs';
import { keys } from '../../www/sandbox/keys.js';
import { startSandbox } from '../../www/sandbox/sandbox.js';
import { bundle } from '../../www/worker/local.mjs';
import { launch, serve, withPage } from './browser.mjs';
import { asserting, marked } from './examples.mjs';
import { stranger } from './stranger.mjs';

const readme = readFileSync(at('README.md'), 'utf8');
const examples = marked(readme);

let home;
before(async () => {
  home = await stranger('readme');
});

test('every example that is code is run', () => {
  const fences = [...readme.matchAll(/^```(js|html)$/gm)];
  assert.equal(fences.length, examples.size);
  assert.deepEqual([...examples.keys()].sort(), [
    'credential',
    'diagnose',
    'grant',
    'history',
    'more',
    'npm',
    'page',
    'plan',
    'predict',
    'worker',
  ]);
});

test('the sandbox is called with a key and at an address that `npm start` prints', () => {
  const [, port, key] = readme.match(/^CLARIFAI_API_BASE=http:\/\/127\.0\.0\.1:(\d+) CLARIFAI_PAT=(\w+) /m);
  assert.match(readFileSync(at('scripts/start.mjs'), 'utf8'), new RegExp(`sandbox: ${port} `));
  assert.equal(key, keys.find(({ name }) => name === 'pat').key);
});

test('every file that it links to is in the package', () => {
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, file]) => file);
  assert.ok(links.length > 5);
  for (const file of links) assert.ok(home.files.includes(file), file);
});

test('the three main examples are about ten lines long', () => {
  for (const name of ['npm', 'page', 'worker']) {
    assert.ok(examples.get(name).trim().split('\n').length <= 12, name);
  }
});

for (const name of ['npm', 'credential', 'grant', 'diagnose', 'more', 'history', 'plan']) {
  test(`the results in the example \`${name}\` are what Node gives`, async () => {
    const program = home.write(`${name}.mjs`, asserting(examples.get(name)));
    const said = await run(process.execPath, [program], { cwd: home.folder });
    assert.match(said, /^\d+ results\n$/);
  });
}

test('the page says what is wrong while one types', async (t) => {
  home.write('page.html', `<!doctype html><meta charset="utf-8"><title>page</title>${examples.get('page')}`);
  const page = { type: 'text/html; charset=utf-8', body: readFileSync(`${home.folder}/page.html`) };
  const server = await serve(`${home.folder}/node_modules/clarifai-auth`, { '/page.html': page });
  const browser = await launch();
  t.after(() => Promise.all([browser.close(), server.close()]));
  await withPage(browser, `${server.url}/page.html`, async (tab) => {
    const said = tab.locator('#said');
    await tab.waitForLoadState('networkidle');
    await tab.getByLabel('Key').fill('c0ffee00c0ffee00c0ffee00c0ffee00 ');
    await said.filter({ hasText: 'white space (space) after the credential' }).waitFor();
    await tab.getByLabel('Key').fill('c0ffee00c0ffee00c0ffee00c0ffee00');
    await said.filter({ hasText: 'can be sent' }).waitFor();
  });
});

test('the program predicts on an image by its URL, and says what is wrong with a key', async (t) => {
  const sandbox = await startSandbox();
  const create = { width: 8, height: 8, channels: 3, background: 'red' };
  const image = { type: 'image/png', body: await sharp({ create }).png().toBuffer() };
  const server = await serve(home.folder, { '/red.png': image });
  t.after(() => Promise.all([sandbox.close(), server.close()]));
  const program = home.write('predict.mjs', examples.get('predict'));
  const key = keys.find(({ name }) => name === 'pat').key;
  const predict = (CLARIFAI_PAT, file) =>
    new Promise((resolve) => {
      const env = { ...process.env, CLARIFAI_PAT, CLARIFAI_API_BASE: sandbox.url };
      const args = [program, `${server.url}/${file}`];
      execFile(process.execPath, args, { cwd: home.folder, env }, (error, stdout, stderr) =>
        resolve([error?.code ?? 0, stdout, stderr]),
      );
    });
  assert.deepEqual(await predict(key, 'red.png'), [0, 'Red 1.00\n', '']);
  const [code, said, wrong] = await predict(`${key} `, 'red.png');
  assert.deepEqual([code, said], [1, '']);
  assert.match(wrong, /^white space \(space\) after the credential\nremove it/);
  assert.match(
    (await predict(key.replaceAll(/\d/g, 'f'), 'red.png'))[2],
    /^the API refused the call: HTTP 401/,
  );
  assert.equal((await predict(key, 'missing.png'))[0], 1);
});

test('the Worker predicts with its key', async (t) => {
  const sandbox = await startSandbox();
  after(() => sandbox.close());
  const miniflare = new Miniflare({
    modules: await bundle(home.write('worker.js', examples.get('worker'))),
    compatibilityDate: '2026-05-01',
    cf: false,
    host: '127.0.0.1',
    log: new NoOpLog(),
    bindings: {
      CLARIFAI_KEY: keys.find(({ name }) => name === 'predict-only').key,
      CLARIFAI_API_BASE: sandbox.url,
    },
  });
  t.after(() => miniflare.dispose());
  const create = { width: 8, height: 8, channels: 3, background: 'red' };
  const body = await sharp({ create }).png().toBuffer();
  const answer = await miniflare.dispatchFetch('http://localhost/', { method: 'POST', body });
  assert.deepEqual(await answer.json(), [{ id: 'Red', name: 'Red', value: 1 }]);
});
