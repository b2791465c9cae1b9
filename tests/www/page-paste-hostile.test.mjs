// The checker page in Chromium: hostile and long pastes, and how pastes look.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindings, canary, open, openChecker, overflow, shoot, site } from './page/browser.mjs';
import { assertHidden, curl, env, har, http, outputs, paste, scopes, startPaste } from './page/pastes.mjs';

const hostile = [
  ['10 MB of letters', 'a b'.repeat(3_500_000)],
  ['5 MB of null characters', '\0'.repeat(5_000_000)],
  ['a megabyte of quotes', '"'.repeat(1_000_000)],
  ['deep nesting', '{"a":['.repeat(300_000)],
  ['a 3 MB HAR', har.replace('"log":{', `"log":{"comment":"${'x '.repeat(1_500_000)}",`)],
  ['60,000 variables', `CLARIFAI_PAT=${canary}\n`.repeat(60_000)],
  [
    'HTML',
    `<img src=x onerror="window.hurt=1"><script>window.hurt=1</script>\nAuthorization: Key ${canary}"><svg onload="window.hurt=1">`,
  ],
  [
    'HTML in a .env',
    `CLARIFAI_PAT="<script>window.hurt=1</script>${canary}"\n</span><img src=x onerror=window.hurt=1>=1`,
  ],
  ['an address that is a script', `curl 'javascript:window.hurt=1' -H 'Authorization: Key ${canary}'`],
  ['right-to-left controls', `curl \u202e'${outputs}' \u2066-H 'Authorization: Key ${canary}\u202e'`],
];
for (const [name, text] of hostile) {
  test(`${name} does no harm`, { timeout: 60_000 }, async (t) => {
    const { page } = await openChecker(t);
    const started = Date.now();
    await page.evaluate(() => {
      window.longest = 0;
      let last = performance.now();
      setInterval(() => {
        window.longest = Math.max(window.longest, performance.now() - last);
        last = performance.now();
      }, 20);
    });
    await paste(page, text);
    assert.ok(Date.now() - started < 40_000);
    await assertHidden(page, name);
    assert.equal(await page.evaluate(() => window.hurt), undefined);
    assert.ok((await page.locator('.report *').count()) < 2000);
    assert.doesNotMatch(await page.locator('.report').innerText(), /[\u202a-\u202e\u2066-\u2069\0]/);
    t.diagnostic(
      `${Math.round(await page.evaluate(() => window.longest))} ms at most without an answer to the user`,
    );
    await paste(page, curl);
    assert.equal(await page.locator('.verdict .word').innerText(), 'Can be mended');
  });
}

test('a long paste gives way to what is typed after it', async (t) => {
  const { page } = await openChecker(t);
  await startPaste(page, 'some words '.repeat(400_000));
  await page.locator('#credential').fill(canary);
  await page.getByRole('heading', { name: /well formed/ }).waitFor();
  await page.waitForTimeout(4000);
  assert.equal(await page.locator('.verdict .word').innerText(), 'Ready to send');
});

const longHar = har.replace('"log":{', `"log":{"comment":"${'x '.repeat(150_000)}",`);
for (const [reason, prepare, expected] of [
  ['no browser has one', (page) => page.addInitScript(() => delete window.Worker)],
  [
    'it is forbidden',
    (page) =>
      page.addInitScript(() => {
        window.Worker = class {
          constructor() {
            throw new DOMException('forbidden', 'SecurityError');
          }
        };
      }),
  ],
  ['its file is missing', (page) => page.route('**/paste-worker.js', (route) => route.abort()), /ERR_FAILED/],
]) {
  test(`without a worker (${reason}) the page reads a long paste itself`, async (t) => {
    const { page } = await open(t, '/404.html', { expected: expected ?? /404/ });
    await prepare(page);
    await page.goto(site.url);
    await page.locator('.total strong').waitFor();
    await paste(page, longHar);
    assert.equal(await page.locator('.verdict .word').innerText(), 'Why it failed');
    assert.equal(await page.locator('h3', { hasText: 'What to send instead' }).count(), 1);
    await assertHidden(page, reason);
  });
}

for (const [look, options] of [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { colorScheme: 'light', viewport: { width: 320, height: 720 } }],
]) {
  test(`pastes are accessible, fit and are photographed: ${look}`, { timeout: 90_000 }, async (t) => {
    const { page } = await openChecker(t, options);
    for (const [name, text] of [
      ['curl', curl],
      ['env', env],
      ['http', http],
      ['keys', `${canary} ${canary.replaceAll('f', 'e')}`],
      ['scopes', scopes],
    ]) {
      await paste(page, text);
      assert.deepEqual(await axeFindings(page), [], name);
      assert.equal(await overflow(page), 0, name);
      if (['curl', 'env'].includes(name)) await shoot(page, `paste-${name}-${look}`);
    }
  });
}

test('forced colours leave the marks and the chosen target visible', async (t) => {
  const { page } = await openChecker(t, { forcedColors: 'active' });
  await paste(page, curl);
  await shoot(page, 'paste-curl-forced');
  const line = await page
    .locator('mark.error')
    .first()
    .evaluate((mark) => getComputedStyle(mark).textDecorationLine);
  assert.equal(line, 'underline');
});
