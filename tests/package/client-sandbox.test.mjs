// The client against the sandbox: workflows, keys, verdicts, and what a rejection says of its cause.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { Client, Credential, planKey } from '../../pkg/node.js';
import { keys } from '../../www/sandbox/keys.js';
import { startSandbox } from '../../www/sandbox/sandbox.js';

const keyOf = (name) => keys.find((known) => known.name === name).key;
const token = () => Credential.parse(keyOf('pat'), { keyType: 'personal_access_token' });

async function sandbox(t, options = {}) {
  const started = await startSandbox({ requestsPerSecond: 1000, ...options });
  t.after(() => started.close());
  return started;
}

const client = ({ url }, credential = token(), options = {}) =>
  new Client({ credential, baseUrl: url, userId: 'sandbox-user', appId: 'sandbox-app', ...options });
const inputs = [{ text: 'Good morning, how are you?' }];
const rejection = (promise) =>
  promise.then(
    () => assert.fail('it was expected to reject'),
    (reason) => reason,
  );

test('a workflow predicts an image', async (t) => {
  const create = { width: 8, height: 8, channels: 3, background: 'red' };
  const imageBytes = await sharp({ create }).png().toBuffer();
  const server = await sandbox(t);
  const { outputs } = await client(server, keyOf('all-scopes')).predictWorkflow({
    workflow: 'find-colors',
    inputs: [{ imageBytes }, { imageBase64: 'AAAA' }],
  });
  assert.deepEqual(
    outputs.map(({ ok, concepts }) => [ok, concepts[0]?.id]),
    [
      [true, 'Red'],
      [false, undefined],
    ],
  );
});

test('a planned key is made, does what it is for, and is deleted', async (t) => {
  const server = await sandbox(t);
  const calls = [{ rpc: 'PostModelOutputs', userId: 'sandbox-user', appId: 'sandbox-app' }];
  const plan = planKey(calls, {
    userId: 'sandbox-user',
    restrictEndpoints: true,
    description: 'shop window',
  });
  const made = await client(server).createKey(plan);
  const caller = new Client({ credential: made, baseUrl: server.url });
  const { outputs } = await caller.predict({ model: 'language-identification', inputs });
  assert.ok(outputs[0].ok);
  assert.equal((await caller.verify()).type, 'live-but-narrow', 'its list leaves the probe out');
  const listed = await client(server).listKeys();
  const own = listed.find(({ credential }) => credential.expose() === made.expose());
  assert.equal(own.description, 'shop window');
  assert.deepEqual(own.grant.scopes, plan.scopes);
  await client(server).deleteKey(made);
  assert.equal((await caller.verify()).type, 'dead');
});

async function rotatedOnce(t, kind, rpc) {
  const server = await sandbox(t);
  const caller = client(server, token(), { retries: 0 });
  const before = await caller.listKeys();
  if (kind) server.faults.add({ kind, rpc });
  const held = [];
  const end = await caller
    .rotateKey(keyOf('predict-only'), { onCreated: (created) => void held.push(created.expose()) })
    .catch((error) => error);
  const after = (await caller.listKeys()).map(({ credential }) => credential.expose());
  const known = before.map(({ credential }) => credential.expose());
  const made = after.filter((key) => !known.includes(key));
  assert.deepEqual(made, held, `${kind} of ${rpc}: ${end.message}`);
  const isDone = end instanceof Credential;
  assert.equal(after.includes(keyOf('predict-only')), !isDone, `${kind} of ${rpc}: ${end.message}`);
}

test('a rotation leaves the sandbox with one key for another', async (t) => {
  const kinds = [
    undefined,
    'answer-lost',
    'half-answer',
    'malformed-json',
    'malformed-utf8',
    'html',
    'empty',
  ];
  // Each waits for seconds before it looks again for what was made.
  const runs = kinds.map((kind) => ['PostKeys', 'DeleteKey'].map((rpc) => rotatedOnce(t, kind, rpc)));
  await Promise.all(runs.flat());
});

