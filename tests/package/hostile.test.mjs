// Whatever a program hands over: an error with a code, never a dead module and never a lost promise.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import {
  Client,
  Credential,
  checkAuthorization,
  checkCredential,
  checkEnvironment,
  diagnose,
  Grant,
  maskCredentials,
  matchRoute,
  operationScope,
  planKey,
  readPaste,
  rpcMethod,
  scanCalls,
  scanText,
  UsageLog,
} from '../../pkg/node.js';

const key = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const coded = (error) => error instanceof Error && /^ERR_[A-Z_]+$/.test(error.code);
const { fetch } = globalThis;

afterEach(() => {
  globalThis.fetch = fetch;
  assert.equal(checkCredential(key).ok, true, 'the module lives');
  assert.equal(new Grant({ scopes: ['All'] }).allows('GetModel'), true);
});

const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();
const throwing = new Proxy({}, { get: () => assert.fail('a trap') });
const strange = [
  undefined,
  null,
  7,
  1n,
  true,
  Symbol('s'),
  {},
  [],
  () => {},
  throwing,
  revoked,
  '\ud800',
  'x'.repeat(1e6),
];

test('a strange argument is an answer or an error with a code', () => {
  const grant = new Grant({ scopes: ['All'] });
  const calls = [
    (value) => checkCredential(value),
    (value) => checkAuthorization(value),
    (value) => checkAuthorization(key, value),
    (value) => checkEnvironment(value),
    (value) => readPaste(value),
    (value) => readPaste(key, value),
    (value) => readPaste(key, { reveal: value }),
    (value) => maskCredentials(value),
    (value) => scanText(value),
    (value) => scanCalls(value),
    (value) => diagnose(value),
    (value) => diagnose({ credential: value, environment: value, authorization: value, error: value }),
    (value) => diagnose({ request: value, response: value, grant: value, keyCreatedAt: value }),
    (value) => diagnose({ request: { verb: value, url: value, headers: value, body: value } }),
    (value) => diagnose({ response: { httpStatus: value, headers: { a: value }, body: value } }),
    (value) => diagnose({ response: { body: { status: value, outputs: [{ status: value }] } } }),
    (value) => diagnose({ credentialReport: value, reference: value, grpcStatus: value }),
    (value) => new UsageLog().feed(value),
    (value) => new UsageLog().plan(value),
    (value) => new UsageLog().plan({ appId: value, restrictEndpoints: value }),
    (value) => new UsageLog().unusedScopes(value),
    (value) => checkEnvironment({ CLARIFAI_PAT: value, CLARIFAI_USER_ID: value }),
    (value) => rpcMethod(value),
    (value) => operationScope(value),
    (value) => matchRoute(value, '/v2/models'),
    (value) => matchRoute('GET', value),
    (value) => Credential.parse(value),
    (value) => Credential.parse(key, value),
    (value) => Credential.parse(key).headers(value),
    (value) => new Grant(value),
    (value) => new Grant({ scopes: value }),
    (value) => new Grant({ scopes: [value] }),
    (value) => new Grant({ scopes: [], endpoints: value, app: value }),
    (value) => Grant.fromAnswer(value),
    (value) => Grant.fromAnswer({ status: value, scopes: [], keys: value }),
    (value) => grant.allows(value),
    (value) => grant.evaluate(value),
    (value) => grant.evaluate({ verb: 'GET', url: value }),
    (value) => grant.evaluate({ rpc: 'GetModel', body: value, userId: value }),
    (value) => grant.evaluate('GetModel', value),
    (value) => grant.evaluateAll({ now: value }),
    (value) => grant.intersect(value),
    (value) => new Client(value),
    (value) => new Client({ credential: value }),
    (value) => new Client({ credential: key, timeoutMs: value, userId: value }),
  ];
  for (const call of calls) {
    for (const value of strange) {
      try {
        call(value);
      } catch (error) {
        assert.ok(coded(error), `${call} with ${typeof value}: ${error?.stack}`);
      }
    }
  }
});

test('a strange request for a prediction rejects with a code, and the others of the same moment go on', async () => {
  globalThis.fetch = async () =>
    Response.json({ status: { code: 10000 }, outputs: [{ status: { code: 10000 } }] });
  const client = new Client({ credential: key, baseUrl: 'http://127.0.0.1:9' });
  const detached = new ArrayBuffer(8);
  structuredClone(detached, { transfer: [detached] });
  const inputs = [{ text: 't' }];
  const strangers = [
    ...strange.map((value) => client.predict(value)),
    ...strange.map((value) => client.predict({ model: 'm', inputs: value })),
    ...strange.map((value) => client.predict({ model: 'm', inputs: [value] })),
    ...strange.map((value) => client.predict({ model: 'm', inputs: [{ imageBytes: value }] })),
    ...[detached, new Uint8Array(0)].map((bytes) =>
      client.predict({ model: 'm', inputs: [{ imageBytes: bytes }] }),
    ),
    client.predict({ model: 'm', inputs: [{ imageBytes: new ArrayBuffer(65_000_000) }] }),
    client.predict({ model: 'm', inputs: [{ text: 'a', imageUrl: 'b' }] }),
    client.predict({ model: 'm', inputs, signal: Object.create(AbortSignal.prototype) }),
    client.predict({ model: 'm', inputs, maxConcepts: 1.5 }),
  ];
  const innocent = client.predict({ model: 'm', inputs });
  for (const { status, reason } of await Promise.allSettled(strangers)) {
    assert.equal(status, 'rejected');
    assert.ok(coded(reason), reason?.stack);
  }
  assert.equal((await innocent).outputs[0].ok, true);
});

