// Clients that other people wrote, run against the sandbox: what works for them, and in which words they
// report what does not. The words are kept in `reports`, as a user of that client would paste them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { diagnose, readPaste } from 'clarifai-auth';
import sharp from 'sharp';
import { keys } from '../../www/sandbox/keys.js';
import { startSandbox } from '../../www/sandbox/sandbox.js';
import { curl, javascript, pythonJson } from './strangers.mjs';

const keyNamed = (name) => keys.find((key) => key.name === name).key;
const sandboxApp = { user_id: 'sandbox-user', app_id: 'sandbox-app' };
const unknown = '0123456789abcdef0123456789abcdef';
const image = (
  await sharp({ create: { width: 16, height: 16, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
).toString('base64');

/** What each kind of sandbox is told; every client has one of each to itself. */
const kinds = {
  plain: { requestsPerSecond: 1e6 },
  redacting: { requestsPerSecond: 1e6, redacts: true },
  // Its clock stands still, so that all requests fall within one second.
  throttled: { requestsPerSecond: 2, now: () => 1_900_000_000_000 },
  loading: { faults: [{ kind: 'status', status: 'MODEL_LOADING', times: 'all' }] },
  proxied: { faults: [{ kind: 'html', times: 'all' }] },
  cutting: { faults: [{ kind: 'cut-before-answer', times: 'all' }] },
  halving: { faults: [{ kind: 'half-answer', times: 'all' }] },
};

const [javascriptName, pythonName, curlName] = ['clarifai of npm', 'clarifai-grpc of PyPI', 'curl'];
const clients = { [javascriptName]: javascript, [pythonName]: pythonJson, [curlName]: curl };

const idsOf = (list) => list.map(({ id }) => id);
const red = (data) => assert.deepEqual([data.concepts[0].name, data.concepts[0].value], ['Red', 1]);

/** What works: its name, the sandbox, the call, and what the answer shows. */
const successes = [
  [
    'predict',
    'plain',
    { call: 'predict', key: keyNamed('predict-only') },
    ({ outputs }) => red(outputs[0].data),
  ],
  [
    'predict with a token and the ids of an app',
    'plain',
    { call: 'predict', key: keyNamed('pat'), ids: { user_id: 'clarifai', app_id: 'main' } },
    ({ outputs }) => assert.equal(outputs[0].model.app_id, 'main'),
  ],
  [
    'predict with a workflow',
    'plain',
    { call: 'workflow', key: keyNamed('all-scopes') },
    ({ results }) => red(results[0].outputs[0].data),
  ],
  [
    'list models',
    'plain',
    { call: 'list', key: keyNamed('predict-only') },
    ({ models }) => assert.deepEqual(idsOf(models), ['color-recognition', 'language-identification']),
  ],
  [
    'get a model',
    'plain',
    { call: 'get', key: keyNamed('pat'), ids: sandboxApp },
    ({ model }) => assert.deepEqual([model.id, model.app_id], ['color-recognition', 'sandbox-app']),
  ],
  [
    'add an input',
    'plain',
    { call: 'add', key: keyNamed('all-scopes') },
    ({ inputs }) => assert.deepEqual(idsOf(inputs), ['added']),
  ],
  [
    'list inputs with their concepts',
    'redacting',
    { call: 'inputs', key: keyNamed('search-only') },
    ({ inputs }) => {
      assert.deepEqual(idsOf(inputs), ['of a test']);
      assert.equal(inputs[0].data.concepts[0].id, 'square');
    },
  ],
  // The Python client cannot put a concept into a request with today's protobuf: its converter reads a field
  // (`label`) that protobuf has taken away.
  [
    'search by concept',
    'plain',
    { call: 'search', key: keyNamed('search-only'), except: pythonName },
    ({ hits }) =>
      assert.deepEqual(
        hits.map(({ score, input }) => [input.id, score]),
        [['added', 1]],
      ),
  ],
  [
    'search by image',
    'plain',
    { call: 'look', key: keyNamed('search-only') },
    ({ hits }) => {
      const [{ input, score }] = hits;
      assert.deepEqual([hits.length, input.id, score.toFixed(6)], [1, 'added', '1.000000']);
    },
  ],
  [
    'annotate an input that is there',
    'plain',
    { call: 'mark', key: keyNamed('all-scopes'), except: pythonName },
    ({ inputs }) => {
      assert.deepEqual(idsOf(inputs), ['added']);
      assert.equal(inputs[0].data.concepts[0].id, 'square');
    },
  ],
  [
    'make a workflow',
    'plain',
    { call: 'make', key: keyNamed('all-scopes') },
    ({ workflows }) => assert.deepEqual(idsOf(workflows), ['made']),
  ],
  [
    'are redacted without a word',
    'redacting',
    { call: 'inputs', key: 'inputs only' },
    ({ inputs, status = { code: 10000 } }) => {
      assert.deepEqual(idsOf(inputs), ['of a test']);
      assert.equal(inputs[0].data.concepts, undefined);
      assert.ok([10000, 'SUCCESS'].includes(status.code));
    },
  ],
];

/**
 * What fails: its name, the sandbox, the call, how often until it does, and the words of each client.
 * Where one list stands for all, each client repeats the words of the answer.
 */
const failures = [
  [
    'a scope is missing',
    'plain',
    { call: 'predict', key: keyNamed('search-only') },
    [/11007|CONN_INSUFFICIENT_SCOPES/, /API key has insufficient scopes/, /Missing scopes: Predict\./],
  ],
  [
    'an endpoint is not listed',
    'plain',
    { call: 'list', key: keyNamed('endpoint-restricted') },
    [/11007|CONN_INSUFFICIENT_SCOPES/, /Missing endpoints: \/clarifai\.api\.V2\/ListModels\./],
  ],
  [
    'the key was never set',
    'plain',
    { call: 'list', key: 'None' },
    [
      /11008|CONN_KEY_INVALID/,
      /Invalid API key or Invalid API key\/application pair/,
      /Invalid format of key\./,
    ],
  ],
  [
    'the key is unknown',
    'plain',
    { call: 'list', key: unknown },
    [/11009|CONN_KEY_NOT_FOUND/, /API key not found/],
  ],
  [
    'a token comes without ids',
    'plain',
    { call: 'get', key: keyNamed('pat') },
    [/11008|CONN_KEY_INVALID/, /Must provide app external ID in API authorizer/],
  ],
  [
    'an app-specific key is used on a public model',
    'plain',
    { call: 'get', key: keyNamed('all-scopes'), ids: { user_id: 'clarifai', app_id: 'main' } },
    [/11008|CONN_KEY_INVALID/, /The key belongs to another application\./],
  ],
  [
    'an input is there already',
    'plain',
    { call: 'add', key: keyNamed('all-scopes') },
    [/10020|FAILURE/, /Failure/],
  ],
  [
    'a key that lists inputs asks for them today',
    'plain',
    { call: 'inputs', key: 'inputs only' },
    [/11007|CONN_INSUFFICIENT_SCOPES/, /Missing scopes: Annotations:Get, Apps:Get, Concepts:Get\./],
  ],
  [
    'too many requests are made',
    'throttled',
    { call: 'list', key: keyNamed('predict-only'), repeat: 3 },
    [/11005|CONN_THROTTLED/, /Making too many requests/, /exceeded limit of 2 requests per second/],
  ],
  [
    'the model is loading',
    'loading',
    { call: 'predict', key: keyNamed('predict-only') },
    [/21355|MODEL_LOADING/, /Model is loading; please try again/],
  ],
  [
    'a proxy answers',
    'proxied',
    { call: 'list', key: keyNamed('predict-only') },
    {
      [javascriptName]: [/AxiosError: Request failed with status code 502/, /502 Bad Gateway/],
      [pythonName]: [/ApiError/, /<Response \[502\]>/],
      [curlName]: [/^HTTP\/1\.1 502 Bad Gateway/, /<title>502 Bad Gateway<\/title>/],
    },
  ],
  [
    'the connection is cut',
    'cutting',
    { call: 'list', key: keyNamed('predict-only') },
    {
      [javascriptName]: [/socket hang up/, /ECONNRESET/],
      [pythonName]: [/ConnectionError|ApiError/, /Remote end closed connection without response/],
      [curlName]: [/^curl: \(52\) Empty reply from server$/m],
    },
  ],
  [
    'the answer is cut',
    'halving',
    { call: 'list', key: keyNamed('predict-only') },
    {
      [javascriptName]: [/aborted/],
      [pythonName]: [/IncompleteRead|ApiError/],
      [curlName]: [/curl: \(18\) /],
    },
  ],
];

/** The cause that `diagnose` finds in a report; where a client tells less than others, what that leaves. */
const causes = {
  'a scope is missing': ['scope-missing'],
  'an endpoint is not listed': ['endpoint-not-listed'],
  // This client's report holds the header that was sent: `Key None`.
  'the key was never set': ['credential-malformed', { [javascriptName]: 'credential-missing' }],
  'the key is unknown': ['credential-unknown'],
  'a token comes without ids': ['user-app-id-missing'],
  'an app-specific key is used on a public model': ['key-bound-to-other-app'],
  // This client prints the status of the whole alone.
  'an input is there already': ['input-invalid', { [pythonName]: 'request-invalid' }],
  'a key that lists inputs asks for them today': ['scope-missing'],
  'too many requests are made': ['rate-limited'],
  'the model is loading': ['model-not-ready'],
  'a proxy answers': ['service-unavailable'],
  'the connection is cut': ['network-unreachable'],
  'the answer is cut': ['network-unreachable'],
};

/** @type {{ client: string, failure: string, words: string }[]} */
const reports = [];
const running = [];

async function prepare(name, sandbox) {
  const post = async (path, key, body) => {
    const headers = { authorization: `Key ${keyNamed(key)}` };
    const response = await fetch(sandbox.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return response.json();
  };
  const scopes = ['Inputs:Get'];
  const apps = [{ id: 'sandbox-app', user_id: 'me' }];
  const { keys: made } = await post('/v2/users/me/keys', 'pat', { keys: [{ scopes, apps }] });
  if (name === 'redacting') {
    const data = { image: { base64: image }, concepts: [{ id: 'square' }] };
    await post('/v2/inputs', 'all-scopes', { inputs: [{ id: 'of a test', data }] });
  }
  return made?.[0].id;
}

/** Has one client make all of the calls; gives what came of each case, one result for each repetition. */
async function resultsOf(client, run, wanted) {
  const sandboxes = {};
  for (const [name, options] of Object.entries(kinds)) {
    const sandbox = await startSandbox(options);
    running.push(sandbox);
    const inputsOnly = options.faults ? undefined : await prepare(name, sandbox);
    sandboxes[name] = { base: sandbox.url, inputsOnly };
  }
  const calls = wanted.flatMap(([, kind, { repeat = 1, key, ...call }]) => {
    const { base, inputsOnly } = sandboxes[kind];
    const whole = { ...call, base, image, key: key === 'inputs only' ? inputsOnly : key };
    return Array.from({ length: repeat }, () => whole);
  });
  const told = await run(calls).catch((error) => {
    // A test prints no remedy by itself.
    throw new Error([`${client} did not run: ${error.message}`, error.remedy].filter(Boolean).join('\n'));
  });
  return new Map(wanted.map(([name, , { repeat = 1 }]) => [name, told.splice(0, repeat)]));
}

for (const [client, run] of Object.entries(clients)) {
  describe(`users of ${client}`, () => {
    const works = successes.filter(([, , { except }]) => except !== client);
    let results;
    before(async () => {
      results = await resultsOf(client, run, [...works, ...failures]);
    });

    for (const [name, , , check] of works) {
      test(name, () => {
        const [{ answer, words }] = results.get(name);
        assert.ok(answer !== undefined, words);
        check(answer);
      });
    }
    for (const [name, , , expected] of failures) {
      test(`are told when ${name}`, () => {
        const told = [...results.get(name)];
        const { answer, words } = told.pop();
        assert.equal(answer, undefined);
        for (const earlier of told) assert.ok(earlier.answer !== undefined, earlier.words);
        for (const pattern of Array.isArray(expected) ? expected : expected[client])
          assert.match(words, pattern);
        reports.push({ client, failure: name, words });
      });
    }
  });
}
after(() => Promise.all(running.map((sandbox) => sandbox.close())));

test('diagnose finds in the words of each client why it failed', () => {
  for (const { client, failure, words } of reports) {
    const [expected, otherwise] = causes[failure];
    const [{ code }] = diagnose(readPaste(words)).causes;
    assert.equal(code, otherwise?.[client] ?? expected, `${client}: ${failure}`);
  }
});

test('every failure of every client is reported', () => {
  assert.equal(reports.length, failures.length * Object.keys(clients).length);
});
