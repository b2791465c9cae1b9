// What reaches the API, and what comes back of a prediction.

import assert from 'node:assert/strict';
import net from 'node:net';
import { describe, test } from 'node:test';
import { answerJson, assertRefused, bench, KEY, OUTPUTS, PAGE, send, until, withWorker } from './helpers.mjs';

describe('what is forwarded', () => {
  const paths = [
    ['/v2/models/m/outputs', '/v2/models/m/outputs'],
    ['/v2/models/m/versions/9f/outputs', '/v2/models/m/versions/9f/outputs'],
    ['/v2/models/m/outputs?x=1&key=2#f', '/v2/models/m/outputs'],
    ['/v2/models/%6D/outputs', '/v2/models/m/outputs'],
    ['/v2/models/owned/outputs', '/v2/users/u/apps/a/models/owned/outputs'],
    ['/v2/users/u/apps/a/models/owned/outputs', '/v2/users/u/apps/a/models/owned/outputs'],
    [
      '/v2/users/u/apps/a/models/owned/versions/9/outputs',
      '/v2/users/u/apps/a/models/owned/versions/9/outputs',
    ],
    ['/v2/models/pinned/outputs', '/v2/models/pinned/versions/v1/outputs'],
    ['/v2/models/pinned/versions/v1/outputs', '/v2/models/pinned/versions/v1/outputs'],
    ['/v2/models/shared/outputs', '/v2/users/u1/apps/a1/models/shared/outputs'],
    ['/v2/users/u2/apps/a2/models/shared/outputs', '/v2/users/u2/apps/a2/models/shared/versions/v2/outputs'],
  ];
  test('an_allowed_path_is_written_anew_for_the_api', async () => {
    for (const [path, expected] of paths) {
      bench.upstream.requests.length = 0;
      const answer = await send(bench.worker.url, { path });
      assert.equal(answer.status, 200, path);
      assert.deepEqual(
        bench.upstream.requests.map(({ method, url }) => `${method} ${url}`),
        [`POST ${expected}`],
        path,
      );
    }
  });

  test('a_default_owner_makes_every_bare_model_a_full_path', async () => {
    await withWorker({ variables: { USER_ID: 'me', APP_ID: 'mine' } }, async (url) => {
      await send(url, { path: OUTPUTS });
      await send(url, { path: '/v2/users/me/apps/mine/models/m/outputs' });
      await send(url, { path: '/v2/models/owned/outputs' });
      assertRefused(await send(url, { path: '/v2/users/u/apps/a/models/m/outputs' }), 'GUARD_MODEL_REFUSED');
    });
    assert.deepEqual(
      bench.upstream.requests.map(({ url }) => url),
      [
        '/v2/users/me/apps/mine/models/m/outputs',
        '/v2/users/me/apps/mine/models/m/outputs',
        '/v2/users/u/apps/a/models/owned/outputs',
      ],
    );
  });

  test('the_api_gets_the_workers_credential_and_no_header_of_the_visitor', async () => {
    await send(bench.worker.url, {
      headers: {
        authorization: 'Key 00000000000000000000000000000000',
        cookie: 'a=b',
        'content-type': 'application/json; charset=utf-8',
        accept: 'text/html',
        referer: 'http://127.0.0.1:5000/',
        'user-agent': 'visitor',
        'x-clarifai-session-token': 'token',
        'x-clarifai-request-id-prefix': 'prefix',
      },
      body: '{"inputs":[1]}',
    });
    const [{ headers, body }] = bench.upstream.requests;
    // The runtime itself adds these; `cf-worker` names the zone that the Worker runs in.
    const { host, connection, 'content-length': length, 'cf-worker': zone, ...given } = headers;
    assert.equal(length, '14');
    assert.deepEqual(given, {
      authorization: `Key ${KEY}`,
      'content-type': 'application/json',
      accept: 'application/json',
    });
    assert.equal(body, '{"inputs":[1]}');
  });

  test('the_page_gets_the_answer_and_no_other_header_of_the_api', async () => {
    bench.upstream.reply = answerJson(
      207,
      { status: { code: 10010 } },
      {
        'set-cookie': 'session=1',
        'x-req-id': '1',
        'access-control-allow-origin': '*',
        'retry-after': `7, ${KEY}`,
        server: 'upstream',
      },
    );
    const { status, headers, json } = await send(bench.worker.url, {});
    assert.equal(status, 207);
    assert.deepEqual(json, { status: { code: 10010 } });
    delete headers['transfer-encoding'];
    delete headers.connection;
    assert.deepEqual(headers, {
      'access-control-allow-origin': PAGE,
      'access-control-expose-headers': 'Retry-After',
      'cache-control': 'no-store',
      'content-type': 'application/json',
      vary: 'Origin',
      'x-content-type-options': 'nosniff',
    });
  });

  test('a_body_is_passed_on_before_its_end_is_there', async () => {
    for (const headers of [{ 'content-length': '6' }, { 'transfer-encoding': 'chunked' }]) {
      bench.upstream.requests.length = 0;
      const answer = await send(bench.worker.url, {
        headers,
        body: async (request) => {
          request.write('[1,');
          await until(() => bench.upstream.requests[0]?.body === '[1,', 'the first half reaches the API');
          request.end('23]');
        },
      });
      assert.equal(answer.status, 200);
      assert.equal(bench.upstream.requests[0].body, '[1,23]');
    }
  });

  test('an_answer_is_passed_on_before_its_end_is_there', async () => {
    let finish;
    bench.upstream.reply = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"first":1');
      finish = () => response.end('}');
    };
    const response = await fetch(bench.worker.url + OUTPUTS, {
      method: 'POST',
      headers: { origin: PAGE, 'content-type': 'application/json', 'accept-encoding': 'identity' },
      body: '{}',
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    assert.equal((await reader.read()).value, '{"first":1');
    finish();
    assert.equal((await reader.read()).value, '}');
  });

  test('a_visitor_who_goes_away_ends_the_call_to_the_api', async () => {
    bench.upstream.reply = (request) => request.resume();
    const { hostname, port } = new URL(bench.worker.url);
    const socket = net.connect(Number(port), hostname);
    const lines = [
      'Host: localhost',
      `Origin: ${PAGE}`,
      'Content-Type: application/json',
      'Content-Length: 2',
    ];
    socket.write([`POST ${OUTPUTS} HTTP/1.1`, ...lines, '', '{}'].join('\r\n'));
    await until(() => bench.upstream.requests[0]?.complete, 'the call reaches the API');
    // A reset: after a mere end of sending, a client may still be reading.
    socket.resetAndDestroy();
    await until(() => bench.upstream.requests[0].answered === false, 'the call to the API is cut');
  });
});

describe('pages of other origins', () => {
  test('a_preflight_of_an_allowed_page_is_answered', async () => {
    for (const origin of [PAGE, 'https://other.example']) {
      const answer = await send(bench.worker.url, {
        method: 'OPTIONS',
        headers: {
          origin,
          'content-type': undefined,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type,authorization',
        },
        body: undefined,
      });
      assert.equal(answer.status, 204);
      assert.equal(answer.text, '');
      assert.equal(answer.headers['access-control-allow-origin'], origin);
      assert.equal(answer.headers['access-control-allow-methods'], 'POST');
      assert.equal(answer.headers['access-control-allow-headers'], 'content-type');
      assert.equal(answer.headers['access-control-allow-credentials'], undefined);
      assert.match(answer.headers['access-control-max-age'], /^\d+$/);
      assert.equal(answer.headers.vary, 'Origin');
    }
    assert.equal(bench.upstream.requests.length, 0);
  });
});
