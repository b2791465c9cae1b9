// What the Worker makes of the API's answers, and of none.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { maskStream, maskText, maskValue } from '../../../www/worker/mask.js';
import {
  answerJson,
  answerText,
  assertRefused,
  bench,
  KEY,
  PAGE,
  send,
  startUpstream,
  until,
  withWorker,
} from './helpers.mjs';

describe('what the api does', () => {
  const status = (code, details) => ({ code, description: 'words of the API', details });
  const refuse = (httpStatus, code, details) => answerJson(httpStatus, { status: status(code, details) });
  const cases = [
    ['an unknown key', refuse(401, 11009, `invalid key(${KEY})`), 'GUARD_UPSTREAM_KEY'],
    [
      'an unknown key in capitals',
      refuse(401, 11009, `invalid key(${KEY.toUpperCase()})`),
      'GUARD_UPSTREAM_KEY',
    ],
    ['a wrong key, said with another status', refuse(400, 11008), 'GUARD_UPSTREAM_KEY'],
    ['a wrong key, said by name', refuse(400, 'CONN_KEY_INVALID'), 'GUARD_UPSTREAM_KEY'],
    ['too few scopes', refuse(403, 11007), 'GUARD_UPSTREAM_KEY'],
    ['401 without a word', answerText(401, ''), 'GUARD_UPSTREAM_KEY'],
    ['a redirect', answerText(302, '', { location: '/v2/elsewhere' }), 'GUARD_UPSTREAM_REDIRECT'],
    [
      'a redirect that keeps the method',
      answerText(307, '', { location: '/v2/elsewhere' }),
      'GUARD_UPSTREAM_REDIRECT',
    ],
    ['a page', answerText(200, `<p>${KEY}`, { 'content-type': 'text/html' }), 'GUARD_UPSTREAM_ANSWER'],
    [
      'a page as failure',
      answerText(502, `<p>${KEY}`, { 'content-type': 'text/html' }),
      'GUARD_UPSTREAM_ANSWER',
    ],
    ...['utf-16le', '"UTF-16"', 'utf-7', 'ibm037', 'utf-8; charset=utf-16'].flatMap((charset) =>
      [200, 400].map((httpStatus) => [
        `${httpStatus} in ${charset}`,
        answerJson(httpStatus, { key: KEY }, { 'content-type': `application/json; charset=${charset}` }),
        'GUARD_UPSTREAM_ANSWER',
      ]),
    ),
    [
      'too many calls, said by a page',
      answerText(429, '<p>slow down', { 'content-type': 'text/html' }),
      'GUARD_UPSTREAM_THROTTLED',
    ],
    [
      'a failure that is deeper than any',
      answerText(500, '['.repeat(400_000) + ']'.repeat(400_000), { 'content-type': 'application/json' }),
      'GUARD_UPSTREAM_ANSWER',
    ],
    ['no content', answerText(204, ''), 'GUARD_UPSTREAM_ANSWER'],
    [
      'a failure that is no JSON',
      answerText(500, 'oops', { 'content-type': 'application/json' }),
      'GUARD_UPSTREAM_ANSWER',
    ],
    [
      'a failure that is cut',
      answerText(500, '{"status":', { 'content-type': 'application/json' }),
      'GUARD_UPSTREAM_ANSWER',
    ],
    ['an endless failure', answerJson(500, { more: 'x'.repeat(1_000_001) }), 'GUARD_UPSTREAM_ANSWER'],
    ['an unknown encoding', answerJson(200, {}, { 'content-encoding': 'rot13' }), 'GUARD_UPSTREAM_ANSWER'],
    ['a hang-up', (request) => request.destroy(), 'GUARD_UPSTREAM_UNREACHABLE'],
  ];
  for (const [name, reply, code] of cases) {
    test(`${name} is answered with ${code}`, async () => {
      bench.upstream.reply = reply;
      const answer = await send(bench.worker.url, {});
      assertRefused(answer, code);
      assert.equal(bench.upstream.requests.length, 1);
    });
  }

  test('a_refusal_of_the_workers_key_shows_the_status_of_the_api_and_hides_the_key', async () => {
    bench.upstream.reply = refuse(401, 11009, `invalid key(${KEY})`);
    const { json } = await send(bench.worker.url, {});
    assert.deepEqual(json.error.upstream, {
      httpStatus: 401,
      status: status(11009, 'invalid key((key hidden))'),
    });
  });

  test('a_failure_of_the_request_is_the_visitors_to_read', async () => {
    for (const [httpStatus, body] of [
      [400, { status: status(11100, 'Must supply the inputs'), outputs: [] }],
      [404, { status: status(21200, `not found for ${KEY}`) }],
      [404, { message: 'Not Found' }],
      [429, { status: status(11005) }],
      [500, { status: 'a text' }],
    ]) {
      bench.upstream.reply = answerJson(httpStatus, body, { 'retry-after': '3' });
      const answer = await send(bench.worker.url, {});
      assert.equal(answer.status, httpStatus);
      assert.equal(answer.text, JSON.stringify(body).replaceAll(KEY, '(key hidden)'));
      assert.equal(answer.headers['retry-after'], '3');
      assert.equal(answer.headers['access-control-allow-origin'], PAGE);
    }
  });

  test('too_many_calls_said_by_a_page_keep_their_retry_after', async () => {
    bench.upstream.reply = answerText(429, '<p>', { 'content-type': 'text/html', 'retry-after': '7' });
    const answer = await send(bench.worker.url, {});
    assertRefused(answer, 'GUARD_UPSTREAM_THROTTLED');
    assert.equal(answer.headers['retry-after'], '7');
  });

  test('utf_8_is_taken_by_each_of_its_names', async () => {
    for (const type of ['application/json; charset=utf-8', 'APPLICATION/JSON;charset="UTF-8"; q=1']) {
      bench.upstream.reply = answerJson(200, { a: 'é' }, { 'content-type': type });
      assert.deepEqual((await send(bench.worker.url, {})).json, { a: 'é' }, type);
    }
  });

  const escaped = (text) =>
    [...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const disguises = [
    ['as it is', KEY],
    ['in capitals', KEY.toUpperCase()],
    ['in mixed case', KEY.replace(/[ace]/g, (c) => c.toUpperCase())],
    ['escaped', escaped(KEY)],
    ['escaped in capitals', escaped(KEY.toUpperCase()).replace(/[a-f](?=[^u])/g, (c) => c.toUpperCase())],
    ['escaped in part', escaped(KEY.slice(0, 1)) + KEY.slice(1, 31) + escaped(KEY.slice(31))],
  ];
  for (const [how, written] of disguises) {
    test(`a key that the api repeats ${how} is hidden, in values and in names`, async () => {
      const body = `{"status":{"code":21200,"details":"a ${written}"},"${written}":["${written}"]}`;
      const expected = {
        status: { code: 21200, details: 'a (key hidden)' },
        '(key hidden)': ['(key hidden)'],
      };
      assert.ok(JSON.stringify(JSON.parse(body)).toLowerCase().includes(KEY), 'the answer holds the key');
      for (const httpStatus of [200, 404]) {
        bench.upstream.reply = answerText(httpStatus, body, { 'content-type': 'application/json' });
        const { status: passed, json } = await send(bench.worker.url, {});
        assert.deepEqual([passed, json], [httpStatus, expected]);
      }
      bench.upstream.reply = answerText(401, body, { 'content-type': 'application/json' });
      const refused = await send(bench.worker.url, {});
      assertRefused(refused, 'GUARD_UPSTREAM_KEY');
      assert.equal(refused.json.error.upstream.status.details, 'a (key hidden)');
      for (let cut = 1; cut < body.length; cut += 1) {
        assert.deepEqual(JSON.parse(await masked([body.slice(0, cut), body.slice(cut)])), expected);
      }
    });
  }

  test('every_string_of_a_value_is_masked_and_nothing_else_is_touched', () => {
    const value = { a: [1, null, true, `x${KEY}y`, { [`__${KEY}`]: '' }], b: 1.5, c: KEY.slice(1) };
    assert.deepEqual(maskValue(value, KEY), {
      ...value,
      a: [1, null, true, 'x(key hidden)y', { '__(key hidden)': '' }],
    });
    assert.equal(maskText('a.c', 'a.c'), '(key hidden)');
    assert.equal(maskText('abc', 'a.c'), 'abc');
  });

  const text = `{"a":"${KEY}","b":"${KEY.slice(0, 20)}${KEY}${KEY.slice(0, 31)}"}`;
  const hidden = text.replaceAll(KEY, '(key hidden)');

  test('the_key_is_hidden_in_an_answer_that_comes_in_pieces', async () => {
    for (const cut of [6, 20, 37, 38]) {
      bench.upstream.reply = (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write(text.slice(0, cut));
        setTimeout(() => response.end(text.slice(cut)), 5);
      };
      assert.equal((await send(bench.worker.url, {})).text, hidden, `cut at ${cut}`);
    }
  });

  test('the_key_is_hidden_wherever_a_stream_is_cut_and_nothing_else_is_held_back', async () => {
    const bytes = new TextEncoder().encode(text);
    for (let size = 1; size <= bytes.length; size += 1) {
      const pieces = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.slice(at, at + size));
      assert.equal(await masked(pieces), hidden, `pieces of ${size}`);
    }
    const { readable, writable } = maskStream(KEY);
    writable.getWriter().write(new TextEncoder().encode(`start ${KEY.slice(0, 5)}`));
    assert.equal(new TextDecoder().decode((await readable.getReader().read()).value), 'start ');
  });

  test('the_key_is_hidden_in_a_packed_answer', async () => {
    bench.upstream.reply = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(gzipSync(JSON.stringify({ key: KEY })));
    };
    const answer = await send(bench.worker.url, {});
    assert.deepEqual(answer.json, { key: '(key hidden)' });
    assert.equal(answer.headers['content-encoding'], undefined);
  });

  test('half_an_answer_comes_as_half_so_that_it_is_no_json', async () => {
    const half = '{"outputs":[';
    bench.upstream.reply = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(half, () => setTimeout(() => response.destroy(), 20));
    };
    // The local runtime ends the answer as if it were whole, with or without a Worker in between.
    const { status: passed, text, json } = await send(bench.worker.url, {});
    assert.deepEqual([passed, text, json], [200, half, undefined]);
    assert.equal(bench.upstream.requests[0].answered, false);
  });

  test('an_api_that_does_not_answer_in_time_is_left', async () => {
    bench.upstream.reply = (request) => request.resume();
    await withWorker({ variables: { TIMEOUT_SECONDS: '1' } }, async (url) => {
      assertRefused(await send(url, {}), 'GUARD_UPSTREAM_TIMEOUT');
      await until(() => bench.upstream.requests[0].answered === false, 'the call to the API is cut');
    });
  });

  test('an_api_that_is_not_there_is_said_to_be_unreachable', async () => {
    const gone = await startUpstream();
    await gone.close();
    await withWorker({ apiBase: gone.url }, async (url) => {
      assertRefused(await send(url, {}), 'GUARD_UPSTREAM_UNREACHABLE');
    });
  });
});

/** What comes out of the mask when these pieces go in. */
async function masked(pieces) {
  const { readable, writable } = maskStream(KEY);
  const whole = new Response(readable).text();
  const writer = writable.getWriter();
  for (const piece of pieces)
    writer.write(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece);
  writer.close();
  return whole;
}
