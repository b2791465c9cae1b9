// The checker page in Chromium: why a pasted call failed, and what to do.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindings, canary, openChecker, overflow, shoot } from './page/browser.mjs';
import { assertHidden, har, outputs, paste, refusal, scopes, startPaste, trace } from './page/pastes.mjs';

const key = `-H 'Authorization: Key ${canary}'`;
const tooNarrow = `curl -X POST '${outputs}' ${key} -d '{"inputs":[]}'\n\n{"status":{"code":11007,"description":"API key has insufficient scopes"}}`;
const longCall = tooNarrow.replace('"inputs":[]', `"inputs":["${'x '.repeat(300_000)}"]`);
const cors = `Access to fetch at '${outputs}' from origin 'https://shop.example' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.`;
const inputs = `curl 'https://api.clarifai.com/v2/inputs' ${key}\n\n`;
const found = `${inputs}{"status":{"code":10000},"inputs":[{"id":"a","data":{"image":{"url":"https://x.example/a.jpg"}}}]}`;

const headline = (page) => page.locator('.verdict h2').innerText();
const word = (page) => page.locator('.verdict .word').innerText();
const tone = (page) => page.locator('.verdict').getAttribute('class');
const causes = (page) =>
  page.locator('.why .cause').evaluateAll((all) => all.map((each) => each.dataset.code));
const first = (page) => page.locator('.why .cause').first();
const remedy = (page) => first(page).locator('.remedy dd').innerText();
const checks = (page) =>
  page
    .locator('.checklist li')
    .evaluateAll((all) =>
      all.map((each) => `${each.dataset.item} ${each.querySelector('.state').textContent}`),
    );

const failures = [
  [
    'an unknown key',
    refusal,
    'Why it failed',
    'The API does not know this credential.',
    'credential-unknown',
  ],
  ['a trace', trace, 'Why it failed', 'The API does not know this credential.', 'credential-unknown'],
  ['a HAR', har, 'Why it failed', 'The credential has the wrong form.', 'credential-malformed'],
  [
    'missing scopes',
    tooNarrow,
    'Why it failed, most likely',
    'A scope that the call needs is missing.',
    'scope-missing',
  ],
  ['CORS', cors, 'Why it failed', 'The browser blocks the answer (CORS).', 'cors-blocked'],
  [
    'a bare fetch',
    'TypeError: Failed to fetch',
    'Why it failed, most likely',
    'The browser blocks the answer (CORS).',
    'cors-blocked',
  ],
];
test('the headline and the live region say the first cause of a failure', async (t) => {
  const { page } = await openChecker(t);
  for (const [name, text, said, title, code] of failures) {
    await paste(page, text);
    assert.equal(await word(page), said, name);
    assert.equal(await headline(page), title, name);
    assert.equal((await causes(page))[0], code, name);
    const status = await page.locator('#check-status').innerText();
    assert.ok(status.includes(`${said}: ${title} ${await remedy(page)}`), status);
    await assertHidden(page, name);
  }
});

test('the first cause stands open, the others are closed, each with a word and a picture', async (t) => {
  const { page } = await openChecker(t);
  await paste(page, '401 Unauthorized');
  assert.deepEqual(await causes(page), [
    'credential-unknown',
    'authorization-malformed',
    'user-app-id-missing',
  ]);
  assert.deepEqual(await page.locator('.certainty').allInnerTexts(), ['Likely', 'Possible', 'Possible']);
  const filled = await page
    .locator('.certainty')
    .evaluateAll((all) => all.map((each) => each.querySelectorAll('.full').length));
  assert.deepEqual(filled, [2, 1, 1]);
  const heights = await page
    .locator('.bars')
    .evaluateAll((all) =>
      all.map((bars) => [...bars.children].map((bar) => Math.round(bar.getBoundingClientRect().height))),
    );
  for (const [low, middle, high] of heights) assert.ok(0 < low && low < middle && middle < high);
  assert.equal(await page.locator('.why .remedy dd:visible').count(), 1);
  await page.locator('.why summary').first().focus();
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('.why .remedy dd:visible').count(), 2, 'opened with the keyboard');
});

