// The client against servers on this machine: the sandbox, and servers that misbehave.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { inspect } from 'node:util';
import sharp from 'sharp';
import { Client, Credential } from '../../pkg/node.js';
import { keys } from '../../www/sandbox/keys.js';
import { startSandbox } from '../../www/sandbox/sandbox.js';

const canary = 'c0ffee0123456789c0ffee0123456789';
const [predictOnly, searchOnly, pat] = ['predict-only', 'search-only', 'pat'].map(
  (name) => keys.find((known) => known.name === name).key,
);

let sandbox;
let red;
before(async () => {
  sandbox = await startSandbox({ requestsPerSecond: 1000 });
  const create = { width: 8, height: 8, channels: 3, background: 'red' };
  red = await sharp({ create }).png().toBuffer();
});
after(() => sandbox.close());

const client = (credential, options = {}) => new Client({ credential, baseUrl: sandbox.url, ...options });
const predictText = (caller, options = {}) =>
  caller.predict({
    model: 'language-identification',
    inputs: [{ text: 'Good morning, how are you?' }],
    ...options,
  });

/** A server that answers every request with `answer(request, response)`. */
async function serve(t, answer) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

async function rejection(promise) {
  const error = await promise.then(
    () => assert.fail('it was expected to reject'),
    (reason) => reason,
  );
  assert.ok(error instanceof Error);
  assert.ok(
    !inspect(error, { depth: 9, showHidden: true }).includes(canary),
    'the credential is not in the error',
  );
  return error;
}

test('an image is predicted in every form that it can be given in', async () => {
  const caller = client(predictOnly);
  const buffer = new Uint8Array(red).buffer;
  const inputs = [
    { imageBytes: new Uint8Array(red) },
    { imageBytes: buffer },
    { imageBytes: new Blob([red]) },
    { imageBytes: red },
    { imageBase64: red.toString('base64') },
  ];
  const { outputs, raw } = await caller.predict({ model: 'color-recognition', inputs, maxConcepts: 1 });
  assert.equal(outputs.length, inputs.length);
  for (const output of outputs) {
    assert.equal(output.ok, true);
    assert.deepEqual(output.status, { code: 10000, description: 'Ok' });
    assert.deepEqual(output.concepts, [{ id: 'Red', name: 'Red', value: 1 }]);
    assert.deepEqual(output.regions, []);
  }
  assert.equal(raw.outputs.length, inputs.length);
  assert.equal(outputs[0].raw, raw.outputs[0]);
});

test('a failing input does not lose the others', async () => {
  const inputs = [{ imageBytes: red }, { imageBase64: 'AAAA' }, { imageBytes: red }];
  const { outputs } = await client(predictOnly).predict({ model: 'color-recognition', inputs });
  assert.deepEqual(
    outputs.map(({ ok }) => ok),
    [true, false, true],
  );
  assert.notEqual(outputs[1].status.code, 10000);
});

test('a personal access token predicts with the ids of the client, or of the model', async () => {
  const credential = Credential.parse(pat, { keyType: 'personal_access_token' });
  const ids = { userId: 'clarifai', appId: 'main' };
  assert.ok((await predictText(client(credential, ids))).outputs[0].ok);
  const model = { id: 'language-identification', ...ids };
  assert.ok((await predictText(client(credential), { model })).outputs[0].ok);
  assert.equal(credential.expose(), pat, "the caller's credential stays usable");
  const error = await rejection(predictText(client(credential)));
  assert.equal(error.answer.status.code, 11008);
});

test('a client can be freed while its call is under way', async () => {
  const caller = client(predictOnly);
  const prediction = predictText(caller);
  caller.free();
  assert.ok((await prediction).outputs[0].ok);
});

test('a grant is what the server says, by the route that fits', async () => {
  const grant = await client(predictOnly).grant();
  assert.deepEqual(grant.describe().scopes, ['Apps_Get', 'Concepts_Get', 'Models_Get', 'Predict']);
  assert.equal(grant.allows('PostModelOutputs'), true);
  assert.equal(grant.allows('PostInputs'), false);
  const credential = Credential.parse(pat, { keyType: 'personal_access_token' });
  const wide = await client(credential, { userId: 'sandbox-user' }).grant();
  assert.equal(wide.describe().keyType, 'personal_access_token');
  assert.deepEqual(wide.describe().scopes, ['All']);
});

test('a grant of a personal access token needs no ids, whether its type is known or not', async (t) => {
  for (const keyType of ['personal_access_token', undefined]) {
    const grant = await client(Credential.parse(pat, { keyType })).grant();
    assert.deepEqual(grant.describe(), { keyType: 'personal_access_token', scopes: ['All'] });
  }
  const seen = [];
  const status = { code: 11008, details: 'Must provide app external ID in API authorizer' };
  const url = await serve(t, ({ url: path }, response) => {
    seen.push(path);
    response.writeHead(401).end(JSON.stringify({ status }));
  });
  const error = await rejection(client(canary, { baseUrl: url }).grant());
  assert.deepEqual([error.httpStatus, error.answer.status], [401, status]);
  assert.deepEqual(seen, ['/v2/myscopes', '/v2/users/me/myscopes']);
});

