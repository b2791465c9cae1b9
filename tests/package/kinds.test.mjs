// What a program gives where a text or options belong: refused with a word on what came, never on what it holds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  Client,
  Credential,
  checkAuthorization,
  checkCredential,
  checkEnvironment,
  Grant,
  matchRoute,
  operationScope,
  readPaste,
  rpcMethod,
  scanCalls,
  scanText,
} from 'clarifai-auth';

const key = 'c0ffee0123456789c0ffee0123456789';
const grant = new Grant({ scopes: ['All'] });
const decode = ', as `new TextDecoder().decode(bytes)` gives it';

/** What came, its type, what is added to the advice. */
const others = [
  [42, 'Number', ''],
  [7n, 'BigInt', ''],
  [true, 'Boolean', ''],
  [Symbol(key), 'Symbol', ''],
  [() => key, 'Function', ''],
  [{ key }, 'Object', ''],
  [[key], 'Array', ''],
  [Object(key), 'String', ''],
  [Buffer.from(key), 'Uint8Array', decode],
  [new TextEncoder().encode(key), 'Uint8Array', decode],
  [new ArrayBuffer(32), 'ArrayBuffer', ''],
  [Promise.resolve(key), 'Promise', '; `await` it first'],
  [Credential.parse(key), 'Object', ''],
  [{ [Symbol.toStringTag]: `${'x'.repeat(19)} ${key}` }, `${'x'.repeat(19)} `, ''],
];
const readers = [
  ['text', checkCredential],
  ['value', checkAuthorization],
  ['text', scanCalls],
  ['text', scanText],
  ['text', readPaste],
  ['text', (value) => Credential.parse(value)],
  ['credential', (credential) => new Client({ credential }), Credential],
  ['name', rpcMethod],
  ['name', operationScope],
  ['verb', (verb) => matchRoute(verb, '/v2/models')],
  ['url', (url) => matchRoute('GET', url)],
  ['rpc', (rpc) => grant.allows(rpc)],
];

test('what is no text is refused with its kind', () => {
  for (const [name, read, taken] of readers) {
    for (const [value, type, advice] of others) {
      if (taken && value instanceof taken) continue;
      const message = `\`${name}\` is of type \`${type}\`: give a plain string${advice}`;
      assert.throws(() => read(value), { name: 'CallError', code: 'ERR_CALL', message });
    }
  }
});

test('a credential that is not set is an answer', () => {
  for (const unset of [undefined, null]) {
    assert.equal(checkCredential(unset).shape, 'empty');
    assert.equal(checkAuthorization(unset).ok, false);
    assert.equal(checkEnvironment(unset).findings[0].code, 'missing-credential');
    const empty = { code: 'ERR_CREDENTIAL', message: 'credential is empty' };
    assert.throws(() => Credential.parse(unset), empty);
    assert.throws(() => new Client({ credential: unset }), empty);
    // A scan of nothing would look like one without leaks.
    assert.throws(() => scanText(unset), { code: 'ERR_CALL' });
    assert.throws(() => scanCalls(unset), { code: 'ERR_CALL' });
  }
});

test('an environment is a text or a plain object', async () => {
  const map = { CLARIFAI_PAT: key, CLARIFAI_USER_ID: 'ada', CLARIFAI_APP_ID: 'shop' };
  const text = `export const CLARIFAI_PAT = '${key}', CLARIFAI_USER_ID = 'ada', CLARIFAI_APP_ID = 'shop';`;
  const module = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  for (const source of [map, Object.assign(Object.create(null), map), new Proxy(map, {}), module]) {
    assert.equal(checkEnvironment(source).ok, true);
  }
  assert.equal(typeof checkEnvironment(process.env).ok, 'boolean');
  for (const [source, type, advice] of others.filter(([, type]) => type !== 'Object')) {
    const message = `\`source\` is of type \`${type}\`: give a plain string or object${advice}`;
    assert.throws(() => checkEnvironment(source), { code: 'ERR_CALL', message });
  }
  for (const source of [new Map(Object.entries(map)), new URLSearchParams(map)]) {
    assert.throws(() => checkEnvironment(source), { code: 'ERR_CALL' });
  }
});

test('a name that others give to an option is refused, and what is not known passes', () => {
  new Client({ credential: key, retries: 1, [key]: 1, headers: {} }).free();
  for (const [given, meant, call] of [
    ['baseURL', 'baseUrl', () => new Client({ credential: key, baseURL: 'x' })],
    ['base_url', 'baseUrl', () => new Client({ credential: key, base_url: 'x' })],
    ['user_id', 'userId', () => new Client({ credential: key, user_id: 'ada' })],
    ['app_id', 'appId', () => new Client({ credential: key, app_id: 'shop' })],
    ['timeout', 'timeoutMs', () => new Client({ credential: key, timeout: 1 })],
    ['key_type', 'keyType', () => Credential.parse(key, { key_type: 'personal_access_token' })],
    ['key_type', 'keyType', () => new Grant({ scopes: [], key_type: 'app_specific_key' })],
    ['expires_at', 'expiresAt', () => new Grant({ scopes: [], expires_at: '2020-01-01T00:00:00Z' })],
    ['user_id', 'userId', () => grant.evaluate({ rpc: 'GetModel', user_id: 'ada' })],
    ['app_id', 'appId', () => grant.evaluate({ verb: 'GET', url: '/v2/models', app_id: 'shop' })],
  ]) {
    const message = `\`${given}\` is not read: write \`${meant}\``;
    assert.throws(call, { name: 'CallError', code: 'ERR_CALL', message });
  }
});

test('options that are no object are refused', () => {
  for (const options of ['repair', 1, true]) {
    assert.throws(() => Credential.parse(key, options), { code: 'ERR_CALL', message: /^malformed options/ });
    assert.throws(() => new Client(options), { code: 'ERR_CALL', message: /^malformed options/ });
  }
  for (const options of [undefined, null]) {
    assert.throws(() => new Client(options), { code: 'ERR_CALL', message: /^malformed options/ });
  }
  const target = 'the target is not one of `rest`, `grpc`, `openai` and `mcp`';
  for (const wrong of ['REST', 'graphql', '', 7, {}]) {
    assert.throws(() => checkAuthorization(key, wrong), { code: 'ERR_CALL', message: target });
    assert.throws(() => Credential.parse(key).headers(wrong), { code: 'ERR_CALL', message: target });
  }
});
