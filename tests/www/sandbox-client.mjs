// A client for the tests of the sandbox: each test file starts a sandbox of its own.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { after, before } from 'node:test';
import sharp from 'sharp';
import { keys } from '../../www/sandbox/keys.js';
import { startSandbox } from '../../www/sandbox/sandbox.js';

export const keyNamed = (name) => keys.find((key) => key.name === name).key;
export const as = (name) => ({ authorization: `Key ${keyNamed(name)}` });
export const listedOrigin = 'https://listed.example';

/** The running sandbox: `url` is set before the first test. */
export const sandbox = {};

before(async () => {
  Object.assign(sandbox, await startSandbox({ origins: [listedOrigin], requestsPerSecond: 1e6 }));
});
after(() => sandbox.close());

export async function ask(
  path,
  { base = sandbox.url, body, verb = body === undefined ? 'GET' : 'POST', headers = {} } = {},
) {
  const text =
    body === undefined || typeof body === 'string' || body instanceof Uint8Array
      ? body
      : JSON.stringify(body);
  const response = await fetch(base + path, { method: verb, headers, body: text });
  const answer = await response.text();
  assert.match(response.headers.get('content-type') ?? '', /^application\/json/, `${verb} ${path}`);
  assert.equal(response.headers.get('x-sandbox'), 'clarifai-auth');
  return { http: response.status, headers: response.headers, text: answer, ...JSON.parse(answer) };
}

export function assertFailure(answer, http, code, details, message) {
  assert.equal(answer.status.code, code, message ?? answer.text);
  assert.equal(answer.http, http, message ?? answer.text);
  if (details !== undefined) assert.equal(answer.status.details, details, message);
  assert.ok(answer.status.description.length > 0);
  assert.match(answer.status.req_id, /^[0-9a-f]{32}$/);
}

/** Sends bytes as they are, and reads the answers until the connection ends or falls silent. */
export async function sendRaw(bytes, { end = false } = {}) {
  const { port } = new URL(sandbox.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.setTimeout(1500, () => socket.destroy());
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  socket.on('error', () => {});
  await once(socket, 'connect');
  if (end) socket.end(bytes);
  else socket.write(bytes);
  await once(socket, 'close');
  return answer;
}

/** Sends one request with the token `pat`, and tells how its answer went, byte by byte as it came. */
export function receive(path, { verb = 'GET', body } = {}) {
  return new Promise((resolve) => {
    const sent = request(sandbox.url + path, { method: verb, headers: as('pat'), agent: false });
    const result = { http: undefined, headers: {}, bytes: Buffer.alloc(0), error: undefined };
    sent.on('error', ({ code }) => resolve({ ...result, error: code }));
    sent.on('response', (response) => {
      result.http = response.statusCode;
      result.headers = response.headers;
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      const done = (error) => resolve({ ...result, bytes: Buffer.concat(chunks), error });
      response.on('end', () => done(undefined));
      response.on('error', ({ code }) => done(code));
    });
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

export function parseRaw(answer, message) {
  const [head, body] = answer.split('\r\n\r\n');
  assert.match(head, /^HTTP\/1\.1 \d{3} /, message);
  assert.match(head, /x-sandbox: clarifai-auth/i, message);
  assert.match(head, /content-type: application\/json/i, message);
  return { http: Number(head.slice(9, 12)), body: JSON.parse(body) };
}

export const imageOf = (background, format, options = {}) =>
  sharp({ create: { width: 48, height: 48, channels: 3, background } })
    [format](options)
    .toBuffer();
export const imageInput = (bytes, id) => ({ id, data: { image: { base64: bytes.toString('base64') } } });
export const textInput = (raw) => ({ data: { text: { raw } } });

export const predictColors = (inputs, { path = '/v2', key = 'predict-only', ...body } = {}) =>
  ask(`${path}/models/color-recognition/outputs`, { headers: as(key), body: { inputs, ...body } });
export const withConfig = (output_config) => ({
  model: { model_version: { output_info: { output_config } } },
});
