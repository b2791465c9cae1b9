// The predict page in Chromium, through the real Worker in workerd to the sandbox.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { keys } from '../../www/sandbox/keys.js';
import { startSandbox } from '../../www/sandbox/sandbox.js';
import { startWorker } from '../../www/worker/local.mjs';
import { axeFindings, open, overflow, portWithoutServer, shoot, site } from './page/browser.mjs';

const key = '5a4db0c5f00df00df00df00df00d0001';
let sandbox;
let worker;

before(async () => {
  assert.ok(JSON.stringify(keys).includes(key), 'the sandbox has the predict-only key');
  sandbox = await startSandbox({ requestsPerSecond: 1000 });
  worker = await startWorker({
    key,
    apiBase: sandbox.url,
    origins: [site.url],
    models: ['color-recognition'],
    callsPerMinute: 1000,
  });
  site.workerUrl = worker.url;
});
after(async () => {
  await worker?.close();
  await sandbox?.close();
});

const plain = (format, background) =>
  sharp({ create: { width: 60, height: 40, channels: 3, background } })
    [format]()
    .toBuffer();

async function choose(page, name, buffer, mimeType = 'image/png') {
  await page.locator('#file').setInputFiles({ name, mimeType, buffer });
}

/** The colours drawn: name, hex, share as text, and the paint of the swatch. */
async function colours(page) {
  await page.locator('.colours li').first().waitFor();
  return page.locator('.colours li').evaluateAll((items) =>
    items.map((item) => ({
      name: item.querySelector('.colour-name').textContent,
      hex: item.querySelector('code').textContent,
      share: item.querySelector('.share').textContent,
      paint: item.querySelector('.swatch').style.backgroundColor,
    })),
  );
}

const samples = [
  ['Paper hills', 'PNG'],
  ['Orange on blue', 'JPEG'],
  ['Northern night', 'WebP'],
];
for (const [name, type] of samples) {
  test(`the sample ${name} (${type}) gets its colours`, async (t) => {
    const { page } = await open(t, '/predict.html');
    await page.getByRole('button', { name }).click();
    const found = await colours(page);
    assert.ok(found.length >= 3, 'a picture has several colours');
    const shares = found.map(({ share }) => (share === '< 1 %' ? 0.5 : Number.parseInt(share, 10)));
    assert.deepEqual(
      shares,
      [...shares].sort((a, b) => b - a),
      'the largest first',
    );
    const sum = shares.reduce((a, b) => a + b, 0);
    assert.ok(sum > 90 && sum < 110, `${sum} per cent`);
    assert.equal(await page.locator('.colour-bar span').count(), found.length);
    assert.match(await page.locator('figcaption').innerText(), new RegExp(`^${name} · ${type} · \\d+ KB$`));
    assert.match(await page.locator('#predict-status').innerText(), new RegExp(`mostly ${found[0].name}`));
    const loaded = await page.locator('figure img').evaluate((image) => image.naturalWidth);
    assert.ok(loaded > 100, 'the preview is drawn');
  });
}

const uploads = [
  ['png', 'red', 'Red', 'rgb(255, 0, 0)', '#ff0000'],
  ['webp', '#0000ff', 'Blue', undefined, undefined],
  ['jpeg', '#ffffff', 'White', 'rgb(255, 255, 255)', '#ffffff'],
];
for (const [format, background, name, paint, hex] of uploads) {
  test(`an uploaded ${name.toLowerCase()} ${format} is ${name} to 100 %`, async (t) => {
    const { page } = await open(t, '/predict.html');
    await choose(page, `own.${format}`, await plain(format, background), `image/${format}`);
    const [first, ...others] = await colours(page);
    assert.deepEqual([first.name, first.share, others.length], [name, '100 %', 0]);
    if (paint) assert.deepEqual([first.paint, first.hex], [paint, hex]);
  });
}