test('a strange `fetch` is a rejection with a code', async () => {
  const client = new Client({ credential: key, baseUrl: 'http://127.0.0.1:9', timeoutMs: 500 });
  for (const substitute of [
    () => {
      throw new TypeError('no');
    },
    () => undefined,
    async () => undefined,
    async () => ({ ok: true }),
    async () => ({ status: 200, text: () => 7 }),
    async () => ({ status: 'x', text: async () => '{' }),
    async () => Promise.reject(null),
  ]) {
    globalThis.fetch = substitute;
    await assert.rejects(client.predict({ model: 'm', inputs: [{ text: 't' }] }), coded);
    await assert.rejects(client.grant(), coded);
  }
  globalThis.fetch = async () => ({ status: 200, text: async () => '{"scopes":["All"]}' });
  assert.deepEqual((await client.grant()).describe().scopes, ['All']);
});

test('what changes after the call does not count', async () => {
  const sent = [];
  globalThis.fetch = async (request) => {
    sent.push([new URL(request.url).pathname, (await request.json()).inputs]);
    return Response.json({ status: { code: 10000 }, outputs: [{ status: { code: 10000 } }] });
  };
  const client = new Client({ credential: key, baseUrl: 'http://127.0.0.1:9' });
  const bytes = new Uint8Array([1, 2, 3]);
  const asked = { model: 'mine', inputs: [{ imageBytes: bytes }] };
  const prediction = client.predict(asked);
  asked.model = 'other';
  bytes.fill(255);
  await prediction;
  assert.deepEqual(sent, [['/v2/models/mine/outputs', [{ data: { image: { base64: 'AQID' } } }]]]);
});

test('long lists are refused, not swallowed', () => {
  for (const scopes of [Array(1e6).fill('x'), Object.assign([], { length: 3e8 })]) {
    assert.throws(() => new Grant({ scopes }), { code: 'ERR_GRANT' });
  }
});

test('a body that holds itself many times comes to an end', () => {
  const body = [];
  for (let count = 0; count < 20_000; count += 1) body.push(body);
  const grant = new Grant({ scopes: ['All'] });
  assert.equal(grant.evaluate({ rpc: 'PostInputs', body }).type, 'allow');
  assert.equal(planKey([{ rpc: 'PostInputs', body: { inputs: body } }]).unplanned.length, 0);
  const reader = new Grant({ scopes: ['Inputs:Get'] });
  assert.throws(() => reader.redact('ListInputs', { inputs: body }), coded);
});

test('a body of bytes, and a list of millions, are looked at in bounded memory', () => {
  const grant = new Grant({ scopes: ['All'] });
  const bytes = new Uint8Array(20_000_000);
  const numbers = `[${'1,'.repeat(5_000_000)}1]`;
  for (const body of [bytes, bytes.buffer, { inputs: [{ data: { image: { base64: bytes } } }] }, numbers]) {
    assert.equal(grant.evaluate({ rpc: 'PostInputs', body }).type, 'allow');
  }
  const annotator = { rpc: 'PostAnnotations', body: { concepts: [1], more: Array(1_000_000).fill(1) } };
  assert.ok(planKey([annotator]).warnings.some(({ code }) => code === 'conditional-scope'));
  const reader = new Grant({ scopes: ['Inputs:Get'] });
  assert.throws(() => reader.redact('ListInputs', { inputs: [{ data: bytes }] }), coded);
  assert.throws(() => reader.redact('ListInputs', { inputs: new Array(4e9) }), coded);
});

test('an answer that echoes the credential in disguise does not show it', async () => {
  const escaped = [...key].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const client = new Client({ credential: key, baseUrl: 'http://127.0.0.1:9' });
  for (const echo of [key, key.toUpperCase(), escaped]) {
    for (const body of [`{"status":{"code":11009,"details":"invalid key(${echo})"}}`, `<p>${echo}</p>`]) {
      globalThis.fetch = async () => new Response(body, { status: 401 });
      const error = await client.grant().catch((reason) => reason);
      const shown = JSON.stringify([error.message, error.answer]).toLowerCase();
      assert.ok(coded(error) && !shown.includes(key), shown);
    }
  }
  const token = 'se"cre\\t-token';
  const session = new Client({
    credential: Credential.parse(token, { kind: 'session-token' }),
    baseUrl: 'http://127.0.0.1:9',
  });
  globalThis.fetch = async () =>
    Response.json({ status: { code: 11009, details: `no ${token}` } }, { status: 401 });
  const error = await session.grant().catch((reason) => reason);
  assert.equal(error.answer.status.details, 'no <credential>');
  assert.ok(!error.message.includes(token));
});

test('an output without a readable status does not lose the others', async () => {
  const outputs = [{ id: 'a', status: { code: 10000 } }, {}, { status: 'NOT_FOUND' }];
  globalThis.fetch = async () => Response.json({ status: { code: 10010 }, outputs });
  const client = new Client({ credential: key, baseUrl: 'http://127.0.0.1:9' });
  const inputs = [{ text: 'a' }, { text: 'b' }, { text: 'c' }];
  const prediction = await client.predict({ model: 'm', inputs });
  assert.deepEqual(
    prediction.outputs.map(({ id, ok, status }) => [id, ok, status]),
    [
      ['a', true, { code: 10000, description: '' }],
      ['', false, { code: 0, description: '' }],
      ['', false, { code: 0, description: 'NOT_FOUND' }],
    ],
  );
  await assert.rejects(client.predict({ model: 'm', inputs: inputs.slice(1) }), {
    message: 'the API answered 3 outputs for 2 inputs',
  });
});
