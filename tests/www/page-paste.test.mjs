// The checker page in Chromium: whatever is pasted, what it is and what to send instead.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertWithoutKey, canary, openChecker } from './page/browser.mjs';
import {
  assertHidden,
  curl,
  env,
  har,
  http,
  outputs,
  paste,
  refusal,
  scopes,
  trace,
} from './page/pastes.mjs';

const copied = async (page, name) => {
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByText('Copied.').waitFor();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  await page.evaluate(() => {
    for (const status of document.querySelectorAll('.repair [role=status]')) status.textContent = '';
  });
  return text;
};

test('an unquoted header is put in quotes', { timeout: 120_000 }, async (t) => {
  const { page, context } = await openChecker(t);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await paste(page, `curl -H Authorization: key ${canary} "${outputs}"`);
  const said = 'The shell splits this header at its spaces, so the key is not sent.';
  await page.getByRole('heading', { name: said }).waitFor();
  const mended = await copied(page, 'Copy the whole command, mended');
  assert.equal(mended, `curl -H "Authorization: Key ${canary}" "${outputs}"`);
});

const kinds = [
  [
    'a curl command',
    curl,
    'a curl command',
    'Can be mended',
    ['What to send instead', 'The text as pasted', 'Findings', 'The request'],
  ],
  [
    'a PowerShell command',
    `Invoke-RestMethod -Uri "${outputs}" -Method Post -Headers @{ Authorization = "Token ${canary}" }`,
    'a PowerShell command',
    'Can be mended',
    ['What to send instead', 'The text as pasted', 'Findings', 'The request'],
  ],
  [
    'a curl command of cmd',
    `curl "${outputs}" ^\r\n -H "Authorization: Key ${canary}"`,
    'a curl command of Windows',
    'Ready to send',
    ['What is sent', 'The text as pasted', 'The request'],
  ],
  [
    'a curl command without quotes',
    `curl -H Authorization: Key ${canary} "${outputs}"`,
    'a curl command',
    'Can be mended',
    ['What to send instead', 'The text as pasted', 'The request'],
  ],
  [
    'fetch',
    `await fetch('${outputs}', { method: 'POST', headers: { Authorization: 'Bearer ${canary} ' } });`,
    'a program: JavaScript with fetch',
    'Can be mended',
    ['What to send instead', 'The text as pasted', 'Findings', 'The request'],
  ],
  [
    'Python',
    `from clarifai.client import User\nuser = User(user_id="me", pat="${canary}\\n")`,
    'a program: Python',
    'Can be mended',
    ['What to send instead', 'The text as pasted', 'Findings'],
  ],
  [
    'a header',
    `Authorization: key ${canary}`,
    'headers of a request',
    'Can be mended',
    ['What to send instead', 'The text as pasted', 'Findings'],
  ],
  [
    'a value',
    `Bearer ${canary}`,
    'the value of an Authorization header',
    'Can be mended',
    ['What to send instead', 'The text as pasted', 'Findings'],
  ],
  [
    'a .env',
    env,
    'a .env file',
    'Can be mended',
    ['Lines 2 and 3, mended', 'The text as pasted', 'Findings'],
  ],
  [
    'a configuration file',
    `current_context: default\ncontexts:\n  default:\n    CLARIFAI_PAT: ${canary}\n    CLARIFAI_USER_ID: me\n    CLARIFAI_APP_ID: mine\n`,
    'Clarifai’s configuration file',
    'Ready to send',
    ['The text as pasted'],
  ],
  [
    'inline variables of wrangler',
    `name = "w"\nvars = { CLARIFAI_PAT = "${canary} " }\n`,
    'a wrangler.toml',
    'Cannot be sent',
    ['The text as pasted', 'Findings'],
  ],
  [
    'JSON of wrangler',
    `{ "name": "w", // made up\n "vars": { "CLARIFAI_PAT": "${canary}" } }`,
    'a wrangler.jsonc',
    'Ready to send',
    ['What is sent', 'The text as pasted'],
  ],
  [
    'another configuration',
    `services:\n  web:\n    environment:\n      CLARIFAI_PAT: ${canary}\n`,
    'a configuration file',
    'Can be mended',
    ['Line 4, mended', 'The text as pasted', 'Findings'],
  ],
  [
    'HTTP',
    http,
    'an HTTP message',
    'Why it failed',
    ['Why it failed', 'What to send instead', 'The text as pasted', 'Findings', 'The request', 'The answer'],
  ],
  [
    'a HAR',
    har,
    'a HAR file, as a browser saves it',
    'Why it failed',
    ['Why it failed', 'What to send instead', 'The text as pasted', 'Findings', 'The request', 'The answer'],
  ],
  [
    'an answer',
    refusal,
    'an answer of the API',
    'Why it failed',
    ['Why it failed', 'The answer', 'The text as pasted'],
  ],
  [
    'an answer of myscopes',
    scopes,
    'an answer of the API',
    'Good news',
    ['What the answer tells', 'Scopes', 'The answer', 'The text as pasted'],
  ],
  [
    'an error',
    trace,
    'the words of an error',
    'Why it failed',
    ['Why it failed', 'What the program said', 'The text as pasted'],
  ],
  [
    'a web page',
    '<html><body><h1>502 Bad Gateway</h1></body></html>',
    'a web page',
    'Why it failed, most likely',
    ['Why it failed', 'The answer', 'The text as pasted'],
  ],
  [
    'words',
    'Good morning to all of you who read these words',
    'nothing known',
    'Nothing found',
    ['The text as pasted'],
  ],
  [
    'two keys',
    `${canary} ${canary.replaceAll('f', 'e')}`,
    'a credential',
    'Cannot be sent',
    ['Which one is meant?', 'The text, character by character', 'Findings'],
  ],
  [
    'a variable',
    `curl -H "Authorization: Key $CLARIFAI_PAT" ${outputs}`,
    'a curl command',
    'No key found',
    ['The text as pasted', 'The request'],
  ],
  [
    'a variable that is not filled in',
    `curl -H 'Authorization: Key $CLARIFAI_PAT' ${outputs}`,
    'a curl command',
    'Cannot be sent',
    ['What to do', 'The text as pasted', 'Findings', 'The request'],
  ],
];
test('each kind is named and shows its own parts, without a key', { timeout: 120_000 }, async (t) => {
  const { page, requests } = await openChecker(t);
  for (const [name, text, readAs, word, parts] of kinds) {
    await paste(page, text);
    assert.equal(await page.locator('.read-as').innerText(), `Read as: ${readAs}`, name);
    assert.equal(await page.locator('.verdict .word').innerText(), word, name);
    assert.equal(await page.locator('.verdict svg.icon').count(), 1, name);
    assert.deepEqual(await page.locator('.report h3').allInnerTexts(), parts, name);
    const said = await page.locator('#check-status').innerText();
    assert.ok(said.startsWith(`Read as ${readAs}. ${word}: `), said);
    await assertHidden(page, name);
  }
  for (const request of requests) assertWithoutKey(request.url() + (request.postData() ?? ''), 'a request');
});

