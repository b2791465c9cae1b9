// What is left of a credential in wasm's memory once it is done with.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { initSync } from '../../pkg/core.js';
import {
  Credential,
  checkAuthorization,
  checkCredential,
  checkEnvironment,
  diagnose,
  Grant,
  maskCredentials,
  matchRoute,
  readCredential,
  readPaste,
  scanCalls,
  scanText,
  UsageLog,
} from '../../pkg/node.js';

const key = 'c0ffee00badcafe0c0ffee00badcafe0';
// Started long ago: this only gives what was started.
const { memory } = initSync();

/** The longest part of the key that stands anywhere in wasm's memory. */
function remains() {
  const bytes = Buffer.from(memory.buffer);
  for (let length = key.length; length >= 12; length -= 1) {
    for (let start = 0; start + length <= key.length; start += 1) {
      if (bytes.includes(key.slice(start, start + length))) return key.slice(start, start + length).length;
    }
  }
  return 0;
}

for (const [what, use] of [
  ['a check', () => checkCredential(key)],
  ['a check of a padded key', () => checkCredential(` "${key}"\n`)],
  ['a check of a key in capitals', () => checkCredential(key.toUpperCase().toLowerCase())],
  [
    'a credential that was freed',
    () => {
      const credential = Credential.parse(`Key ${key}`, { repair: true });
      credential.headers();
      credential.authorization('openai');
      credential.expose();
      inspect(credential);
      JSON.stringify({ credential });
      assert.match(credential.fingerprint, /^sha256:/);
      credential.free();
    },
  ],
  ['a check of a mangled key', () => checkCredential(btoa(`Key ${key}`))],
  ['a check of a text with several', () => checkCredential(`curl -H 'Authorization: Key ${key}' x/${key}`)],
  ['a check of a header', () => checkAuthorization(`Host: x\r\nauthorization: key ${key}`)],
  ['a check of a .env', () => checkEnvironment(`A=1\nVITE_CLARIFAI_PAT="${key} "\nCLARIFAI_USER_ID=${key}`)],
  ['a check of a map', () => checkEnvironment({ CLARIFAI_PAT: ` ${key}`, [`CLARIFAI_${key}`]: key })],
  ['taking the credential out of a .env', () => readCredential(`CLARIFAI_PAT=${key}\n`).free()],
  ['looking for one that cannot be sent', () => readCredential({ CLARIFAI_PAT: `${key} ` })],
  [
    'reading a curl line',
    () => readPaste(`curl -H "Authorization: Key ${key}" https://api.clarifai.com/v2/x`),
  ],
  ['reading a .env', () => readPaste(`# a\nexport CLARIFAI_PAT='${key}'\n`)],
  [
    'reading a HAR',
    () => {
      const headers = [{ name: 'Authorization', value: `Key ${key}` }];
      const request = { method: 'GET', url: `https://api.clarifai.com/v2/users/u/keys/${key}`, headers };
      return readPaste(JSON.stringify({ log: { entries: [{ request, response: { status: 401 } }] } }));
    },
  ],
  ['reading an answer', () => readPaste(`{"status":{"code":11009,"details":"invalid key(${key})"}}`)],
  ['reading a paste without a mask', () => readPaste(`Authorization: Key ${key}`, { reveal: true })],
  ['masking a text', () => maskCredentials(`a log\nAuthorization: Key ${key}`)],
  [
    'a search for calls',
    () =>
      scanCalls(
        `fetch('https://api.clarifai.com/v2/keys/${key}', { headers: { Authorization: 'Key ${key}' } })`,
      ),
  ],
  [
    'a diagnosis',
    () =>
      diagnose({
        authorization: `key ${key}`,
        environment: { CLARIFAI_PAT: key },
        request: { verb: 'GET', url: `https://api.clarifai.com/v2/users/u/keys/${key}` },
        response: { body: { status: { code: 11009, details: `invalid key(${key})` } } },
        error: `Error: ${key}`,
      }),
  ],
  ['a search for leaks', () => scanText(`import clarifai\nPAT = '${key}'\n`)],
  [
    'an access log',
    () => {
      const log = new UsageLog();
      log.feed(`GET /v2/users/me/keys/${key} 200\nGET /v2/users/a/apps/${key}/mo`);
      log.feed(
        new TextEncoder().encode(`dels\n{"method":"GET","url":"/v2/users/a/keys/${key}"}\nKey ${key}`),
      );
      log.plan();
      log.calls();
      log.free();
    },
  ],
  ['a route to a key', () => matchRoute('DELETE', `/v2/users/me/keys/${key}`)],
  [
    'a decision about a key',
    () => new Grant({ scopes: [] }).evaluate({ verb: 'DELETE', url: `/v2/users/me/keys/${key}` }),
  ],
]) {
  test(`nothing of the key is left after ${what}`, () => {
    use();
    assert.equal(remains(), 0);
  });
}

test('the scan does find a key that is still held', () => {
  const credential = Credential.parse(key);
  assert.equal(remains(), key.length);
  credential.free();
  assert.equal(remains(), 0);
});