test('the seven things to check are told by sign and word', async (t) => {
  const { page } = await openChecker(t);
  await paste(page, tooNarrow);
  assert.deepEqual(await checks(page), [
    'key ok',
    'environment not checked',
    'limits ok',
    'activation ok',
    'permissions problem',
    'header ok',
    'endpoint ok',
  ]);
  assert.deepEqual(await page.locator('.checklist .mark').allInnerTexts(), [
    '✓',
    '–',
    '✓',
    '✓',
    '✕',
    '✓',
    '✓',
  ]);
});

test('headings stand in order', async (t) => {
  const { page } = await openChecker(t);
  await paste(page, '401 Unauthorized');
  const levels = await page
    .locator('main :is(h1, h2, h3, h4)')
    .evaluateAll((all) => all.map((each) => Number(each.tagName[1])));
  for (const [index, level] of levels.entries())
    assert.ok(index === 0 || level <= levels[index - 1] + 1, levels.join(' '));
});

test('ticked scopes tell the exact missing ones, and the way leads there and back', async (t) => {
  const { page } = await openChecker(t);
  await paste(page, tooNarrow);
  assert.equal(await remedy(page), 'Add to the credential: Apps:Get, Concepts:Get, Models:Get, Predict.');
  assert.ok(await page.locator('#way-back').isHidden());
  await page.getByRole('button', { name: 'Tick the key’s scopes' }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'scopes-title');
  await page.getByRole('button', { name: 'Predict only' }).click();
  await page.locator('.chip input[value="Concepts_Get"]').uncheck();
  assert.equal(await remedy(page), "Add Concepts:Get to the credential's scopes.");
  assert.equal(await word(page), 'Why it failed', 'it is certain now');
  assert.match(await page.locator('#way-back').innerText(), /^The call that failed: Add Concepts:Get to/);
  assert.deepEqual(await axeFindings(page), []);
  await page.getByRole('button', { name: 'Back to why it failed' }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'why-title');
  await paste(page, canary);
  assert.ok(await page.locator('#way-back').isHidden(), 'another paste has no such way');
});

test('scopes that were ticked before the paste count, and those of the paste itself count more', async (t) => {
  const { page } = await openChecker(t);
  await page.getByRole('button', { name: 'Search only' }).click();
  await paste(page, tooNarrow);
  assert.match(await remedy(page), /Predict/);
  assert.equal(await word(page), 'Why it failed');
  assert.match(await first(page).innerText(), /Judged by the scopes that are ticked below\./);
  await paste(page, scopes);
  assert.deepEqual(await causes(page), ['not-a-failure']);
});

const ticked = (page) =>
  page.locator('.chip input:checked').evaluateAll((all) => all.map((each) => each.value));

test('who comes from a failure starts with no scope ticked, and only the ticked ones count', async (t) => {
  const { page } = await openChecker(t);
  assert.equal((await ticked(page)).length, 4, 'the example');
  await paste(page, tooNarrow);
  assert.equal(await word(page), 'Why it failed, most likely', 'the example is not counted');
  await page.getByRole('button', { name: 'Tick the key’s scopes' }).click();
  assert.deepEqual(await ticked(page), []);
  assert.match(await page.locator('.decision').innerText(), /Refused PostModelOutputs/, 'the reach follows');
  await page.locator('.chip input[value="Search"]').check();
  assert.equal(
    await remedy(page),
    "Add Apps:Get, Concepts:Get, Models:Get, Predict to the credential's scopes.",
  );
  assert.match(await first(page).innerText(), /ticked below\. Counted: Search\.$/);
  await page.locator('.chip input[value="Search"]').uncheck();
  assert.match(await first(page).innerText(), /Counted: no scope\.$/);
  await page.getByRole('button', { name: 'Predict only' }).click();
  assert.match(await first(page).innerText(), /Counted: Predict, Apps:Get, Concepts:Get, Models:Get\.$/);
});