test('what is copied is what can be sent: header, key and the whole command', async (t) => {
  const { page, context } = await openChecker(t);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await paste(page, curl);
  assert.equal(await copied(page, 'Copy the header'), `Authorization: Key ${canary}`);
  assert.equal(await copied(page, 'Copy the repaired key'), canary);
  const whole = curl.replace(`key "${canary}"`, `Key ${canary}`);
  assert.equal(await copied(page, 'Copy the whole command, mended'), whole);
  await assertHidden(page, 'the page after copying');
});

test('the lines of a .env are mended and copied, alone and in their file', async (t) => {
  const { page, context } = await openChecker(t);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await paste(page, env);
  assert.equal(await copied(page, 'Copy the lines'), `CLARIFAI_USER_ID=me\nCLARIFAI_API_KEY=${canary}`);
  const whole = env.replace('USERID', 'USER_ID').replace(`"${canary} "`, canary);
  assert.equal(await copied(page, 'Copy the whole file, mended'), whole.replaceAll('\r\n', '\n'));
  const numbers = await page
    .locator('.numbered .line')
    .evaluateAll((all) => all.map((each) => each.dataset.line));
  assert.deepEqual(numbers, ['1', '2', '3', '4']);
  assert.match(await page.locator('.finding .place').first().innerText(), /^Line 2, characters 1 to 15/);
});