test('the page is given no key: not by the configuration, a request or an answer', async (t) => {
  const { page, requests } = await open(t, '/predict.html');
  await page.getByRole('button', { name: 'Paper hills' }).click();
  await colours(page);
  const toWorker = requests.filter((request) => request.url().startsWith(worker.url));
  assert.deepEqual(
    toWorker.map((request) => request.method()).filter((verb) => verb !== 'OPTIONS'),
    ['POST'],
  );
  for (const request of requests) {
    const headers = await request.allHeaders();
    assert.equal(headers.authorization, undefined);
    const response = await request.response();
    const body = request.url().startsWith('blob:') ? '' : await response.text().catch(() => '');
    const exchange = JSON.stringify([headers, await response.allHeaders()]) + body;
    assert.ok(!exchange.includes(key), request.url());
  }
  assert.ok(!(await page.content()).includes(key));
});

test('the page predicts under each of its origins, with the Worker’s address as it is', async (t) => {
  const localhost = site.url.replace('127.0.0.1', 'localhost');
  const own = await startWorker({
    key,
    apiBase: sandbox.url,
    origins: [site.url, localhost],
    models: ['color-recognition'],
  });
  t.after(() => own.close());
  site.workerUrl = own.url;
  t.after(() => {
    site.workerUrl = worker.url;
  });
  const { page, requests } = await open(t, '/predict.html');
  for (const origin of [site.url, localhost]) {
    requests.length = 0;
    await page.goto(`${origin}/predict.html`);
    await page.getByRole('button', { name: 'Paper hills' }).click();
    assert.ok((await colours(page)).length > 0);
    const asked = requests.filter((request) => request.method() === 'POST').map((request) => request.url());
    assert.deepEqual(asked, [`${own.url}/v2/models/color-recognition/outputs`]);
  }
});

test('it is said to be the sandbox, and where the key is', async (t) => {
  const { page } = await open(t, '/predict.html');
  await page.locator('#sandbox').waitFor();
  assert.match(await page.locator('#sandbox').innerText(), /sandbox: a stand-in/);
  assert.match(await page.locator('.stations').innerText(), /Worker\s+holds the key/);
});

test('the live API is named as such', async (t) => {
  const { page } = await open(t, '/predict.html');
  await page.route('**/config.json', (route) =>
    route.fulfill({ json: { workerUrl: worker.url, sandbox: false } }),
  );
  await page.reload();
  await page.locator('#live').waitFor();
  assert.ok(await page.locator('#sandbox').isHidden());
  assert.match(await page.locator('.stations').innerText(), /Clarifai’s API/);
});

test('a model that finds concepts instead of colours has them listed, without a bar', async (t) => {
  const { page } = await open(t, '/predict.html');
  await page.route('**/config.json', (route) =>
    route.fulfill({ json: { workerUrl: worker.url, sandbox: false, model: 'general' } }),
  );
  const asked = [];
  await page.route(`${worker.url}/**`, (route) => {
    asked.push(new URL(route.request().url()).pathname);
    return route.fulfill({
      json: {
        status: { code: 10000 },
        outputs: [
          { status: { code: 10000 }, data: { concepts: [{ id: 'ai_1', name: 'hills', value: 0.97 }] } },
        ],
      },
      headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' },
    });
  });
  await page.reload();
  await page.getByRole('button', { name: 'Paper hills' }).click();
  await page.locator('.colours li').waitFor();
  assert.match(await page.locator('.colours').innerText(), /^hills\s+97 %$/);
  assert.equal(await page.locator('.colour-bar').count(), 0);
  assert.deepEqual(new Set(asked), new Set(['/v2/models/general/outputs']));
});

/** Hands files to the page as a drop or a paste does. */
const hand = (page, kind, { name, type, bytes }) =>
  page.evaluate(
    ({ kind: event, name: fileName, type: fileType, bytes: content }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(content)], fileName, { type: fileType }));
      const happening =
        event === 'drop'
          ? new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true })
          : new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true });
      document.getElementById('drop').dispatchEvent(happening);
    },
    { kind, name, type, bytes: [...bytes] },
  );
for (const kind of ['drop', 'paste']) {
  test(`a picture may come by ${kind}`, async (t) => {
    const { page } = await open(t, '/predict.html');
    await page.locator('#sandbox').waitFor();
    await hand(page, kind, { name: 'green.png', type: 'image/png', bytes: await plain('png', 'lime') });
    assert.equal((await colours(page))[0].name, 'Lime');
  });
}

