// Why a call failed, as users of the package ask it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { inspect } from 'node:util';
import { diagnose, Grant, readPaste } from 'clarifai-auth';

const KEY = 'c0ffee15dead10ccfeedfacecafebabe';
const ITEMS = ['key', 'environment', 'limits', 'activation', 'permissions', 'header', 'endpoint'];
const first = (evidence) => diagnose(evidence).causes[0];
const answer = (code, details) => ({ response: { body: { status: { code, description: '', details } } } });

test('an answer, its header and the request lead to a cause with evidence and a remedy', () => {
  const { causes, checklist, status, retryAfterSeconds } = diagnose({
    authorization: `key ${KEY}`,
    request: { verb: 'post', url: 'https://api.clarifai.com/v2/models/cats/outputs', body: { inputs: [] } },
    response: {
      httpStatus: 401,
      headers: { 'content-type': 'application/json' },
      body: { status: { code: 11102, description: 'Invalid request' } },
    },
  });
  assert.equal(causes[0].code, 'authorization-malformed');
  assert.equal(causes[0].certainty, 'certain');
  assert.equal(causes[0].remedy, 'write `Key`');
  assert.deepEqual(Object.keys(causes[0]).sort(), ['certainty', 'code', 'evidence', 'remedy', 'title']);
  assert.deepEqual(
    checklist.map(({ item }) => item),
    ITEMS,
  );
  assert.deepEqual(status, { code: 11102, name: 'CONN_INVALID_REQUEST', description: 'Invalid request' });
  assert.equal(retryAfterSeconds, undefined);
});

test('what readPaste gives is understood, its marks too', () => {
  const paste = `curl -H 'Authorization: key ${KEY}' https://api.clarifai.com/v2/models`;
  const evidence = readPaste(paste);
  assert.equal(evidence.authorization, 'key <credential>');
  assert.equal(first(evidence).code, 'authorization-malformed');
  assert.equal(first({ credential: '"<credential>"' }).code, 'credential-malformed');
  assert.notEqual(first({ credential: '<credential>' }).code, 'credential-missing');
  assert.equal(first({ ...readPaste('CLARIFAI_PAT=None'), ...answer(11009) }).code, 'credential-missing');
});

test('the body may be an object, a text, or cut off in its middle', () => {
  const body = { status: { code: 11005, description: 'Making too many requests' }, outputs: [] };
  for (const given of [body, JSON.stringify(body), JSON.stringify(body).slice(0, -4), [body]]) {
    assert.equal(first({ response: { body: given } }).code, 'rate-limited', JSON.stringify(given));
  }
  assert.equal(
    first({ error: `status {\n  code: CONN_THROTTLED\n  description: "x"\n}\n` }).code,
    'rate-limited',
  );
});

test('what was caught may be a text or the Error itself, with its cause', () => {
  const opaque = new TypeError('Failed to fetch');
  const request = { url: 'https://api.clarifai.com/v2/models' };
  for (const error of [opaque, String(opaque)]) assert.equal(first({ error, request }).code, 'cors-blocked');
  const refused = new TypeError('fetch failed', {
    cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
  });
  assert.equal(first({ error: refused }).code, 'network-unreachable');
});

test('the environment may be a text or a map, and is on the checklist', () => {
  const variables = { CLARIFAI_PAT: 'None', HOME: '/home/ada' };
  for (const environment of [variables, 'CLARIFAI_PAT=None']) {
    const { causes, checklist } = diagnose({ environment });
    assert.equal(causes[0].code, 'credential-missing');
    assert.equal(checklist[1].state, 'problem');
  }
  assert.equal(diagnose({ environment: { CLARIFAI_PAT: KEY } }).checklist[1].state, 'ok');
});

test('the grant may be a description or a Grant', () => {
  const scopes = ['Predict'];
  const grant = new Grant({ scopes });
  const request = { verb: 'POST', url: '/v2/models/cats/outputs' };
  for (const given of [{ scopes }, grant]) {
    const cause = first({ ...answer(11007), request, grant: given });
    assert.equal(cause.code, 'scope-missing');
    assert.equal(cause.certainty, 'certain');
    assert.match(cause.remedy, /Apps:Get/);
  }
});

test('a key that was made before a requirement came is told so', () => {
  const { evidence } = first({
    ...answer('CONN_INSUFFICIENT_SCOPES'),
    request: { verb: 'POST', url: '/v2/models/cats/outputs' },
    keyCreatedAt: '2022-01-01T00:00:00Z',
  });
  assert.match(evidence[0], /requires `Apps_Get` since 2023-07-08 \(clarifai-grpc 9\.6\.0\)/);
});

test('the headers of a browser are read', () => {
  const headers = new Headers({ 'Retry-After': '7' });
  assert.equal(diagnose({ response: { httpStatus: 429, headers } }).retryAfterSeconds, 7);
  assert.equal(
    diagnose({ response: { httpStatus: 429, headers: { 'retry-after': ['7'] } } }).retryAfterSeconds,
    7,
  );
});

test('nothing is known of nothing', () => {
  const { causes, checklist } = diagnose({});
  assert.deepEqual(
    causes.map(({ code }) => code),
    ['unknown'],
  );
  assert(checklist.every(({ state }) => state === 'not-checked'));
});

test('a malformed question throws ERR_CALL', () => {
  const loop = {};
  loop.self = loop;
  for (const evidence of [
    undefined,
    null,
    'text',
    { request: 5 },
    { credential: 5 },
    { error: 5 },
    { response: { httpStatus: 'x' } },
    { response: { body: loop } },
    { request: { headers: { a: {} } } },
    { key_created_at: 'x' },
  ]) {
    assert.throws(() => diagnose(evidence), { code: 'ERR_CALL' }, inspect(evidence));
  }
  assert.throws(() => diagnose({ grant: { scopes: 'All' } }), { code: 'ERR_GRANT' });
});

test('no part of a key is in a diagnosis, wherever it stood', () => {
  const places = [
    { credential: KEY, ...answer(11009) },
    { credential: ` ${KEY.slice(0, 20)}`, ...answer(11008) },
    { authorization: `Key  ${KEY}`, ...answer(11102) },
    answer(11009, `invalid key(${KEY})`),
    answer(11009, `invalid key(${KEY.slice(0, 16)}!)`),
    {
      request: { verb: 'DELETE', url: `https://api.clarifai.com/v2/users/ada/keys/${KEY}` },
      ...answer(11101),
    },
    { request: { verb: 'BREW', url: `https://api.clarifai.com/v2/keys/${KEY}?k=${KEY}` } },
    { request: { headers: { Authorization: `Bearer ${KEY}` } }, ...answer(11102, KEY) },
    { error: `Error: ${KEY} was refused`, environment: `CLARIFAI_PAT="${KEY}` },
    { response: { httpStatus: 404, body: `<title>${KEY}</title>` } },
    {
      credentialReport: {
        ok: false,
        shape: 'unknown',
        findings: [{ code: 'placeholder', message: KEY, fix: KEY }],
      },
    },
    {
      grant: { scopes: [KEY], endpoints: [KEY], app: { id: KEY } },
      request: { verb: 'GET', url: '/v2/inputs' },
    },
  ];
  for (const evidence of places) {
    const shown = inspect(diagnose(evidence), { depth: 9 });
    assert(!shown.includes(KEY.slice(0, 12)), shown);
  }
});
