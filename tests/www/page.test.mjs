// The checker page in Chromium: what is wrong with a key, and what its scopes reach.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Credential, catalogue, Grant } from 'clarifai-auth';
import { openChecker, shoot, site } from './page/browser.mjs';

const canary = 'f00dfacef00dfacef00dfacef00dface';
const facts = JSON.parse(
  await readFile(new URL('../../scripts/catalogue/facts.json', import.meta.url), 'utf8'),
);
const predictScopes = ['Apps_Get', 'Concepts_Get', 'Models_Get', 'Predict'];

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

test('every sample leads to a finding', async (t) => {
  const { page } = await openChecker(t);
  const buttons = page.locator('#samples button');
  assert.equal(await buttons.count(), 5);
  for (const button of await buttons.all()) {
    await button.click();
    assert.ok((await page.locator('.finding').count()) > 0, await button.innerText());
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

/** Eight characters in a row are too many already. */
function assertWithoutKey(content, where) {
  const lower = String(content).toLowerCase();
  for (let start = 0; start + 8 <= canary.length; start += 1) {
    assert.ok(!lower.includes(canary.slice(start, start + 8)), `a part of the key is in ${where}`);
  }
}

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
  await page.getByRole('button', { name: 'Show' }).click();
  assert.equal(await security(), 'none');
  assert.equal(await page.getByRole('button', { name: 'Show' }).getAttribute('aria-pressed'), 'true');
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
    await page.evaluate((pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      const field = document.getElementById('credential');
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      if (field.dispatchEvent(event)) {
        field.value = pasted;
        field.dispatchEvent(new Event('input'));
      }
    }, text);
    await page.locator('.verdict').waitFor();
    assert.ok((await page.locator('.cell').count()) <= 320);
    assert.ok((await page.locator('.finding').count()) <= 30);
    await check(page, `${canary} `);
    await page.locator('.cell[data-place="33"]').waitFor();
  });
}

test('the reach of the predict scopes is what the package says in Node, and what the facts say', async (t) => {
  const { page } = await openChecker(t);
  await page.getByRole('button', { name: 'Predict only' }).click();
  const reach = new Grant({ keyType: 'app_specific_key', scopes: predictScopes }).reach();
  const declared = facts.rpcMethods.filter(
    ({ authType, requiredScopes }) =>
      authType === 'NoAuth' ||
      (authType === 'KeyAuth' && requiredScopes.every((scope) => predictScopes.includes(scope))),
  );
  assert.equal(reach.length, declared.length);
  assert.equal(await page.locator('.total').innerText(), `${reach.length} of 273 RPC methods allowed`);
  const drawn = await page.locator('.strip .allowed').evaluateAll((cells) => cells.map((cell) => cell.title));
  assert.deepEqual(drawn.sort(), [...reach].sort());
  assert.equal(await page.locator('.strip span').count(), 273);
  assert.match(await page.locator('#reach-status').innerText(), new RegExp(`^${reach.length} of 273`));
});

const presets = [
  [
    'Search only',
    'app_specific_key',
    facts.rpcMethods.find(({ name }) => name === 'PostSearches').requiredScopes,
  ],
  ['All', 'app_specific_key', ['All']],
  ['None', 'app_specific_key', []],
  ['All', 'personal_access_token', ['All']],
];
for (const [preset, keyType, scopes] of presets) {
  test(`the preset ${preset} reaches what the package says for ${keyType}`, async (t) => {
    const { page } = await openChecker(t);
    if (keyType === 'personal_access_token') await page.getByLabel('Personal access token').check();
    await page.getByRole('button', { name: preset, exact: true }).click();
    const { length } = new Grant({ keyType, scopes }).reach();
    assert.equal(await page.locator('.total strong').innerText(), String(length));
  });
}

test('every scope of the catalogue but `undef` can be ticked, by the label of the portal', async (t) => {
  const { page } = await openChecker(t);
  const { scopes } = catalogue();
  for (const { name, label } of scopes.filter((scope) => scope.name !== 'undef')) {
    assert.equal(await page.locator(`.chip input[value="${name}"]`).count(), 1, name);
    assert.equal(
      await page.locator(`.chip:has(input[value="${name}"])`).evaluate((chip) => chip.textContent),
      label,
    );
  }
  const inMore = (name) => page.locator(`details .chip input[value="${name}"]`).count();
  assert.equal(await inMore('Collectors_Get'), 1, 'deprecated');
  assert.equal(await inMore('Concepts_Delete'), 1, 'not exposed');
  assert.equal(await inMore('Models_Get'), 0);
});