test('of the form that was changed before the paste only what the person ticked stays and counts', async (t) => {
  const { page } = await openChecker(t);
  await page.getByLabel('Personal access token').check();
  await page.locator('.chip input[value="Concepts_Get"]').uncheck();
  await paste(page, tooNarrow);
  assert.deepEqual(await ticked(page), []);
  assert.equal(await word(page), 'Why it failed, most likely', 'nothing was ticked by the person');
  await page.reload();
  await page.locator('.total strong').waitFor();
  await page.locator('.chip input[value="Search"]').check();
  await page.locator('.chip input[value="Predict"]').uncheck();
  await page.locator('.chip input[value="Predict"]').check();
  await paste(page, tooNarrow);
  assert.deepEqual((await ticked(page)).sort(), ['Predict', 'Search']);
  assert.match(await remedy(page), /^Add Apps:Get, Concepts:Get, Models:Get to/);
});

test('a key among the counted scopes is not shown, and many are cut short', async (t) => {
  const { page } = await openChecker(t);
  const answer = JSON.stringify({ status: { code: 10000 }, scopes: [canary, ...'abcdefgh'] });
  await page.locator('details.paste summary').click();
  await page.getByLabel('Answer (JSON)').fill(answer);
  await page.getByRole('button', { name: 'Read the answer' }).click();
  await page.locator('#answer').evaluate((field) => field.remove());
  await paste(page, tooNarrow);
  assert.match(await first(page).innerText(), /Counted: <credential>, a, b, c, d, e, 3 more\.$/);
  assert.doesNotMatch(await page.locator('.why').innerText(), new RegExp(canary));
});

test('another cause by other scopes is said once, in few words, when the ticking has paused', async (t) => {
  const { page } = await openChecker(t);
  await paste(page, tooNarrow);
  await page.evaluate(() => {
    window.heard = [];
    const region = document.getElementById('check-status');
    new MutationObserver(() => window.heard.push(region.textContent)).observe(region, { childList: true });
  });
  const heard = async () => {
    await page.waitForTimeout(1000);
    return page.evaluate(() => window.heard.splice(0));
  };
  const box = (name) => page.locator(`.chip input[value="${name}"]`);
  await page.getByRole('button', { name: 'Predict only' }).click();
  await box('Models_Get').uncheck();
  await box('Concepts_Get').uncheck();
  await box('Models_Get').check();
  assert.deepEqual(await heard(), [
    "Why it failed: A scope that the call needs is missing. Add Concepts:Get to the credential's scopes.",
  ]);
  assert.equal(await page.evaluate(() => document.activeElement.value), 'Models_Get', 'the focus stays');

  await box('Search').check();
  assert.deepEqual(await heard(), [], 'a scope that changes nothing');
  await box('Concepts_Get').check();
  await box('Concepts_Get').uncheck();
  assert.deepEqual(await heard(), [], 'what is taken back');
  await box('Predict').uncheck();
  assert.deepEqual(await heard(), [
    "Why it failed: A scope that the call needs is missing. Add Concepts:Get, Predict to the credential's scopes.",
  ]);

  await box('Predict').check();
  await paste(page, canary);
  const [said, ...more] = await heard();
  assert.match(said, /^Read as/);
  assert.deepEqual(more, [], 'a paste that was replaced is not spoken of');
});

test('a success is good news, what is left out of it a warning', async (t) => {
  const { page } = await openChecker(t);
  await paste(page, found);
  assert.deepEqual([await word(page), await headline(page)], ['Good news', 'Nothing failed.']);
  assert.equal(await tone(page), 'verdict good');
  await page.getByRole('button', { name: 'None', exact: true }).click();
  await page.locator('.chip input[value="Inputs_Get"]').check();
  assert.deepEqual(
    [await word(page), await headline(page)],
    ['It succeeded, in part', 'Parts of the answer were left out.'],
  );
  assert.equal(await tone(page), 'verdict warning');
  assert.match(await remedy(page), /Annotations:Get, Concepts:Get/);
});

