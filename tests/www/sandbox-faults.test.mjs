// The sandbox told to fail: each kind of fault, as it comes over HTTP.
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { createGunzip } from 'node:zlib';
import { startSandbox } from '../../www/sandbox/sandbox.js';
import { as, ask, assertFailure, receive, sandbox } from './sandbox-client.mjs';

const asPat = { headers: as('pat') };
const me = '/v2/users/me';
const ownKeys = '/v2/users/me/keys';
const entry = { description: 'lost', scopes: ['Predict'], apps: [{ id: 'sandbox-app', user_id: 'me' }] };
const create = () => ask(ownKeys, { ...asPat, body: { keys: [entry] } });
const fail = (...faults) => sandbox.faults.add(...faults);

afterEach(() => sandbox.faults.clear());

const keyDescriptions = async () =>
  (await ask(`${ownKeys}?per_page=1000`, asPat)).keys.map(({ description }) => description);

describe('cut connections', () => {
  test('cut-before-answer_ends_the_connection_and_does_nothing', async () => {
    const before = (await keyDescriptions()).length;
    fail({ kind: 'cut-before-answer', rpc: 'PostKeys' });
    const answer = await receive(ownKeys, { verb: 'POST', body: { keys: [entry] } });
    assert.deepEqual([answer.http, answer.error], [undefined, 'ECONNRESET']);
    assert.equal((await keyDescriptions()).length, before);
  });

  test('answer-lost_carries_the_call_out_and_tells_nobody', async () => {
    const before = (await keyDescriptions()).length;
    fail({ kind: 'answer-lost', rpc: 'PostKeys' });
    const answer = await receive(ownKeys, { verb: 'POST', body: { keys: [entry] } });
    assert.deepEqual([answer.http, answer.error], [undefined, 'ECONNRESET']);
    const after = await keyDescriptions();
    assert.deepEqual([after.length, after.at(-1)], [before + 1, 'lost']);
  });

  test('a_key_whose_deletion_lost_its_answer_is_deleted', async () => {
    const { id } = (await create()).keys[0];
    fail({ kind: 'answer-lost', rpc: 'DeleteKey' });
    assert.equal((await receive(`${ownKeys}/${id}`, { verb: 'DELETE' })).error, 'ECONNRESET');
    assertFailure(await ask('/v2/models', { headers: { authorization: `Key ${id}` } }), 401, 11009);
  });

  test('cut-in-answer_ends_a_chunked_answer_in_its_midst', async () => {
    fail({ kind: 'cut-in-answer' });
    const { http, headers, bytes, error } = await receive(me);
    assert.deepEqual([http, headers['transfer-encoding'], error], [200, 'chunked', 'ECONNRESET']);
    assert.match(bytes.toString(), /^\{"status":/);
    assert.throws(() => JSON.parse(bytes));
  });

  test('half-answer_is_shorter_than_its_content_length', async () => {
    fail({ kind: 'half-answer' });
    const { http, headers, bytes, error } = await receive(me);
    assert.deepEqual([http, error], [200, 'ECONNRESET']);
    assert.ok(bytes.length > 0 && bytes.length < Number(headers['content-length']));
  });
});

describe('answers that are wrong', () => {
  test('malformed-json_is_half_a_text_in_a_whole_answer', async () => {
    fail({ kind: 'malformed-json' });
    const { http, headers, bytes, error } = await receive(me);
    assert.deepEqual([http, error], [200, undefined]);
    assert.match(headers['content-type'], /^application\/json/);
    assert.throws(() => JSON.parse(bytes), SyntaxError);
  });

  test('malformed-utf8_has_a_byte_that_is_none', async () => {
    fail({ kind: 'malformed-utf8' });
    const { http, bytes } = await receive(me);
    assert.equal(http, 200);
    assert.throws(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes), TypeError);
    assert.match(JSON.parse(bytes).status.description, /Ok$/);
  });

  test('html_is_the_page_of_a_proxy', async () => {
    fail({ kind: 'html' }, { kind: 'html', http: 504 });
    for (const expected of [502, 504]) {
      const { http, headers, bytes } = await receive(me);
      assert.deepEqual([http, /^text\/html/.test(headers['content-type'])], [expected, true]);
      assert.match(bytes.toString(), /<title>502 Bad Gateway<\/title>/);
    }
  });

  test('empty_is_a_status_without_a_body', async () => {
    fail({ kind: 'empty' });
    const { http, bytes } = await receive(me);
    assert.deepEqual([http, bytes.length], [503, 0]);
  });

  test('redirect-loop_never_ends', async () => {
    fail({ kind: 'redirect-loop' });
    let { http, headers } = await receive(me);
    const seen = new Set();
    for (let hop = 0; hop < 50; hop += 1) {
      assert.equal(http, 307);
      seen.add(headers.location);
      ({ http, headers } = await receive(headers.location));
    }
    assert.equal(seen.size, 50);
    fail({ kind: 'redirect-loop' });
    await assert.rejects(fetch(sandbox.url + me, asPat), ({ cause }) => /redirect/.test(cause.message));
  });
});

