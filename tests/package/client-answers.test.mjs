// Answers that are none of the API's, or that are as a hostile server would write them; and inputs that are none.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Client } from '../../pkg/node.js';

const key = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const other = '0123456789abcdef0123456789abcdef';

/** A client of a server that answers `text`, and the requests that it got. */
async function answering(t, text, { http = 200, headers = {}, ...options } = {}) {
  const seen = [];
  const server = createServer((request, response) => {
    seen.push(request.url);
    request.resume();
    response.writeHead(http, { 'content-type': 'application/json', ...headers }).end(text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${server.address().port}`;
  return { client: new Client({ credential: key, baseUrl, retries: 0, ...options }), seen };
}

/** What a promise rejects with. It is an `Error` that says why, in one line and without a credential. */
async function rejection(promise) {
  const error = await promise.then(
    () => assert.fail('it was expected to reject'),
    (reason) => reason,
  );
  assert.ok(error instanceof Error);
  assert.equal(error.code, 'ERR_CALL');
  assert.ok(error.diagnosis.causes.length > 0);
  assert.doesNotMatch(error.message, /\p{Cc}/u);
  const shown = inspect(error, { depth: 20, showHidden: true });
  for (const secret of [key, other]) assert.ok(!shown.includes(secret), shown.slice(0, 500));
  return error;
}

const nested = (depth) => '['.repeat(depth) + ']'.repeat(depth);

for (const text of ['null', '[]', '"text"', '1e400', 'true', `["${key}"]`, nested(100_000)]) {
  test(`${text.slice(0, 8)} is no answer of the API, whatever was asked`, async (t) => {
    const { client } = await answering(t, text);
    for (const ask of [
      () => client.call('ListModels'),
      () => client.predict({ model: 'm', inputs: [{ text: 't' }] }),
      () => client.listKeys(),
      () => client.grant(),
    ]) {
      const error = await rejection(ask());
      assert.equal(error.message, 'the server answered with JSON that is no object');
      assert.equal(error.httpStatus, 200);
      if (text === '[]') assert.deepEqual(error.answer, []);
      assert.notEqual(error.diagnosis.causes[0].code, 'not-a-failure');
    }
    assert.equal((await client.verify()).type, 'unknown');
  });
}

for (const depth of [1_000, 5_000, 100_000]) {
  test(`a status is diagnosed though ${depth} brackets stand beside it`, async (t) => {
    const { client } = await answering(
      t,
      `{"status":{"code":11009,"description":"gone"},"x":${nested(depth)}}`,
    );
    const error = await rejection(client.call('ListModels'));
    assert.equal(error.diagnosis.causes[0].code, 'credential-unknown');
    assert.equal(error.answer.status.code, 11009);
  });
}

test('a status is diagnosed though its description is very long', async (t) => {
  const status = { code: 11009, description: 'no '.repeat(200_000) };
  const { client } = await answering(t, JSON.stringify({ status }), { http: 401 });
  const error = await rejection(client.call('ListModels'));
  assert.equal(error.diagnosis.causes[0].code, 'credential-unknown');
  assert.ok(error.message.length < 1_000);
});

test('a listing that nests too deep to be looked through shows no key of it', async (t) => {
  const text = `{"status":{"code":11007,"description":"no"},"keys":[{"id":"${other}","x":${nested(10_000)}}]}`;
  const { client } = await answering(t, text);
  const error = await rejection(client.listKeys());
  assert.deepEqual(error.answer, { status: { code: 11007, description: 'no', details: '' } });
});

test('a status of which nothing can be read is no refusal, and no success either', async (t) => {
  for (const status of ['{"code":1e400}', '{"code":{}}', '{"code":-0}', '[]', '{}']) {
    const { client } = await answering(t, `{"status":${status}}`);
    const error = await rejection(client.call('ListModels'));
    assert.equal(error.message, 'the status of the answer holds no code', status);
    assert.equal(error.diagnosis.causes[0].code, 'unknown', status);
  }
});

test('a failure that HTTP calls a success is a failure', async (t) => {
  for (const code of [10020, 10002, 98765]) {
    const { client } = await answering(t, `{"status":{"code":${code},"description":"x"}}`);
    const error = await rejection(client.call('ListModels'));
    assert.ok(
      error.diagnosis.causes.every((cause) => cause.code !== 'not-a-failure'),
      `${code}`,
    );
  }
});

test('what a server says stands on one line of the message', async (t) => {
  const status = { code: 11009, description: 'gone\r\nfor\u001b[31m ever', details: '\u0000\u0007' };
  const { client } = await answering(t, JSON.stringify({ status }), { http: 401 });
  const error = await rejection(client.call('ListModels'));
  assert.match(error.message, /: gone for \[31m ever/);
  assert.doesNotMatch((await client.verify()).evidence, /\p{Cc}/u);
});

for (const seconds of ['61', '4294967296', '9'.repeat(40)]) {
  test(`Retry-After: ${seconds.slice(0, 12)} is longer than anyone waits`, async (t) => {
    const headers = { 'retry-after': seconds };
    const status = { code: 11005, description: 'throttled' };
    const { client, seen } = await answering(t, JSON.stringify({ status }), {
      http: 429,
      headers,
      retries: 3,
    });
    const error = await rejection(client.call('ListModels'));
    assert.equal(seen.length, 1);
    assert.equal(error.diagnosis.retryAfterSeconds, seconds === '61' ? 61 : 86_400);
  });
}

const gone = () => {
  const bytes = new Uint8Array(4);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
};

test('an input that is none is named by its place, and nothing is sent', async (t) => {
  const { client, seen } = await answering(t, '{}');
  const kind = '`imageBytes` of `inputs[1]` is no `Uint8Array`, `ArrayBuffer` or `Blob`';
  const empty = '`imageBytes` of `inputs[1]` holds no bytes; was its buffer transferred away?';
  for (const [input, message] of [
    [{ imageBytes: gone() }, empty],
    [{ imageBytes: gone().buffer }, empty],
    [{ imageBytes: new Blob([]) }, empty],
    [{ imageBytes: new DataView(new ArrayBuffer(4)) }, kind],
    [{ imageBytes: new SharedArrayBuffer(4) }, kind],
    [{ imageBytes: 'abc' }, kind],
    [{ imageUrl: new URL('https://samples.clarifai.com/') }, '`imageUrl` of `inputs[1]` is not a text'],
    [null, /^malformed `inputs\[1\]`: expected exactly one of `imageUrl`, /],
  ]) {
    await assert.rejects(client.predict({ model: 'm', inputs: [{ text: 't' }, input] }), {
      name: 'CallError',
      code: 'ERR_CALL',
      message,
    });
  }
  assert.deepEqual(seen, []);
});

test('no request at all is told by what it lacks', async (t) => {
  const { client } = await answering(t, '{}');
  await assert.rejects(client.predict(), {
    code: 'ERR_CALL',
    message: '`model` is not an id or `{ id, … }`',
  });
  await assert.rejects(client.predictWorkflow(), {
    code: 'ERR_CALL',
    message: '`workflow` is not an id or `{ id, … }`',
  });
});

test('shared memory is sent as it is now', async (t) => {
  const { client, seen } = await answering(
    t,
    '{"status":{"code":10000},"outputs":[{"status":{"code":10000},"data":{}}]}',
  );
  const imageBytes = new Uint8Array(new SharedArrayBuffer(4));
  const { outputs } = await client.predict({ model: 'm', inputs: [{ imageBytes }] });
  assert.equal(outputs[0].ok, true);
  assert.equal(seen.length, 1);
});
