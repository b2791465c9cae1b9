// The checker page in Chromium: what it says of a paste, and that it says it once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canary, openChecker, shoot } from './page/browser.mjs';
import { outputs, paste, trace } from './page/pastes.mjs';

const headline = (page) => page.locator('.verdict h2').innerText();
const facts = (page) =>
  page
    .locator('.answer dl > div')
    .evaluateAll((all) =>
      all.map((each) => [each.querySelector('dt').textContent, each.querySelector('dd').textContent]),
    );

const grpc = (details) => `Traceback (most recent call last):
  File "<stdin>", line 1, in <module>
    stub.PostModelOutputs(request, metadata=metadata)
grpc._channel._InactiveRpcError: <_InactiveRpcError of RPC that terminated with:
\tstatus = StatusCode.UNAUTHENTICATED
\tdetails = "${details}"
\tdebug_error_string = "UNKNOWN:Error received from peer {grpc_status:16}"
>`;
const sayings = [
  [
    'a gRPC error of Python',
    grpc(`API key '${canary}' not found`),
    [
      ['gRPC status', '16 UNAUTHENTICATED'],
      ['Details', "API key '••••••••' not found"],
    ],
  ],
  [
    'a gRPC error of Node',
    'Error: 16 UNAUTHENTICATED: bad key\n    at callErrorFromStatus (call.js:31:19)',
    [
      ['gRPC status', '16 UNAUTHENTICATED'],
      ['Details', 'bad key'],
    ],
  ],
  [
    'a trace whose last line are the details',
    'Traceback (most recent call last):\n  File "x.py", line 3\n    call()\nException: it failed, status: Invalid API key\ncode: CONN_KEY_NOT_FOUND\ndetails: "nothing of this name"',
    [
      ['Name', 'CONN_KEY_NOT_FOUND'],
      ['Details', 'nothing of this name'],
      ['It said', 'Exception: it failed, status: Invalid API key'],
    ],
  ],
  [
    'a trace with a description',
    trace,
    [
      ['Name', 'CONN_KEY_NOT_FOUND'],
      ['Description', 'Invalid API key'],
      ['Details', "API key '••••••••' not found"],
    ],
  ],
];
test('an error is told by its status and its words, each once', async (t) => {
  const { page } = await openChecker(t);
  for (const [name, text, expected] of sayings) {
    await paste(page, text);
    assert.deepEqual(await facts(page), expected, name);
  }
});

const headlines = [
  ['a space', `${canary} `, 'White space after the credential. One repair mends it.'],
  ['quotes', `"${canary}"`, 'A quote stands before the credential. One repair mends it.'],
  [
    'a zero-width space',
    `${canary.slice(0, 12)}\u200b${canary.slice(12)}`,
    'An invisible character at character 13 of 33. One repair mends it.',
  ],
  [
    'several faults',
    ` "${canary}"\u200b`,
    /^White space before the credential, and \d more\. One repair mends it\.$/,
  ],
  [
    'a scheme',
    `Authorization: key ${canary}`,
    'The scheme word is key where the server takes Key. One repair mends it.',
  ],
  ['capitals', canary.toUpperCase(), /^Capital letters in the credential.*\. It can still be sent\.$/],
  [
    'a file',
    `# made up\nCLARIFAI_USER_ID=me\nCLARIFAI_APP_ID=mine\nCLARIFAI_PAT="${canary} "\n`,
    'Line 4: white space after the credential. One line can be mended.',
  ],
  [
    'a file with a worse fault further on',
    `CLARIFAI_USERID=me\nCLARIFAI_PAT="${canary} "\n`,
    /^Line 2: white space after the credential, and \d more\. 2 lines can be mended\.$/,
  ],
  [
    'a fault in two clauses among others',
    `CLARIFAI_USER_ID=me\nNEXT_PUBLIC_CLARIFAI_PAT=${canary}\nCLARIFAI_PAT="${canary} "\n`,
    /^Line 2: NEXT_PUBLIC_CLARIFAI_PAT holds .* load\. \d findings? more\. One line can be mended\.$/,
  ],
  ['a text cut short', canary.slice(0, 20), /^20 characters where a credential has 32\. /],
];
test('the headline says the fault', async (t) => {
  const { page } = await openChecker(t);
  for (const [name, text, expected] of headlines) {
    await paste(page, text);
    const said = await headline(page);
    if (expected instanceof RegExp) assert.match(said, expected, name);
    else assert.equal(said, expected, name);
  }
});