describe('answers that are late', () => {
  test('silence_says_nothing_for_a_while_and_then_the_answer', async () => {
    fail({ kind: 'silence', seconds: 0.05 });
    assert.equal((await ask(me, asPat)).user.id, 'sandbox-user');
  });

  test('silence_lasts_30_seconds_unless_told_otherwise_and_the_call_is_carried_out', async () => {
    fail({ kind: 'silence', rpc: 'PostKeys' });
    assert.equal(sandbox.faults.list()[0].seconds, 30);
    const before = (await keyDescriptions()).length;
    const leave = new AbortController();
    const asked = fetch(sandbox.url + ownKeys, {
      method: 'POST',
      ...asPat,
      body: JSON.stringify({ keys: [entry] }),
      signal: leave.signal,
    });
    while ((await keyDescriptions()).length === before) await new Promise(setImmediate);
    leave.abort();
    await assert.rejects(asked, { name: 'AbortError' });
  });

  test('slow_sends_the_whole_answer_in_pieces', async () => {
    fail({ kind: 'slow', seconds: 0.2 });
    const response = await fetch(sandbox.url + me, asPat);
    const pieces = [];
    for await (const piece of response.body) pieces.push(piece);
    assert.ok(pieces.length > 3, `${pieces.length} pieces`);
    assert.equal(JSON.parse(Buffer.concat(pieces)).user.id, 'sandbox-user');
  });

  test('a_sandbox_closes_while_it_is_silent', async () => {
    const own = await startSandbox({ faults: [{ kind: 'silence', seconds: 3600 }] });
    const asked = fetch(own.url + me, asPat).catch((error) => error);
    while (own.faults.list().length > 0) await new Promise(setImmediate);
    await own.close();
    assert.ok((await asked) instanceof Error);
  });
});

describe('answers that are large', () => {
  const read = async (stream, most) => {
    let size = 0;
    for await (const chunk of stream) {
      size += chunk.length;
      if (size >= most) break;
    }
    return size;
  };

  test('huge_is_3_GB_of_JSON_that_nobody_holds', async () => {
    fail({ kind: 'huge' });
    assert.equal(sandbox.faults.list()[0].bytes, 3e9);
    const response = await fetch(sandbox.url + me, asPat);
    assert.equal(response.headers.get('content-length'), null);
    const before = process.memoryUsage().rss;
    assert.ok((await read(response.body, 1e9)) >= 1e9);
    assert.ok(process.memoryUsage().rss - before < 5e8, 'what was read is held');
    assert.equal((await ask(me, asPat)).http, 200);
  });

  test('a_large_answer_has_exactly_the_bytes_asked_for_and_is_JSON', async () => {
    for (const bytes of [100, 65_536, 1_000_000]) {
      fail({ kind: 'huge', bytes, declared: bytes === 100 });
      const answer = await receive(me);
      assert.equal(answer.bytes.length, bytes);
      assert.equal(answer.headers['content-length'], bytes === 100 ? '100' : undefined);
      assert.equal(JSON.parse(answer.bytes).status.code, 10000);
    }
  });

  test('gzip-bomb_is_small_on_the_wire', async () => {
    fail({ kind: 'gzip-bomb', bytes: 1e8 });
    const answer = await receive(me);
    assert.equal(answer.headers['content-encoding'], 'gzip');
    assert.ok(answer.bytes.length < 1e6, `${answer.bytes.length} bytes`);
    const unpacked = createGunzip();
    unpacked.end(answer.bytes);
    assert.equal(await read(unpacked, Infinity), 1e8);
  });
});

describe('failures of the service', () => {
  test('throttled_is_11005_in_the_recorded_words_with_Retry-After', async () => {
    fail({ kind: 'throttled' }, { kind: 'throttled', seconds: 2 });
    for (const seconds of ['15', '2']) {
      const answer = await ask(me, asPat);
      assertFailure(answer, 429, 11005, 'exceeded limit of 15 requests per second');
      assert.equal(answer.status.description, 'Making too many requests');
      assert.equal(answer.headers.get('retry-after'), seconds);
    }
  });

  test('a_status_is_answered_by_name_or_code_with_its_own_http_status', async () => {
    const cases = [
      [{ status: 'CONN_EXCEED_HOURLY_LIMIT' }, 429, 11003, 'Hourly request limit exceeded'],
      [
        { status: 40031 },
        503,
        40031,
        'Sorry, the server is unavailable at the moment. Please try again later.',
      ],
      [{ status: 'INTERNAL_UNCATEGORIZED', http: 502, details: 'x' }, 502, 99009, 'Internal issue'],
      [{ status: 60003, description: 'License expired' }, 500, 60003, 'License expired'],
    ];
    for (const [fault, http, code, description] of cases) {
      fail({ kind: 'status', ...fault });
      const answer = await ask(me, asPat);
      assertFailure(answer, http, code, fault.details);
      assert.equal(answer.status.description, description);
    }
  });

  test('every_status_of_the_api_can_be_answered', async () => {
    const { facts } = await import('../../www/sandbox/facts.js');
    for (const { name, code } of facts.statusCodes) {
      fail({ kind: 'status', status: name });
      assert.equal((await ask(me, asPat)).status.code, code, name);
    }
  });

  test('a_model_starts_up_and_then_predicts', async () => {
    const path = '/v2/models/language-identification/outputs';
    const statuses = ['MODEL_NOT_DEPLOYED', 'MODEL_BUSY_PLEASE_RETRY', 'MODEL_LOADING'];
    fail(...statuses.map((status) => ({ kind: 'status', status, rpc: 'PostModelOutputs' })));
    const body = { inputs: [{ data: { text: { raw: 'Guten Morgen' } } }] };
    const codes = [];
    for (let i = 0; i < 4; i += 1) {
      codes.push((await ask(path, { headers: as('predict-only'), body })).status.code);
    }
    assert.deepEqual(codes, [21353, 21354, 21355, 10000]);
  });

  test('a_nested_status_stands_under_10020', async () => {
    fail({ kind: 'status', status: 'MODEL_LOADING', nested: true });
    const answer = await ask(me, asPat);
    assertFailure(answer, 400, 10020);
    assert.equal(answer.outputs[0].status.code, 21355);
  });
});