test('each key of the sandbox gets its verdict', async (t) => {
  const server = await sandbox(t);
  const verdicts = {};
  for (const { name, key } of keys) {
    verdicts[name] = (await new Client({ credential: key, baseUrl: server.url, retries: 0 }).verify()).type;
  }
  const { expired, 'endpoint-restricted': restricted, ...others } = verdicts;
  assert.deepEqual([expired, restricted], ['dead', 'live-but-narrow']);
  assert.deepEqual(new Set(Object.values(others)), new Set(['live']));
});

test('a fault of the network or of a server is never a dead key', async (t) => {
  for (const fault of [
    { kind: 'cut-before-answer' },
    { kind: 'cut-in-answer' },
    { kind: 'half-answer' },
    { kind: 'malformed-json' },
    { kind: 'malformed-utf8' },
    { kind: 'silence' },
    { kind: 'html' },
    { kind: 'html', http: 403 },
    { kind: 'empty' },
    { kind: 'redirect-loop' },
    { kind: 'huge' },
    { kind: 'gzip-bomb' },
    { kind: 'throttled' },
    { kind: 'status', status: 'CONN_ACCOUNT_ISSUES' },
  ]) {
    const server = await sandbox(t);
    server.faults.add({ ...fault, times: 'all' });
    const caller = new Client({
      credential: keyOf('predict-only'),
      baseUrl: server.url,
      retries: 0,
      timeoutMs: 5000,
    });
    const { type, evidence } = await caller.verify();
    assert.equal(type, 'unknown', `${fault.kind}: ${evidence}`);
  }
});

for (const [what, cause, fault, credential, options] of [
  ['a key without the scope', 'scope-missing', undefined, 'search-only'],
  ['an unknown key', 'credential-unknown', undefined, undefined],
  ['another app s key', 'key-bound-to-other-app', undefined, 'other-app'],
  ['a page of a proxy', 'service-unavailable', { kind: 'html' }, 'predict-only'],
  ['throttling', 'rate-limited', { kind: 'throttled', times: 'all' }, 'predict-only'],
  ['a model that starts', 'model-not-ready', { kind: 'status', status: 'MODEL_LOADING' }, 'predict-only'],
  ['a redirect', 'base-url-wrong', { kind: 'redirect-loop' }, 'predict-only'],
  ['a connection that is cut', 'network-unreachable', { kind: 'cut-before-answer' }, 'predict-only'],
  ['silence', 'network-unreachable', { kind: 'silence' }, 'predict-only', { timeoutMs: 200 }],
  ['half an answer', 'network-unreachable', { kind: 'half-answer' }, 'predict-only'],
  ['a success without a body', 'unknown', { kind: 'empty', http: 200 }, 'predict-only'],
  ['an answer that is too large', 'unknown', { kind: 'huge' }, 'predict-only'],
]) {
  test(`the diagnosis of ${what} is ${cause}`, async (t) => {
    const server = await sandbox(t);
    if (fault) server.faults.add(fault);
    const key = credential ? keyOf(credential) : 'c0ffee0123456789c0ffee0123456789';
    const caller = client(server, key, { retries: 0, ...options });
    const error = await rejection(caller.predict({ model: 'language-identification', inputs }));
    const codes = error.diagnosis.causes.map(({ code }) => code);
    assert.equal(codes[0], cause, `${codes.join(', ')}: ${error.message}`);
    assert.equal(error.diagnosis.checklist.length, 7);
  });
}

test('many inputs pass the sandbox s limit of requests', async (t) => {
  const server = await sandbox(t, { requestsPerSecond: 15 });
  const many = Array.from({ length: 128 * 18 }, () => inputs[0]);
  const { outputs } = await client(server, keyOf('predict-only')).predict({
    model: 'language-identification',
    inputs: many,
  });
  assert.equal(outputs.length, many.length);
  assert.ok(outputs.every(({ ok }) => ok));
});