test('ticking what is missing turns a refusal into an allowance', async (t) => {
  const { page } = await openChecker(t);
  await page.getByRole('button', { name: 'None', exact: true }).click();
  const decision = page.locator('.decision');
  assert.match(await decision.innerText(), /Refused PostModelOutputs[\s\S]*The key lacks[\s\S]*Models:Get/);
  assert.match(await decision.innerText(), /What helps/);
  await decision.getByRole('button', { name: 'Tick the missing scopes' }).click();
  assert.match(await decision.innerText(), /Allowed PostModelOutputs/);
  assert.equal(await page.locator('.chip input:checked').count(), 4);
});

test('the filter narrows the RPC methods, and a chosen one shows its decision', async (t) => {
  const { page } = await openChecker(t);
  await page.getByLabel('Filter by name').fill('postkeys');
  const visible = page.locator('.methods .method:visible');
  assert.equal(await visible.count(), 1);
  await visible.click();
  assert.equal(await visible.getAttribute('aria-expanded'), 'true');
  assert.match(await page.locator('.decision').innerText(), /Refused PostKeys[\s\S]*personal access token/);
  await visible.click();
  assert.equal(await page.locator('.decision').count(), 0);
  await page.getByLabel('Filter by name').fill('nothing like this');
  await page.getByText('No RPC method has that in its name.').waitFor();
});

test('an endpoint list restricts the reach', async (t) => {
  const { page } = await openChecker(t);
  await page.getByText('Endpoint-level scopes').click();
  await page.locator('#endpoints').fill('PostModelOutputs\n/clarifai.api.V2/NotYetKnown');
  const endpoints = ['/clarifai.api.V2/PostModelOutputs', '/clarifai.api.V2/NotYetKnown'];
  const { length } = new Grant({ scopes: predictScopes, endpoints }).reach();
  await page.getByText(`${length} of 273 RPC methods allowed`, { exact: true }).waitFor();
  await page.getByText('(2 listed)').waitFor();
  assert.match(await page.locator('#unknown-scopes').innerText(), /NotYetKnown/);
});

async function readAnswer(page, text) {
  const paste = page.locator('details.paste');
  if (!(await paste.evaluate((details) => details.open))) await paste.locator('summary').click();
  await page.getByLabel('Answer (JSON)').fill(text);
  await page.getByRole('button', { name: 'Read the answer' }).click();
  return page.locator('#answer-status').innerText();
}

test('a pasted answer of myscopes fills the form, and unknown scopes are kept and named', async (t) => {
  const { page } = await openChecker(t);
  const answer = {
    status: { code: 10000, description: 'Ok' },
    scopes: ['Predict', 'Models:Get', 'Concepts:Get', 'Apps:Get', 'Moons:Get'],
    endpoints: ['/clarifai.api.V2/PostModelOutputs'],
    app: { id: 'sandbox-app', user_id: 'sandbox-user' },
  };
  const said = await readAnswer(page, JSON.stringify(answer));
  assert.match(said, /Read: 5 scopes, 1 endpoint, bound to the app sandbox-app/);
  assert.equal(await page.locator('.chip input:checked').count(), 4);
  assert.match(await page.locator('#unknown-scopes').innerText(), /Moons/);
  const grant = Grant.fromAnswer(answer, 'app_specific_key');
  assert.equal(await page.locator('.total strong').innerText(), String(grant.reach().length));
});

const unreadable = [
  ['nothing', '', /nothing to read/],
  ['no JSON', 'f00d{', /not JSON/],
  ['a failure', '{"status":{"code":11009,"description":"API key not found"}}', /holds no grant: /],
  ['a number', '17', /holds no grant: /],
  ['a list', '[]', /holds no grant: /],
  ['wrong scopes', '{"status":{"code":10000},"scopes":"All"}', /holds no grant: /],
];
for (const [name, text, expected] of unreadable) {
  test(`an answer that is ${name} is refused in words and changes nothing`, async (t) => {
    const { page } = await openChecker(t);
    const before = await page.locator('.total').innerText();
    const said = await readAnswer(page, text);
    assert.match(said, expected);
    assert.doesNotMatch(said, /f00d/);
    assert.equal(await page.locator('.total').innerText(), before);
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
