// The checker page in Chromium: what the scopes of a key reach.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { catalogue, Grant } from 'clarifai-auth';
import { assertWithoutKey, canary, openChecker } from './page/browser.mjs';

const facts = JSON.parse(
  await readFile(new URL('../../scripts/catalogue/facts.json', import.meta.url), 'utf8'),
);
const predictScopes = ['Apps_Get', 'Concepts_Get', 'Models_Get', 'Predict'];

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

test('the focus stays with the decision when its missing scopes are ticked, and that is said once', async (t) => {
  const { page } = await openChecker(t);
  await page.getByRole('button', { name: 'None', exact: true }).click();
  assert.match(await page.locator('#reach-status').innerText(), /PostModelOutputs is refused\.$/);
  await page.locator('#reach-status').evaluate((region) => {
    window.said = [];
    new MutationObserver(() => window.said.push(region.textContent)).observe(region, { childList: true });
  });
  await page.getByRole('button', { name: 'Tick the missing scopes' }).focus();
  await page.keyboard.press('Enter');
  const focused = await page.evaluate(() => document.activeElement.textContent);
  assert.match(focused, /^✓Predict with a model, allowed$/);
  const said = await page.evaluate(() => window.said);
  assert.equal(said.length, 1);
  assert.match(said[0], /^\d+ of 273 RPC methods allowed\. PostModelOutputs is allowed\.$/);
  assert.equal(await page.locator('#scopes [role=status]').count(), 2, 'the answer’s and the reach’s');
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('.decision').count(), 0);
});

test('a decision that the filter leaves out is closed and stays so', async (t) => {
  const { page } = await openChecker(t);
  const filter = page.getByLabel('Filter by name');
  await filter.fill('outputs');
  assert.equal(await page.locator('.decision').count(), 1);
  await filter.fill('zzz');
  assert.equal(await page.locator('.decision').count(), 0);
  assert.equal(await page.locator('.method[aria-expanded=true]').count(), 0);
  await page.getByRole('button', { name: 'None', exact: true }).click();
  assert.equal(await page.locator('.decision').count(), 0);
  await page.getByRole('button', { name: 'Predict with a model' }).click();
  assert.match(await page.locator('.decision').innerText(), /Refused PostModelOutputs/);
});

test('a key among pasted scopes, endpoints or ids is not shown', async (t) => {
  const { page } = await openChecker(t);
  const answer = {
    status: { code: 10000, description: 'Ok' },
    scopes: ['Predict', canary, `x:${canary.toUpperCase()}`],
    endpoints: [canary, `/clarifai.api.V2/${canary}`],
    app: { id: canary, user_id: canary },
  };
  const said = await readAnswer(page, JSON.stringify(answer));
  assert.match(said, /bound to the app <credential>/);
  assert.match(await page.locator('#unknown-scopes').innerText(), /<credential>[\s\S]*<credential>/);
  await page.locator('#endpoints').evaluate((field) => {
    field.value += '\nf00dfacef00dfacef00dfacef00dface';
    field.dispatchEvent(new Event('input'));
  });
  await page.waitForTimeout(300);
  await page.locator('#answer').evaluate((field) => field.remove());
  const { value, text } = await page.evaluate(() => ({
    value: document.getElementById('endpoints').value.split('\n').slice(0, -1).join(),
    text: document.body.textContent,
  }));
  assertWithoutKey(value, 'the field of the endpoints');
  assertWithoutKey(text, 'the page');
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