const refusedHere = [
  [
    'a text',
    'notes.txt',
    'text/plain',
    Buffer.from('no picture'),
    /“notes\.txt” is not a PNG, JPEG or WebP picture/,
  ],
  [
    'a GIF called PNG',
    'moving.png',
    'image/png',
    Buffer.from('GIF89a\u0001\u0000'),
    /not a PNG, JPEG or WebP/,
  ],
  ['an empty file', 'empty.png', 'image/png', Buffer.alloc(0), /“empty\.png” is empty/],
  ['more than 20 MB', 'large.png', 'image/png', Buffer.alloc(20_000_001), /20 MB at most/],
];
for (const [what, name, type, buffer, expected] of refusedHere) {
  test(`${what} is refused before anything is sent`, async (t) => {
    const { page, requests } = await open(t, '/predict.html');
    await choose(page, name, buffer, type);
    await page.locator('.failure').waitFor();
    assert.match(await page.locator('.failure').innerText(), expected);
    assert.deepEqual(
      requests.filter((request) => request.method() === 'POST'),
      [],
    );
  });
}

test('a broken picture gets the words of the API', async (t) => {
  const { page } = await open(t, '/predict.html', {
    expected: /Failed to load resource|the server responded/,
  });
  await choose(page, 'broken.png', (await plain('png', 'red')).subarray(0, 40));
  await page.locator('.failure').waitFor();
  assert.match(await page.locator('.failure').innerText(), /The API answered: .+[\s\S]*Code \d{5}/);
});

test('a refusal of the Worker is shown with its fix and its code', async (t) => {
  const narrow = await startWorker({
    key,
    apiBase: sandbox.url,
    origins: [site.url],
    models: ['another-model'],
  });
  t.after(() => narrow.close());
  site.workerUrl = narrow.url;
  t.after(() => {
    site.workerUrl = worker.url;
  });
  const { page } = await open(t, '/predict.html', { expected: /the server responded/ });
  await page.getByRole('button', { name: 'Paper hills' }).click();
  await page.locator('.failure').waitFor();
  const said = await page.locator('.failure').innerText();
  assert.match(said, /The Worker says: the model, its owner or its version is not allowed/);
  assert.match(said, /ALLOWED_MODELS/);
  assert.match(said, /Code GUARD_MODEL_REFUSED/);
});

test('a Worker that is down is explained, and trying again works once it is up', async (t) => {
  const port = await portWithoutServer();
  site.workerUrl = `http://127.0.0.1:${port}`;
  t.after(() => {
    site.workerUrl = worker.url;
  });
  const { page } = await open(t, '/predict.html', { expected: /ERR_CONNECTION_REFUSED/ });
  await page.getByRole('button', { name: 'Paper hills' }).click();
  await page.locator('.failure').waitFor();
  const said = await page.locator('.failure').innerText();
  assert.match(said, new RegExp(`The Worker at ${site.workerUrl} could not be reached`));
  assert.match(said, /npm start/);
  assert.match(await page.locator('#predict-status').innerText(), /could not be reached/, 'it is announced');
  await shoot(page, 'predict-worker-down');
  const late = await startWorker({
    key,
    apiBase: sandbox.url,
    origins: [site.url],
    models: ['color-recognition'],
    port,
  });
  t.after(() => late.close());
  assert.equal(late.url, site.workerUrl);
  await page.getByRole('button', { name: 'Try again' }).click();
  assert.ok((await colours(page)).length > 0);
});

test('a Worker that does not list this origin is explained as unreachable', async (t) => {
  const other = await startWorker({
    key,
    apiBase: sandbox.url,
    origins: ['http://127.0.0.1:1'],
    models: ['color-recognition'],
  });
  t.after(() => other.close());
  site.workerUrl = other.url;
  t.after(() => {
    site.workerUrl = worker.url;
  });
  const { page } = await open(t, '/predict.html', {
    expected: /CORS policy|ERR_FAILED|the server responded/,
  });
  await page.getByRole('button', { name: 'Paper hills' }).click();
  await page.locator('.failure').waitFor();
  assert.match(
    await page.locator('.failure').innerText(),
    /could not be reached[\s\S]*that origin only|GUARD_ORIGIN_REFUSED/,
  );
});