test('what the runtime told of the network is named, and no origin where there is no page', async (t) => {
  const url = await serve(t, (request) => request.socket.destroy());
  const cut = await rejection(predictText(client(canary, { baseUrl: url, retries: 0 })));
  assert.equal(cut.message, 'no answer: the network failed (UND_ERR_SOCKET)');
  const gone = createServer().listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const baseUrl = `http://127.0.0.1:${gone.address().port}`;
  gone.close();
  await once(gone, 'close');
  const refused = await rejection(predictText(client(canary, { baseUrl, retries: 0 })));
  assert.equal(refused.message, 'no answer: the network failed (ECONNREFUSED)');
  assert.equal(refused.diagnosis.causes[0].code, 'network-unreachable');
});

test('a code that holds the credential is not shown, and a page is told of origins', async (t) => {
  const { fetch } = globalThis;
  t.after(() => {
    globalThis.fetch = fetch;
    delete globalThis.location;
  });
  for (const code of [canary, 'a code', 7]) {
    globalThis.fetch = async () => {
      throw Object.assign(new TypeError('Failed to fetch'), { code });
    };
    assert.equal((await rejection(client(canary).grant())).message, 'no answer: the network failed');
  }
  globalThis.location = new URL('https://shop.example');
  assert.match((await rejection(client(canary).grant())).message, /does not list this origin \(CORS\)$/);
});

test('a refusal is an Error that carries the answer', async () => {
  const error = await rejection(predictText(client(searchOnly)));
  assert.equal(error.name, 'CallError');
  assert.equal(error.code, 'ERR_CALL');
  assert.equal(error.httpStatus, 403);
  assert.equal(error.answer.status.code, 11007);
  assert.match(
    error.message,
    /^the API refused the call: HTTP 403, 11007 `CONN_INSUFFICIENT_SCOPES`: API key has/,
  );
  const unknown = await rejection(client(canary).grant());
  assert.equal(unknown.answer.status.code, 11009);
});

test('a server that echoes the credential does not get it into the error', async (t) => {
  const url = await serve(t, (request, response) => {
    const details = `invalid key(${request.headers.authorization})`;
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: { code: 11009, description: 'API key not found', details } }));
  });
  const error = await rejection(predictText(client(canary, { baseUrl: url })));
  assert.equal(error.answer.status.details, 'invalid key(Key <credential>)');
});

test('the request is the documented one', async (t) => {
  const seen = [];
  const url = await serve(t, (request, response) => {
    seen.push([request.method, request.url, request.headers.authorization, request.headers['content-type']]);
    response.end(
      JSON.stringify({ status: { code: 10000 }, outputs: [{ status: { code: 10000 } }], scopes: [] }),
    );
  });
  const caller = client(canary, { baseUrl: `${url}/v2/` });
  await predictText(caller, { model: { id: 'a b', versionId: 'v', userId: 'u', appId: 'x' } });
  await caller.grant();
  assert.deepEqual(
    seen.map(([method, url, authorization, type]) => [method, url, authorization, type]),
    [
      ['POST', '/v2/users/u/apps/x/models/a%20b/versions/v/outputs', `Key ${canary}`, 'application/json'],
      ['GET', '/v2/myscopes', `Key ${canary}`, undefined],
    ],
  );
});

for (const [what, answer, message, httpStatus] of [
  ['silence', () => {}, /^no whole answer within 300 ms$/],
  [
    'an answer that never ends',
    (_, response) => response.writeHead(200).write('{'),
    /^no whole answer within 300 ms$/,
  ],
  ['a cut connection', (request) => request.socket.destroy(), /^no answer: the network failed/],
  [
    'half an answer',
    (_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{"status":');
      setTimeout(() => response.destroy(), 20);
    },
    /^the answer broke off$/,
  ],
  [
    'a page of a proxy',
    (_, response) => response.writeHead(502).end('<h1>Bad gateway</h1>'),
    /^the server answered HTTP 502 with something that is not JSON$/,
    502,
  ],
  [
    'nothing',
    (_, response) => response.end(),
    /^the server answered HTTP 200 with something that is not JSON$/,
    200,
  ],
  [
    'a redirect',
    (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
    /^the server redirects; the API never does, so check `baseUrl`$/,
    302,
  ],
  [
    'another JSON',
    (_, response) => response.end('[1,2]'),
    /^the server answered with JSON that is no object$/,
    200,
  ],
  [
    'fewer outputs than inputs',
    (_, response) => response.end('{"status":{"code":10000},"outputs":[]}'),
    /^the API answered 0 outputs for 1 inputs$/,
    200,
  ],
  [
    'a status that is a text',
    (_, response) => response.writeHead(404).end('{"status":"NOT_FOUND"}'),
    /HTTP 404: NOT_FOUND$/,
    404,
  ],
]) {
  test(`${what} is a rejection with its own words`, async (t) => {
    const url = await serve(t, answer);
    const error = await rejection(predictText(client(canary, { baseUrl: url, timeoutMs: 300 })));
    assert.equal(error.code, 'ERR_CALL');
    assert.match(error.message, message);
    assert.equal(error.httpStatus, httpStatus);
  });
}

test('an aborted call rejects as such', async (t) => {
  const url = await serve(t, () => {});
  const abort = new AbortController();
  const call = predictText(client(canary, { baseUrl: url }), { signal: abort.signal });
  setTimeout(() => abort.abort(), 20);
  assert.equal((await rejection(call)).message, 'the call was aborted');
  const late = predictText(client(canary, { baseUrl: url }), { signal: AbortSignal.abort() });
  assert.equal((await rejection(late)).message, 'the call was aborted');
});

test('a key is never sent in the clear to another machine', () => {
  assert.throws(() => client(canary, { baseUrl: 'http://api.clarifai.com' }), {
    code: 'ERR_CALL',
    message: /plain http/,
  });
});
