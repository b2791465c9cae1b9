// The checker page in Chromium: what is wrong with a key.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Credential } from 'clarifai-auth';
import { assertWithoutKey, canary, openChecker, shoot, site } from './page/browser.mjs';
import { paste, startPaste } from './page/pastes.mjs';

async function check(page, text) {
  await page.locator('#credential').fill(text);
  await page.locator('.verdict').waitFor();
}

/** Places (from 1) of the cells that a finding marks, with what is drawn there. */
const markedCells = (page) =>
  page
    .locator('.cell:is(.error, .warning, .hint)')
    .evaluateAll((cells) =>
      cells.map((cell) => [Number(cell.dataset.place), cell.querySelector('.glyph').textContent]),
    );

const marked = [
  { name: 'a trailing space', text: `${canary} `, cells: [[33, '␣']] },
  {
    name: 'a leading space and a final line break',
    text: ` ${canary}\n`,
    cells: [
      [1, '␣'],
      [34, '↵'],
    ],
  },
  {
    name: 'quotes',
    text: `"${canary}"`,
    cells: [
      [1, '"'],
      [34, '"'],
    ],
  },
  {
    name: 'a zero-width space inside',
    text: `${canary.slice(0, 12)}\u200b${canary.slice(12)}`,
    cells: [[13, 'U+200B']],
  },
  { name: 'a tab at the end', text: `${canary}\t`, cells: [[33, '⇥']] },
];
for (const { name, text, cells } of marked) {
  test(`the place of ${name} is marked`, async (t) => {
    const { page } = await openChecker(t);
    await check(page, text);
    const found = new Map(await markedCells(page));
    for (const [place, glyph] of cells) assert.equal(found.get(place), glyph, `character ${place}`);
    assert.equal(found.size, cells.length, 'and nothing else is marked');
    assert.match(await page.locator('.verdict').innerText(), /One repair mends it/);
    assert.ok((await page.locator('.finding').count()) > 0);
  });
}

test('a clean key is said to be well formed, and nothing is marked', async (t) => {
  const { page } = await openChecker(t);
  await check(page, canary);
  assert.match(await page.locator('.verdict h2').innerText(), /well formed/);
  assert.deepEqual(await markedCells(page), []);
  assert.equal(await page.locator('.cell').count(), 32);
  assert.equal(await page.getByRole('button', { name: 'Copy the repaired key' }).count(), 0);
});

test('the header preview shows the scheme and hides the key', async (t) => {
  const { page } = await openChecker(t);
  await check(page, `${canary} `);
  assert.equal(await page.locator('.header').innerText(), `Authorization: Key ${'•'.repeat(32)}`);
  const { fingerprint } = Credential.parse(canary);
  assert.match(await page.locator('.report').innerText(), new RegExp(fingerprint));
});

test('what cannot be sent gets a reason and no header', async (t) => {
  const { page } = await openChecker(t);
  for (const text of ['YOUR_PAT_HERE', 'abc', ' ']) {
    await check(page, text);
    await page.getByText('No header can be made from this text.').waitFor();
    assert.ok((await page.locator('.finding').count()) > 0, text);
  }
  await page.locator('#credential').fill('');
  await page.locator('#report').waitFor({ state: 'hidden' });
});

const failures = ['an error', 'a refused call', 'a browser’s “Failed to fetch”'];
test('every sample leads to a finding or to an answer', async (t) => {
  const { page } = await openChecker(t);
  const buttons = page.locator('#samples button');
  assert.equal(await buttons.count(), 10);
  for (const button of await buttons.all()) {
    await button.click();
    const name = await button.innerText();
    // A failure need not be the fault of a key; its cause is told.
    if (failures.includes(name)) await page.getByRole('heading', { name: 'Why it failed' }).waitFor();
    else assert.ok((await page.locator('.finding').count()) > 0, name);
    assert.match(await page.locator('#check-status').innerText(), /finding/);
  }
});

test('each finding has a sign, a word, a message and a fix, as the package gives them', async (t) => {
  const { page } = await openChecker(t);
  await check(page, canary.toUpperCase());
  const finding = page.locator('.finding').first();
  assert.match(await finding.innerText(), /^!\s*Warning 1: /);
  assert.ok((await finding.locator('.fix').innerText()).length > 5);
  assert.equal(await page.locator('.verdict.warning').count(), 1);
});

test('the repaired key goes to the clipboard on a click and is not displayed', async (t) => {
  const { page, context } = await openChecker(t);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await check(page, ` "${canary}"\u200b`);
  const before = await page.evaluate(() => navigator.clipboard.readText());
  assert.notEqual(before, canary, 'not before the click');
  await page.getByRole('button', { name: 'Copy the repaired key' }).click();
  await page.getByText('Copied.').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), canary);
  assert.ok(!(await page.content()).includes(canary));
});

test('a typed key stays in its field: not in the document, the address, a store or a request', async (t) => {
  const { page, context, requests } = await openChecker(t);
  const texts = [
    canary,
    `${canary} `,
    `Key ${canary}`,
    `"${canary}"`,
    canary.toUpperCase(),
    `CLARIFAI_PAT=${canary}`,
    `x${canary}`,
  ];
  for (const text of texts) {
    await check(page, text);
    await page.locator('#reveal').click();
    const seen = await page.evaluate(async () => ({
      html: document.documentElement.outerHTML,
      text: document.documentElement.innerText,
      joined: document.body.textContent,
      title: document.title,
      url: location.href,
      history: JSON.stringify(history.state),
      local: JSON.stringify(localStorage),
      session: JSON.stringify(sessionStorage),
      cookie: document.cookie,
      databases: JSON.stringify(await indexedDB.databases()),
      caches: JSON.stringify(await caches.keys()),
    }));
    for (const [where, content] of Object.entries(seen))
      assertWithoutKey(content, `${where} with ${text.length} characters`);
  }
  assert.ok(requests.length > 5, 'the page itself was asked for');
  for (const request of requests) {
    assertWithoutKey(
      request.url() + (request.postData() ?? '') + JSON.stringify(request.headers()),
      'a request',
    );
  }
  assertWithoutKey(JSON.stringify(await context.storageState()), 'the stored state');
});