test('what is to be mended in the key besides is told with the cause', async (t) => {
  const { page } = await openChecker(t);
  await paste(page, tooNarrow.replace('Key ', 'key '));
  assert.equal((await causes(page))[0], 'scope-missing');
  assert.match(await page.locator('.verdict').innerText(), /And besides: the scheme word is key/);
  await page.getByRole('heading', { name: 'What to send instead' }).waitFor();
});

test('words that tell no cause are said to tell none, and a text of no call gets no diagnosis', async (t) => {
  const { page } = await openChecker(t);
  await paste(page, 'Error: it broke');
  assert.deepEqual(
    [await word(page), await headline(page)],
    ['No cause found', 'This does not tell why it failed.'],
  );
  for (const text of [
    canary,
    'some words of no known kind',
    `CLARIFAI_PAT=${canary}`,
    '{"scopes":["Predict"]}',
  ]) {
    await paste(page, text);
    assert.equal(await page.locator('.why').count(), 0, text);
  }
});

test('a long failing call is diagnosed beside the page, again when scopes are ticked', {
  timeout: 60_000,
}, async (t) => {
  const { page } = await openChecker(t);
  await page.evaluate(() => {
    const { Worker: Real } = window;
    window.asked = 0;
    window.Worker = class extends Real {
      postMessage(message) {
        window.asked += 1;
        super.postMessage(message);
      }
    };
  });
  await paste(page, longCall);
  assert.equal(await page.evaluate(() => window.asked), 1);
  assert.equal(await headline(page), 'A scope that the call needs is missing.');
  await page.getByRole('button', { name: 'Predict only' }).click();
  await page.locator('.chip input[value="Concepts_Get"]').uncheck();
  await page.getByText("Add Concepts:Get to the credential's scopes.").first().waitFor();
  assert.equal(await page.evaluate(() => window.asked), 3);
  await assertHidden(page, 'the page');
});

test('scopes that are ticked while a long paste is read count', { timeout: 60_000 }, async (t) => {
  const { page } = await openChecker(t);
  await startPaste(page, longCall, 'Search');
  const remedy = "Add Apps:Get, Concepts:Get, Models:Get, Predict to the credential's scopes.";
  await page.getByText(remedy).first().waitFor();
  assert.equal(await word(page), 'Why it failed');
});

test('controls that turn a text around are shown as such in a diagnosis', async (t) => {
  const { page } = await openChecker(t);
  await paste(page, 'x\u202ey TypeError: Failed to fetch \u2066');
  assert.equal((await causes(page))[0], 'cors-blocked');
  assert.doesNotMatch(await page.locator('.report').innerText(), /[\u202a-\u202e\u2066-\u2069]/);
});

for (const [look, options] of [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { colorScheme: 'light', viewport: { width: 360, height: 780 } }],
]) {
  test(`a diagnosis is accessible, fits and is photographed: ${look}`, { timeout: 90_000 }, async (t) => {
    const { page } = await openChecker(t, options);
    for (const [name, text] of [
      ['scopes', tooNarrow],
      ['cors', cors],
      ['unknown-key', refusal],
      ['success', scopes],
      ['besides', tooNarrow.replace('Key ', 'key ')],
      ['words', 'Error: it broke'],
      ['bare', '401 Unauthorized'],
    ]) {
      await paste(page, text);
      assert.deepEqual(await axeFindings(page), [], name);
      assert.equal(await overflow(page), 0, name);
      for (const summary of await page.locator('.why summary').all()) await summary.click();
      assert.deepEqual(await axeFindings(page), [], `${name}, all open`);
      assert.equal(await overflow(page), 0, `${name}, all open`);
      await shoot(page, `why-${name}-${look}`);
    }
    await paste(page, tooNarrow);
    await page.getByRole('button', { name: 'Tick the key’s scopes' }).click();
    await page.getByRole('button', { name: 'Search only' }).click();
    assert.equal(await overflow(page), 0, 'with the way back');
    await page.screenshot({ path: `target/screenshots/why-way-back-${look}.png` });
  });
}
