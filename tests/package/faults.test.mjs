// A network, a proxy and a server that do their worst: each ends in a rejection that says why.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { constants, createGzip, gzipSync } from 'node:zlib';
import { Client } from '../../pkg/node.js';

const canary = 'c0ffee0123456789c0ffee0123456789';
const json = { 'content-type': 'application/json' };

async function listening(t, server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections?.();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

const serve = (t, answer) => listening(t, createServer(answer));

/** Writes a block again and again, as fast as it is taken, until so many bytes are written. */
async function pour(stream, block, bytes) {
  for (let left = bytes; left > 0 && !stream.destroyed; left -= block.length) {
    if (!stream.write(block)) {
      await Promise.race([once(stream, 'drain'), once(stream, 'close')]).catch(() => undefined);
    }
  }
  stream.end?.();
}

async function rejection(url, options = {}) {
  const client = new Client({ credential: canary, baseUrl: url, timeoutMs: 20_000, retries: 0, ...options });
  const error = await client.predict({ model: 'm', inputs: [{ text: 't' }] }).then(
    () => assert.fail('it was expected to reject'),
    (reason) => reason,
  );
  assert.ok(error instanceof Error);
  assert.equal(error.code, 'ERR_CALL');
  assert.ok(error.diagnosis.causes.length > 0, 'it says why');
  const shown = inspect(error, { depth: 12, showHidden: true }) + JSON.stringify(error);
  assert.ok(!shown.includes(canary), 'the credential is not in the error');
  return error;
}

for (const [what, answer, message, options] of [
  ['a connection cut before the answer', (request) => request.socket.destroy(), /^no answer: the network/],
  [
    'half an answer',
    (_, response) => {
      response.writeHead(200, { ...json, 'content-length': 1000 }).write('{"status":');
      setTimeout(() => response.destroy(), 20);
    },
    /^the answer broke off$/,
  ],
  [
    'half an answer in chunks',
    (_, response) => {
      response.writeHead(200, json).write('{"status":');
      setTimeout(() => response.socket.destroy(), 20);
    },
    /^the answer broke off$/,
  ],
  ['silence', () => {}, /^no whole answer within 200 ms$/, { timeoutMs: 200 }],
  [
    'an answer that drips for ever',
    (_, response) => {
      response.writeHead(200, json);
      const drip = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(drip));
    },
    /^no whole answer within 200 ms$/,
    { timeoutMs: 200 },
  ],
  [
    'a page of a proxy',
    (request, response) =>
      response
        .writeHead(403, { 'content-type': 'text/html' })
        .end(`<h1>Blocked by your company</h1><pre>${request.headers.authorization}</pre>`),
    /^the server answered HTTP 403 with something that is not JSON$/,
  ],
  [
    'a redirect loop',
    (request, response) => response.writeHead(307, { location: `${request.url}?again` }).end(),
    /^the server redirects; the API never does, so check `baseUrl`$/,
  ],
  [
    'malformed UTF-8',
    (_, response) =>
      response
        .writeHead(200, json)
        .end(
          Buffer.from([...Buffer.from('{"status":{"code":10000,"details":"'), 0xc3, 0x28, 0xff, 0x22, 0x7d]),
        ),
    /^the answer is not UTF-8$/,
  ],
  [
    'UTF-8 that ends in the midst of a letter',
    (_, response) => response.writeHead(200, json).end(Buffer.from([0x22, 0xe2, 0x82])),
    /^the answer is not UTF-8$/,
  ],
  [
    'what says to be gzip and is none',
    (_, response) => response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end('{"status":{}}'),
    /^the answer broke off$/,
  ],
  [
    'headers of a megabyte',
    (_, response) => {
      response.socket.write(`HTTP/1.1 200 OK\r\nx-large: ${'x'.repeat(1_000_000)}\r\n\r\n{}`);
      response.socket.end();
    },
    /^no answer: the network failed/,
  ],
]) {
  test(`${what} is a rejection that says why`, async (t) => {
    const url = await serve(t, answer);
    const error = await rejection(url, options);
    assert.match(error.message, message);
  });
}

test('what is no HTTP at all is a rejection that says why', async (t) => {
  for (const text of ['SSH-2.0-OpenSSH_9.2\r\n', '\0\0\0', '']) {
    const url = await listening(
      t,
      createTcpServer((socket) => socket.on('error', () => {}).end(text)),
    );
    assert.match((await rejection(url)).message, /^no answer/);
  }
  const error = await rejection('http://127.0.0.1:9');
  assert.match(error.message, /^no answer/);
  assert.ok(error.cause instanceof Error, 'what the runtime threw is the cause');
});

test('an answer of 3 GB is not read to its end', async (t) => {
  let written = 0;
  const url = await serve(t, (_, response) => {
    response.writeHead(200, json);
    response.write('{"status":{"code":10000,"details":"');
    const block = Buffer.alloc(1 << 20, 'x');
    const write = response.write.bind(response);
    response.write = (part) => {
      written += part.length;
      return write(part);
    };
    pour(response, block, 3e9);
  });
  const error = await rejection(url);
  assert.equal(error.message, 'the answer is more than 64 MB');
  assert.equal(error.httpStatus, 200);
  assert.ok(written < 3e8, `${written} bytes were taken`);
  assert.ok(process.memoryUsage().rss < 1.5e9, 'memory stays bounded');
});

test('an answer that is small only while it is compressed is not read to its end', async (t) => {
  const url = await serve(t, (_, response) => {
    response.writeHead(200, { ...json, 'content-encoding': 'gzip' });
    const gzip = createGzip({ level: constants.Z_BEST_SPEED });
    gzip.pipe(response);
    response.on('close', () => gzip.destroy());
    pour(gzip, Buffer.alloc(1 << 20, ' '), 1e9);
  });
  assert.equal((await rejection(url)).message, 'the answer is more than 64 MB');
  const twice = gzipSync(gzipSync(Buffer.alloc(1 << 26, ' ')));
  const nested = await serve(t, (_, response) =>
    response.writeHead(200, { ...json, 'content-encoding': 'gzip, gzip' }).end(twice),
  );
  assert.match((await rejection(nested)).message, /more than 64 MB|broke off/);
});

test('a large answer that is within the bound is read whole', async (t) => {
  const url = await serve(t, (_, response) => {
    const outputs = [{ id: 'x', status: { code: 10000 }, data: { text: { raw: '€'.repeat(1e7) } } }];
    response.writeHead(200, json).end(JSON.stringify({ status: { code: 10000 }, outputs }));
  });
  const client = new Client({ credential: canary, baseUrl: url });
  const { outputs } = await client.predict({ model: 'm', inputs: [{ text: 't' }] });
  assert.equal(outputs[0].raw.data.text.raw.length, 1e7);
});

test('no error of a `fetch` in the place of the runtime s shows the credential', async (t) => {
  const { fetch } = globalThis;
  t.after(() => {
    globalThis.fetch = fetch;
  });
  for (const thrown of [
    new Error(`refused: Authorization: Key ${canary}`),
    new Error('refused', { cause: { headers: { authorization: `Key ${canary}` } } }),
    { request: { headers: [`Key ${canary}`] } },
    `Key ${canary}`,
  ]) {
    globalThis.fetch = async () => Promise.reject(thrown);
    await rejection('http://127.0.0.1:9');
  }
  const harmless = new TypeError('fetch failed');
  globalThis.fetch = async () => Promise.reject(harmless);
  assert.equal((await rejection('http://127.0.0.1:9')).cause, harmless);
});