test('leaving the page empties the field', async (t) => {
  const { page } = await openChecker(t);
  await check(page, canary);
  await page.getByRole('link', { name: 'Predict' }).click();
  await page.waitForURL('**/predict.html');
  await page.goBack();
  await page.locator('.total strong').waitFor();
  assert.equal(await page.locator('#credential').inputValue(), '');
});

test('a key is masked until it is asked to be shown', async (t) => {
  const { page } = await openChecker(t);
  await check(page, canary);
  const security = () =>
    page.locator('#credential').evaluate((field) => getComputedStyle(field).webkitTextSecurity);
  assert.equal(await security(), 'disc');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  assert.equal(await security(), 'none');
  await page.getByRole('button', { name: 'Hide', exact: true }).click();
  assert.equal(await security(), 'disc');
  await page.getByRole('button', { name: 'Show', exact: true }).waitFor();
});

const plain = [
  [
    'CORS',
    "Access to fetch at 'https://api.clarifai.com/v2/models' from origin 'https://shop.example' has been blocked by CORS policy",
  ],
  ['an answer in lines', '{"status":{"code":10000},"outputs":[]}\n{"status":{"code":10000}}\n'],
];
const secret = [
  ['a key', canary],
  ['an error with a key', `Error: API key '${canary}' not found`],
  ['an error with a part of a key', `Error: API key '${canary.slice(0, 30)}' not found`],
  ['a header with the start of a key', `Authorization: Key ${canary.slice(0, 4)}`],
  ['words', `my key is ${canary.slice(0, 8)}`],
  ['one word', canary.slice(0, 8)],
];
test('a text that holds nothing secret is not masked, and is again as soon as it changes', async (t) => {
  const { page } = await openChecker(t);
  const field = page.locator('#credential');
  const security = () => field.evaluate((each) => getComputedStyle(each).webkitTextSecurity);
  const show = page.getByRole('button', { name: 'Show', exact: true });
  for (const [name, text] of secret) {
    await paste(page, text);
    assert.equal(await security(), 'disc', name);
    assert.ok(await show.isVisible(), name);
  }
  for (const [name, text] of plain) {
    await paste(page, text);
    assert.equal(await security(), 'none', name);
    assert.ok(await show.isHidden(), name);
    const atOnce = await field.evaluate((each, key) => {
      each.value += key;
      each.dispatchEvent(new InputEvent('input'));
      return getComputedStyle(each).webkitTextSecurity;
    }, canary);
    assert.equal(atOnce, 'disc', 'before it is read');
    await page.waitForTimeout(300);
    assert.equal(await security(), 'disc', 'after it is read');
  }
  await paste(page, plain[0][1]);
  await page.getByRole('button', { name: 'Clear' }).click();
  assert.ok(await show.isVisible());
});

const heavy = [
  ['a megabyte of letters', 'a'.repeat(1_000_000)],
  ['a megabyte of zero-width spaces', '\u200b'.repeat(1_000_000)],
  ['a megabyte of lines', 'abc \n'.repeat(200_000)],
  ['halves of surrogate pairs', '\ud83d'.repeat(1000)],
];
for (const [name, text] of heavy) {
  test(`pasting ${name} is answered, with the drawing cut short`, { timeout: 60_000 }, async (t) => {
    const { page } = await openChecker(t);
    await startPaste(page, text);
    await page.locator('.verdict').waitFor();
    assert.ok((await page.locator('.cell').count()) <= 320);
    assert.ok((await page.locator('.finding').count()) <= 30);
    await check(page, `${canary} `);
    await page.locator('.cell[data-place="33"]').waitFor();
  });
}

for (const [name, text, expected] of [
  ['too long for a field', 'z'.repeat(20_001), /Copy the whole key again/],
  ['too long for any credential', 'z'.repeat(70_000), /More than 65536 bytes where a credential has 32/],
]) {
  test(`a text ${name} keeps its report when it is pasted right after typing`, async (t) => {
    const { page } = await openChecker(t);
    await page.evaluate(() => {
      const field = document.getElementById('credential');
      field.value = 'a';
      field.dispatchEvent(new Event('input'));
    });
    await startPaste(page, text);
    const said = await page.locator('.report').innerText();
    assert.match(said, expected);
    // Longer than the page waits after typing.
    await page.waitForTimeout(300);
    assert.equal(await page.locator('.report').innerText(), said);
    assert.ok(await page.locator('.report').isVisible());
    assert.equal(await page.locator('#credential').inputValue(), '');
  });
}

for (const [look, options] of [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { colorScheme: 'light', viewport: { width: 360, height: 780 } }],
]) {
  test(`the checker is photographed: ${look}`, async (t) => {
    const { page } = await openChecker(t, options);
    await check(page, ` "${canary}"\u200b`);
    await shoot(page, `check-${look}`);
    assert.equal(new URL(page.url()).origin, site.url);
  });
}
