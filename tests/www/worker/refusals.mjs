// What the Worker answers itself, and that none of it reaches the API.

import assert from 'node:assert/strict';
import net from 'node:net';
import { describe, test } from 'node:test';
import { assertRefused, bench, OUTPUTS, PAGE, send, until, withWorker } from './helpers.mjs';

describe('what is refused', () => {
  const long = `/v2/models/${'m'.repeat(10_000)}/outputs`;
  const requests = [
    ['no origin', { headers: { origin: undefined } }, 'GUARD_ORIGIN_MISSING'],
    ...[
      'null',
      '*',
      'https://evil.example',
      'http://127.0.0.1:5001',
      'https://127.0.0.1:5000',
      `${PAGE}/`,
      'http://127.0.0.1:5000.evil.example',
      'HTTP://127.0.0.1:5000',
      `${PAGE}, ${PAGE}`,
      `${PAGE} https://other.example`,
    ].map((origin) => [`origin ${origin}`, { headers: { origin } }, 'GUARD_ORIGIN_REFUSED']),
    [
      'a preflight from elsewhere',
      { method: 'OPTIONS', headers: { origin: 'https://evil.example' } },
      'GUARD_ORIGIN_REFUSED',
    ],
    ...['/nope', '/v2/myscopes', '/', '/v2/models//outputs'].map((path) => [
      `a preflight of ${path}`,
      { method: 'OPTIONS', path },
      'GUARD_NO_ROUTE',
    ]),
    ['a preflight of a long URL', { method: 'OPTIONS', path: long }, 'GUARD_URL_TOO_LONG'],
    ...['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'TRACE'].map((method) => [
      method,
      { method },
      'GUARD_VERB',
    ]),
    ...[
      '/',
      '/v2',
      '/v2/',
      '/v1/models/m/outputs',
      '/v2/models/m/outputs/',
      '/v2/models//outputs',
      '//v2/models/m/outputs',
      '/v2//models/m/outputs',
      '/v2/models/m/outputs/more',
      '/V2/models/m/outputs',
      '/v2/models/%00/outputs',
      '/v2/models/m%0a/outputs',
      '/v2/models/%5c/outputs',
      '/v2/models/%/outputs',
      '/v2/models/%ff/outputs',
      '/v2/../outputs',
      '/v2/models/%2e%2e/outputs',
      '/cdn-cgi/trace',
      '/?/v2/models/m/outputs',
    ].map((path) => [path, { path }, 'GUARD_NO_ROUTE']),
    ['GET /', { method: 'GET', path: '/' }, 'GUARD_NO_ROUTE'],
    ['a long URL', { path: long }, 'GUARD_URL_TOO_LONG'],
    ['a long query', { path: `${OUTPUTS}?${'q'.repeat(10_000)}` }, 'GUARD_URL_TOO_LONG'],
    ['listing models', { method: 'GET', path: '/v2/models' }, 'GUARD_RPC_REFUSED'],
    ['listing keys', { method: 'GET', path: '/v2/users/me/keys' }, 'GUARD_RPC_REFUSED'],
    ['making a model', { path: '/v2/models' }, 'GUARD_RPC_REFUSED'],
    ['deleting a model', { method: 'DELETE', path: '/v2/models/m' }, 'GUARD_RPC_REFUSED'],
    ['a workflow', { path: '/v2/workflows/m/results' }, 'GUARD_RPC_REFUSED'],
    ['a search', { path: '/v2/searches' }, 'GUARD_RPC_REFUSED'],
    ...[
      '/v2/models/other/outputs',
      '/v2/models/M/outputs',
      '/v2/models/m%2F..%2Fother/outputs',
      '/v2/models/m%20/outputs',
      '/v2/users/u/apps/a/models/m/outputs',
      '/v2/users/u/apps/b/models/owned/outputs',
      '/v2/users/x/apps/a/models/owned/outputs',
      '/v2/models/pinned/versions/v2/outputs',
      '/v2/users/u2/apps/a2/models/shared/versions/v1/outputs',
      '/v2/models/m/versions/..%2Fx/outputs',
      '/v2/models/m/versions/%3Fx/outputs',
      '/v2/users/u/deployments/m/outputs',
      '/v2/models/__proto__/outputs',
    ].map((path) => [path, { path }, 'GUARD_MODEL_REFUSED']),
    ...[
      undefined,
      'text/plain',
      'multipart/form-data; boundary=x',
      'application/jsonp',
      'text/json',
      'application/json2;',
    ].map((type) => [`content type ${type}`, { headers: { 'content-type': type } }, 'GUARD_CONTENT_TYPE']),
    ['a gzip body', { headers: { 'content-encoding': 'gzip' } }, 'GUARD_CONTENT_ENCODING'],
    ['no body', { body: '' }, 'GUARD_BODY_EMPTY'],
    ['a length of 00', { headers: { 'content-length': '00' }, body: '' }, 'GUARD_BODY_EMPTY'],
    [
      'an empty chunked body',
      { headers: { 'transfer-encoding': 'chunked' }, body: (request) => request.end() },
      'GUARD_BODY_EMPTY',
    ],
    [
      'too large a body',
      { headers: { 'content-length': '28000001' }, body: (request) => request.flushHeaders() },
      'GUARD_BODY_TOO_LARGE',
    ],
  ];
  for (const [name, request, code] of requests) {
    test(`${name.slice(0, 60)} is refused with ${code}`, async () => {
      const answer = await send(bench.worker.url, request);
      if (request.method === 'HEAD') {
        assert.equal(answer.status, 405);
        assert.equal(answer.text, '');
      } else {
        const readableBy = request.headers && 'origin' in request.headers ? null : PAGE;
        assertRefused(answer, code, { readableBy });
        if (code === 'GUARD_VERB') assert.equal(answer.headers.allow, 'POST, OPTIONS');
      }
      assert.equal(bench.upstream.requests.length, 0);
    });
  }

  test('bytes_that_are_no_request_are_refused_by_the_runtime_and_reach_nobody', async () => {
    const { hostname, port } = new URL(bench.worker.url);
    const lines = [`Origin: ${PAGE}`, 'Content-Type: application/json', 'Content-Length: 2', '', '{}'];
    for (const first of [
      'BREW /v2/models/m/outputs HTTP/1.1',
      'POST /v2/models/\0/outputs HTTP/1.1',
      'CONNECT m:1 HTTP/1.1',
      `POST http://localhost${OUTPUTS} HTTP/1.1`,
      'OPTIONS * HTTP/1.1',
      `POST ${OUTPUTS} HTTP/1.1\r\nHost: localhost`,
      `POST ${OUTPUTS} HTTP/1.1\r\nContent-Length: 2`,
    ]) {
      const text = await new Promise((resolve, reject) => {
        let read = '';
        const socket = net.connect(Number(port), hostname, () => {
          socket.write([first, 'Host: localhost', ...lines].join('\r\n'));
        });
        socket.on('data', (bytes) => {
          read += bytes;
        });
        socket.on('error', reject).on('close', () => resolve(read));
      });
      assert.match(text, /^HTTP\/1\.1 (400|500|501) /, first);
      assert.ok(!text.includes('"error"'), first);
    }
    assert.equal(bench.upstream.requests.length, 0);
  });

  test('a_large_body_is_refused_by_its_declared_length_before_it_is_sent', async () => {
    await withWorker({ variables: { MAX_BODY_BYTES: '1000' } }, async (url) => {
      assert.equal((await send(url, { body: `"${'x'.repeat(998)}"` })).status, 200);
      assertRefused(await send(url, { body: 'x'.repeat(1001) }), 'GUARD_BODY_TOO_LARGE');
    });
    assert.equal(bench.upstream.requests.length, 1);
  });

  test('a_path_is_judged_in_its_normal_form', async () => {
    for (const path of [
      '/v2/x/../models/m/outputs',
      '/v2/%2e%2e/v2/models/m/./outputs',
      '/v2\\models\\m\\outputs',
    ]) {
      bench.upstream.requests.length = 0;
      assert.equal((await send(bench.worker.url, { path })).status, 200, path);
      assert.equal(bench.upstream.requests[0].url, OUTPUTS);
    }
    assertRefused(
      await send(bench.worker.url, { path: '/v2/models/m/../other/outputs' }),
      'GUARD_MODEL_REFUSED',
    );
  });

  test('a_large_body_of_undeclared_length_is_cut_at_the_limit', async () => {
    await withWorker({ variables: { MAX_BODY_BYTES: '1000' } }, async (url) => {
      const answer = await send(url, {
        headers: { 'transfer-encoding': 'chunked' },
        body: async (request) => {
          request.write('x'.repeat(600));
          await until(
            () => bench.upstream.requests[0]?.body.length === 600,
            'the first chunk reaches the API',
          );
          request.end('x'.repeat(600));
        },
      });
      assertRefused(answer, 'GUARD_BODY_TOO_LARGE');
    });
    assert.ok(bench.upstream.requests[0].body.length <= 1000);
    await until(() => bench.upstream.requests[0].complete === false, 'the call to the API is cut');
  });
});