test('a refusal gives one order', async (t) => {
  const { page } = await openChecker(t);
  for (const [text, order] of [
    ['aaa03c23b3724a16a56b629203edc62c', /^Copy a key from the portal/],
    [`sk-${'z'.repeat(32)}`, /^Copy the whole key again/],
    ['"Key $env:CLARIFAI_PAT"', /^Let your shell, template or secret store put the value in/],
    ['YOUR_PAT_HERE', /^Put your own key there/],
    [`curl -H 'Authorization: Key $CLARIFAI_PAT' ${outputs}`, /use double quotes in a shell/],
  ]) {
    await paste(page, text);
    assert.equal(await page.locator('.advice').count(), 1, text);
    assert.match(await page.locator('.advice').innerText(), order);
    const verdict = await page.locator('.verdict').innerText();
    assert.doesNotMatch(verdict, /\b(?:copy|create|put|use)\b/i, 'no second order in the verdict');
  }
});

test('a variable that is filled in is no error, and its name can be read', async (t) => {
  const { page } = await openChecker(t);
  for (const reference of ['$CLARIFAI_PAT', '$env:CLARIFAI_PAT']) {
    await paste(page, `curl -H "Authorization: Key ${reference}" ${outputs}`);
    assert.equal(await page.locator('.verdict .word').innerText(), 'No key found');
    assert.equal(await page.locator('.finding').count(), 0);
    assert.equal(await page.locator('.report mark').count(), 0);
    assert.ok((await page.locator('.lines').innerText()).includes(`Key ${reference}`), reference);
  }
  await paste(page, `curl -H "Authorization: key $CLARIFAI_PAT" ${outputs}`);
  assert.match(await headline(page), /^The scheme word is key/, 'another fault is still told');
  assert.equal(await page.locator('.finding').count(), 1);
});

test('names, schemes and references stand between the dots', async (t) => {
  const { page } = await openChecker(t);
  const cells = async () =>
    (await page.locator('.cell .glyph').allInnerTexts()).join('').replaceAll(/•+/g, '•');
  await paste(page, '"Key $env:CLARIFAI_PAT"');
  assert.equal(await cells(), '"Key␣$env:CLARIFAI_PAT"');
  await paste(page, `Token ${canary}`);
  assert.equal(await cells(), 'Token␣•');
  await paste(page, `NEXT_PUBLIC_CLARIFAI_PAT=${canary}\nMY_VERY_LONG_DATABASE_NAME_HERE=postgres\n`);
  assert.match(await page.locator('.lines').innerText(), /NEXT_PUBLIC_CLARIFAI_PAT\d?=/);
  assert.match(await page.locator('.lines').innerText(), /MY_VERY_LONG_DATABASE_NAME_HERE=postgres/);
});

test('a place names one character only, and is left out where there is none', async (t) => {
  const { page } = await openChecker(t);
  const places = () => page.locator('.finding .place').allInnerTexts();
  await paste(page, `Token ${canary}`);
  assert.deepEqual(await places(), ['Characters 1 to 6']);
  await paste(page, `${canary} `);
  assert.deepEqual(await places(), ['Character 33 (space, U+0020)']);
  await paste(page, `CLARIFAI_PAT=${canary}\n`);
  assert.ok((await page.locator('.finding').count()) > 0);
  assert.deepEqual(await places(), []);
});