const strange = [
  ['no JSON', 200, '<html>', /something that is not JSON/],
  [
    'no colours',
    200,
    '{"status":{"code":10000},"outputs":[{"status":{"code":10000},"data":{}}]}',
    /holds neither colours nor concepts/,
  ],
  [
    'an output that failed',
    200,
    '{"status":{"code":10020,"description":"Failure"},"outputs":[{"status":{"code":30002,"description":"Download failed; check URL"}}]}',
    /Download failed; check URL\.[\s\S]*30002/,
  ],
  ['null', 200, 'null', /holds neither colours nor concepts/],
  ['a bare 503', 503, '{}', /answered 503/],
];
for (const [what, status, body, expected] of strange) {
  test(`an answer with ${what} is a clear failure`, async (t) => {
    const { page } = await open(t, '/predict.html', { expected: /the server responded/ });
    await page.route(`${worker.url}/**`, (route) =>
      route.fulfill({
        status,
        body,
        headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' },
      }),
    );
    await page.getByRole('button', { name: 'Paper hills' }).click();
    await page.locator('.failure').waitFor();
    assert.match(await page.locator('.failure').innerText(), expected);
  });
}

const diagnosed = [
  [
    'a throttled call',
    429,
    { status: { code: 11005, description: 'Making too many requests' } },
    /Why: Too many requests in too short a time\.\s+Wait 15 seconds/,
  ],
  [
    'the key of the Worker',
    502,
    {
      error: {
        code: 'GUARD_UPSTREAM_KEY',
        message: "Clarifai's API refused the Worker's own credential",
        fix: 'give the Worker a live key',
        upstream: { httpStatus: 401, status: { code: 11009, description: 'API key not found' } },
      },
    },
    /Why: The API does not know this credential\.\s+Give the Worker a live key\./,
  ],
];
for (const [what, status, json, expected] of diagnosed) {
  test(`a failure is told with its cause and what to do: ${what}`, async (t) => {
    const { page } = await open(t, '/predict.html', { expected: /the server responded/ });
    await page.route(`${worker.url}/**`, (route) =>
      route.fulfill({
        status,
        json,
        headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' },
      }),
    );
    await page.getByRole('button', { name: 'Paper hills' }).click();
    await page.locator('.failure').waitFor();
    assert.match(await page.locator('.failure').innerText(), expected);
    assert.match(await page.locator('#predict-status').innerText(), /too many requests|does not know/i);
    assert.deepEqual(await axeFindings(page), []);
    await shoot(page, `predict-cause-${status}`);
  });
}

test('without the package a failure is told in its own words', async (t) => {
  const { page } = await open(t, '/predict.html', { expected: /the server responded|Failed to load/ });
  await page.route('**/pkg/**', (route) => route.fulfill({ status: 404, body: '' }));
  await choose(page, 'broken.png', (await plain('png', 'red')).subarray(0, 40));
  await page.locator('.failure').waitFor();
  assert.match(await page.locator('.failure').innerText(), /The API answered: .+[\s\S]*Code \d{5}/);
  assert.equal(await page.locator('.failure .why').count(), 0);
});

test('the picture chosen last is the one that counts', async (t) => {
  const { page } = await open(t, '/predict.html');
  await page.locator('#sandbox').waitFor();
  for (const [name] of samples) await page.getByRole('button', { name }).click();
  await choose(page, 'red.png', await plain('png', 'red'));
  await page.getByText('mostly Red, 100 %').first().waitFor();
  assert.equal(await page.locator('.colours li').count(), 1);
});

for (const [look, options] of [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { colorScheme: 'light', viewport: { width: 360, height: 780 } }],
]) {
  test(`the predict page with its colours is accessible, fits and is photographed: ${look}`, async (t) => {
    const { page } = await open(t, '/predict.html', options);
    await page.getByRole('button', { name: 'Orange on blue' }).click();
    assert.ok((await colours(page)).length > 0);
    assert.deepEqual(await axeFindings(page), []);
    assert.equal(await overflow(page), 0);
    await shoot(page, `predict-${look}`);
  });
}