describe('a body that breaks off', () => {
  const chunked = 'Transfer-Encoding: chunked';
  const cuts = [
    ['between two chunks', chunked, '5\r\n{"a":\r\n', 'calls'],
    ['within a chunk', chunked, '9\r\n{"a":', 'calls'],
    ['within its declared length', 'Content-Length: 100', '{"a":', 'calls'],
    ['before its first byte', 'Content-Length: 100', '', 'spends nothing'],
    ['by a malformed first chunk', chunked, 'zz\r\n{"a":\r\n', 'spends nothing'],
    // The API may have seen the beginning of this one or nothing.
    ['by a malformed second chunk', chunked, '5\r\n{"a":\r\nzz\r\n', 'may call'],
  ];
  for (const [where, header, body, effect] of cuts) {
    test(`a body cut ${where} is no complete request for the api`, async () => {
      const { requests } = bench.upstream;
      await withWorker({ dailyCalls: 1 }, async (url) => {
        assertRefused(await sendCut(url, header, body), 'GUARD_BODY_CUT');
        if (effect === 'calls') assert.equal(requests.length, 1);
        await until(() => requests.every(({ complete }) => complete === false), 'the call is cut');
        assert.ok(requests.every(({ answered }) => answered === false));
        if (effect === 'spends nothing') {
          assert.equal(requests.length, 0);
          assert.equal((await send(url, {})).status, 200);
        }
      });
    });
  }
});