const long = `${'# a comment of some length to fill the field\n'.repeat(40)}CLARIFAI_PAT="${canary} "\n`;
/** What a keyboard on the screen leaves of it. */
const phone = { viewport: { width: 375, height: 500 } };
const isHeadingInView = (page) =>
  page.evaluate(() => {
    const { top, bottom } = document.querySelector('.verdict h2').getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
async function pasteFromClipboard({ page, context }, text) {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await page.locator('#credential').focus();
  await page.keyboard.press('ControlOrMeta+V');
  await page.locator('.verdict').waitFor();
}
for (const [name, options, text] of [
  ['a long paste', phone, long],
  ['a paste too long for the field', phone, long.repeat(20)],
  ['less motion', { ...phone, reducedMotion: 'reduce' }, long],
]) {
  test(`on a phone the verdict comes into view and the focus stays: ${name}`, async (t) => {
    const opened = await openChecker(t, options);
    const { page } = opened;
    await page.evaluate(() => {
      window.behaviours = [];
      const { scrollIntoView } = Element.prototype;
      Element.prototype.scrollIntoView = function (given) {
        window.behaviours.push(given.behavior);
        scrollIntoView.call(this, given);
      };
    });
    await pasteFromClipboard(opened, text);
    await page.waitForFunction(() => {
      const { top, bottom } = document.querySelector('.verdict h2').getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    });
    assert.equal(await page.evaluate(() => document.activeElement.id), 'credential');
    if (text === long)
      assert.deepEqual(await page.evaluate(() => window.behaviours), [
        options.reducedMotion ? 'instant' : 'smooth',
      ]);
    await page.waitForTimeout(500);
    await page.screenshot({ path: `target/screenshots/paste-long-phone.png` });
    if (text !== long) return;
    await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
    await page.keyboard.type('x');
    await page.waitForTimeout(400);
    assert.ok(!(await isHeadingInView(page)), 'typing moves nothing to the verdict');
  });
}

const failing = `curl -X POST '${outputs}' -H 'Authorization: Key ${canary}' -d '{"inputs":[]}'\n\n{"status":{"code":11007,"description":"API key has insufficient scopes"}}`;
/** The ways into the field; a menu's paste is told to the page as the keyboard's is. */
const ways = [
  ['the keyboard', pasteFromClipboard],
  ['a menu', ({ page }, text) => paste(page, text)],
  ['a suggestion of the keyboard on the screen', ({ page }, text) => page.locator('#credential').fill(text)],
];
for (const [way, enter] of ways) {
  test(`on a phone the verdict is seen without scrolling: pasted by ${way}`, async (t) => {
    const opened = await openChecker(t, { viewport: { width: 390, height: 844 } });
    const { page } = opened;
    for (const text of [failing, long, `${canary} `]) {
      await page.getByRole('button', { name: 'Clear' }).click();
      await enter(opened, text);
      await page.locator('.verdict').waitFor();
      assert.ok(await isHeadingInView(page), text.slice(0, 20));
      assert.equal(await page.evaluate(() => scrollY), 0);
    }
    await page.screenshot({ path: 'target/screenshots/verdict-phone.png' });
  });
}

test('much text at once comes from no typing, so the verdict on it comes into view', async (t) => {
  const { page } = await openChecker(t, phone);
  await page.locator('#credential').focus();
  await page.keyboard.insertText(failing);
  await page.waitForFunction(() => {
    const { top, bottom } = document.querySelector('.verdict h2')?.getBoundingClientRect() ?? {};
    return top >= 0 && bottom <= innerHeight;
  });
  assert.equal(await page.evaluate(() => document.activeElement.id), 'credential');
});

test('the examples are folded away while a text stands in the field, and can be unfolded', async (t) => {
  const { page } = await openChecker(t, { viewport: { width: 390, height: 844 } });
  const example = page.getByRole('button', { name: 'a refused call' });
  await page.locator('#credential').pressSequentially('f0');
  assert.ok(await example.isHidden());
  await page.getByText('Or try a made-up one').click();
  await example.click();
  await page.locator('.verdict').waitFor();
  assert.ok(await example.isVisible(), 'another example can be chosen');
  await page.waitForFunction(() => {
    const { top, bottom } = document.querySelector('.verdict h2').getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
  await paste(page, long.repeat(20));
  assert.ok(await example.isHidden(), 'a text too long for the field');
  await page.getByRole('button', { name: 'Clear' }).click();
  assert.ok(await example.isVisible());
  await page.locator('#credential').fill(canary);
  await page.locator('#credential').fill('');
  assert.ok(await example.isVisible(), 'the field was emptied by hand');
});

for (const [look, options] of [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { colorScheme: 'light', viewport: { width: 375, height: 740 } }],
]) {
  test(`what is said is photographed: ${look}`, async (t) => {
    const { page } = await openChecker(t, options);
    for (const [name, text] of [
      ['grpc', grpc(`API key '${canary}' not found`)],
      ['env', `CLARIFAI_USERID=me\nNEXT_PUBLIC_CLARIFAI_PAT=${canary}\nCLARIFAI_PAT="${canary} "\n`],
      ['reference', `curl -H "Authorization: Key $env:CLARIFAI_PAT" ${outputs}`],
      ['reference-alone', '"Key $env:CLARIFAI_PAT"'],
      ['public-id', 'aaa03c23b3724a16a56b629203edc62c'],
    ]) {
      await paste(page, text);
      await page.locator('#reveal').click();
      await shoot(page, `wording-${name}-${look}`);
    }
  });
}