test('each of several keys can be copied, and none is chosen', async (t) => {
  const { page, context } = await openChecker(t);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const other = canary.replaceAll('f', 'e');
  await paste(page, `${canary} ${other}`);
  assert.equal(await page.getByRole('button', { name: 'Copy the header' }).count(), 0);
  assert.equal(await copied(page, 'Copy key 1'), canary);
  assert.equal(await copied(page, 'Copy key 2'), other);
});

test('the key of the header is shown between Show and Hide', async (t) => {
  const { page } = await openChecker(t);
  await paste(page, curl);
  const show = page.getByRole('button', { name: 'Show the key' });
  await show.click();
  assert.equal(await page.locator('.header').innerText(), `Authorization: Key ${canary}`);
  assert.equal(await show.count(), 0, 'the word says what the next click does');
  const attributes = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .flatMap((each) => [...each.attributes].map(({ value }) => value))
      .join('\n'),
  );
  assertWithoutKey(attributes, 'an attribute');
  await page.getByRole('button', { name: 'Hide the key' }).click();
  await assertHidden(page, 'the page after hiding');
});

test('where the request goes changes the header and the verdict, and keeps the focus', async (t) => {
  const { page } = await openChecker(t);
  await paste(page, `Bearer ${canary}`);
  assert.equal(await page.locator('.verdict .word').innerText(), 'Can be mended');
  await page.locator('#target-rest').focus();
  await page.keyboard.press('ArrowRight');
  assert.match(await page.locator('.header').innerText(), /^authorization: Key •+$/);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'target-grpc');
  await page.keyboard.press('ArrowRight');
  assert.match(await page.locator('.header').innerText(), /^Authorization: Bearer •+$/);
  assert.equal(await page.locator('.verdict .word').innerText(), 'Ready to send');
  await paste(
    page,
    `curl https://api.clarifai.com/v2/ext/openai/v1/models -H 'Authorization: Bearer ${canary}'`,
  );
  assert.ok(await page.locator('#target-openai').isChecked(), 'told by the address');
});

test('the request names its RPC method, and the scopes below say whether it is covered', async (t) => {
  const { page } = await openChecker(t);
  await paste(page, curl);
  const request = page.locator('.request');
  assert.match(await request.innerText(), /POST[\s\S]*\/models\/general\/outputs[\s\S]*PostModelOutputs/);
  assert.match(await request.innerText(), /Apps:Get Concepts:Get Models:Get Predict/);
  assert.match(await request.innerText(), /Fill in its scopes/);
  await page.getByRole('button', { name: 'None', exact: true }).click();
  assert.match(await request.innerText(), /do not cover this call[\s\S]*The key lacks Apps:Get/);
  await page.getByRole('button', { name: 'Predict only' }).click();
  assert.match(await request.innerText(), /The scopes below cover this call/);
});

test('an answer that lists scopes fills the scopes section on request', async (t) => {
  const { page } = await openChecker(t);
  await paste(page, scopes);
  assert.equal(await page.locator('.chip input:checked').count(), 4, 'not by itself');
  await page.getByRole('button', { name: 'Show what they reach' }).click();
  assert.equal(await page.locator('.chip input:checked').count(), 2);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'scopes-title');
});