/** Sends a part of a body, then says that nothing more will come, and reads the answer. */
function sendCut(base, header, body) {
  const { hostname, port } = new URL(base);
  const lines = ['Host: localhost', `Origin: ${PAGE}`, 'Content-Type: application/json', header];
  return new Promise((resolve, reject) => {
    let read = '';
    const socket = net.connect({ host: hostname, port: Number(port), allowHalfOpen: true }, async () => {
      socket.write([`POST ${OUTPUTS} HTTP/1.1`, ...lines, '', body].join('\r\n'));
      const sent = Date.now();
      // Where the first bytes are passed on, the cut comes when the API has them.
      await until(() => bench.upstream.requests[0]?.body || Date.now() - sent > 200, 'a moment passes');
      socket.end();
    });
    socket.setTimeout(20_000, () => socket.destroy(new Error('no answer to a body that broke off')));
    socket.on('data', (bytes) => {
      read += bytes;
    });
    socket.on('error', reject).on('end', () => {
      const [head, text] = read.split('\r\n\r\n');
      const [, ...fields] = head.split('\r\n');
      const headers = Object.fromEntries(
        fields.map((field) => field.split(': ')).map(([name, value]) => [name.toLowerCase(), value]),
      );
      resolve({ status: Number(head.slice(9, 12)), headers, text, json: JSON.parse(text) });
    });
  });
}

describe('on localhost only', () => {
  const signs = [
    { host: 'guard.example' },
    { host: 'localhost.evil.example' },
    { host: '127.0.0.1.nip.example' },
    { host: '0.0.0.0' },
    { 'cf-connecting-ip': '203.0.113.7' },
    { 'cf-ray': '1-AMS' },
    { 'x-forwarded-for': '203.0.113.7' },
    { 'x-forwarded-host': 'guard.example' },
    { forwarded: 'for=203.0.113.7' },
    { 'true-client-ip': '203.0.113.7' },
    { via: '1.1 guard.example' },
    { 'x-forwarded-port': '443' },
    { 'x-forwarded-proto': 'https' },
    { 'x-real-ip': '127.0.0.1' },
    { 'cf-connecting-ip': '::ffff:203.0.113.7' },
    { host: 'localhost.evil.example.' },
    { 'mf-original-url': 'http://guard.example/v2/models/m/outputs' },
    { host: 'guard.example', 'mf-original-url': 'http://localhost/v2/models/m/outputs' },
  ];
  test('a_request_from_elsewhere_is_refused_without_leave_to_read', async () => {
    for (const headers of signs) {
      assertRefused(await send(bench.worker.url, { headers }), 'GUARD_LOCAL_ONLY', { readableBy: null });
    }
    assert.equal(bench.upstream.requests.length, 0);
  });

  test('every_name_of_this_machine_is_served', async () => {
    for (const host of ['localhost', 'localhost.', 'LOCALHOST:8787', '127.0.0.1', '[::1]:8787']) {
      assert.equal((await send(bench.worker.url, { headers: { host } })).status, 200, host);
    }
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) {
      const answer = await send(bench.worker.url, { headers: { 'cf-connecting-ip': address } });
      assert.equal(answer.status, 200, address);
    }
  });

  test('a_request_from_elsewhere_is_served_only_where_that_is_written', async () => {
    await withWorker({ variables: { PUBLIC_WITHOUT_TICKETS: 'yes' } }, async (url) => {
      for (const headers of signs) assert.equal((await send(url, { headers })).status, 200);
      const evil = await send(url, { headers: { origin: 'https://evil.example' } });
      assertRefused(evil, 'GUARD_ORIGIN_REFUSED', { readableBy: null });
    });
  });
});
