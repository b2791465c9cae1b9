// The sandbox told to fail: each kind of fault over HTTP, which requests it meets, and how it is asked for.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { afterEach, describe, test } from 'node:test';
import { createGunzip } from 'node:zlib';
import { startSandbox } from '../../www/sandbox/sandbox.js';
import { as, ask, assertFailure, keyNamed, sandbox } from './sandbox-client.mjs';

const asPat = { headers: as('pat') };
const me = '/v2/users/me';
const ownKeys = '/v2/users/me/keys';
const entry = { description: 'lost', scopes: ['Predict'], apps: [{ id: 'sandbox-app', user_id: 'me' }] };
const create = () => ask(ownKeys, { ...asPat, body: { keys: [entry] } });
const fail = (...faults) => sandbox.faults.add(...faults);

afterEach(() => sandbox.faults.clear());

/** Sends one request and tells how its answer went, byte by byte as it came. */
function receive(path = me, { verb = 'GET', body } = {}) {
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
    const { http, headers, bytes, error } = await receive();
    assert.deepEqual([http, headers['transfer-encoding'], error], [200, 'chunked', 'ECONNRESET']);
    assert.match(bytes.toString(), /^\{"status":/);
    assert.throws(() => JSON.parse(bytes));
  });

  test('half-answer_is_shorter_than_its_content_length', async () => {
    fail({ kind: 'half-answer' });
    const { http, headers, bytes, error } = await receive();
    assert.deepEqual([http, error], [200, 'ECONNRESET']);
    assert.ok(bytes.length > 0 && bytes.length < Number(headers['content-length']));
  });
});

describe('answers that are wrong', () => {
  test('malformed-json_is_half_a_text_in_a_whole_answer', async () => {
    fail({ kind: 'malformed-json' });
    const { http, headers, bytes, error } = await receive();
    assert.deepEqual([http, error], [200, undefined]);
    assert.match(headers['content-type'], /^application\/json/);
    assert.throws(() => JSON.parse(bytes), SyntaxError);
  });

  test('malformed-utf8_has_a_byte_that_is_none', async () => {
    fail({ kind: 'malformed-utf8' });
    const { http, bytes } = await receive();
    assert.equal(http, 200);
    assert.throws(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes), TypeError);
    assert.match(JSON.parse(bytes).status.description, /Ok$/);
  });

  test('html_is_the_page_of_a_proxy', async () => {
    fail({ kind: 'html' }, { kind: 'html', http: 504 });
    for (const expected of [502, 504]) {
      const { http, headers, bytes } = await receive();
      assert.deepEqual([http, /^text\/html/.test(headers['content-type'])], [expected, true]);
      assert.match(bytes.toString(), /<title>502 Bad Gateway<\/title>/);
    }
  });

  test('empty_is_a_status_without_a_body', async () => {
    fail({ kind: 'empty' });
    const { http, bytes } = await receive();
    assert.deepEqual([http, bytes.length], [503, 0]);
  });

  test('redirect-loop_never_ends', async () => {
    fail({ kind: 'redirect-loop' });
    let { http, headers } = await receive();
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
    assert.ok((await read(response.body, 3e8)) >= 3e8);
    assert.ok(process.memoryUsage().rss - before < 2e8, 'what was read is held');
    assert.equal((await ask(me, asPat)).http, 200);
  });

  test('a_large_answer_has_exactly_the_bytes_asked_for_and_is_JSON', async () => {
    for (const bytes of [100, 65_536, 1_000_000]) {
      fail({ kind: 'huge', bytes });
      const answer = await receive();
      assert.equal(answer.bytes.length, bytes);
      assert.equal(JSON.parse(answer.bytes).status.code, 10000);
    }
  });

  test('gzip-bomb_is_small_on_the_wire', async () => {
    fail({ kind: 'gzip-bomb', bytes: 1e8 });
    const answer = await receive();
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

describe('which requests a fault meets', () => {
  const httpOf = async (path, options = asPat) => (await receive(path, options)).http;

  test('the_first_that_fits_and_no_other_unless_it_is_told_to', async () => {
    fail({ kind: 'empty' });
    assert.deepEqual([await httpOf(me), await httpOf(me)], [503, 200]);
  });

  test('so_many_and_then_all_is_well', async () => {
    fail({ kind: 'empty', times: 3 });
    const seen = [];
    for (let i = 0; i < 5; i += 1) seen.push(await httpOf(me));
    assert.deepEqual(seen, [503, 503, 503, 200, 200]);
  });

  test('all_of_them_until_it_is_cleared', async () => {
    fail({ kind: 'empty', times: 'all' });
    for (let i = 0; i < 5; i += 1) assert.equal(await httpOf(me), 503);
    sandbox.faults.clear();
    assert.equal(await httpOf(me), 200);
  });

  test('the_answer_of_the_second_PostKeys_is_lost', async () => {
    fail({ kind: 'answer-lost', rpc: 'PostKeys', after: 1 });
    const post = () => receive(ownKeys, { verb: 'POST', body: { keys: [entry] } });
    assert.equal((await post()).http, 200);
    assert.equal(await httpOf(ownKeys), 200);
    assert.equal((await post()).error, 'ECONNRESET');
    assert.equal((await post()).http, 200);
  });

  test('those_of_its_method_verb_and_path', async () => {
    fail(
      { kind: 'empty', rpc: 'ListKeys' },
      { kind: 'empty', verb: 'DELETE' },
      { kind: 'empty', path: '/v2/apps' },
    );
    assert.equal(await httpOf(me), 200);
    assert.equal(await httpOf('/v2/apps?page=1'), 503);
    assert.equal(await httpOf(`${ownKeys}/x`, { verb: 'DELETE' }), 503);
    assert.equal(await httpOf(ownKeys), 503);
    assert.deepEqual(sandbox.faults.list(), []);
  });

  test('several_faults_are_met_in_their_order', async () => {
    fail({ kind: 'empty', http: 500 }, { kind: 'empty', http: 501, after: 1 }, { kind: 'empty', http: 502 });
    const seen = [];
    for (let i = 0; i < 4; i += 1) seen.push(await httpOf(me));
    assert.deepEqual(seen, [500, 502, 501, 200]);
  });

  test('the_calls_that_came_are_told_by_name_and_without_a_credential', async () => {
    sandbox.faults.clear();
    await ask(me, asPat);
    await ask(`${ownKeys}/${keyNamed('predict-only')}`, asPat);
    await ask('/v2/nothing', asPat);
    assert.deepEqual(sandbox.faults.calls(), ['GetUser', 'GetKey', '-']);
  });

  test('each_sandbox_has_faults_of_its_own_from_its_start', async () => {
    const own = await startSandbox({ faults: [{ kind: 'throttled' }] });
    const codes = [];
    for (let i = 0; i < 2; i += 1) codes.push((await ask(me, { base: own.url, ...asPat })).status.code);
    await own.close();
    assert.deepEqual(codes, [11005, 10000]);
    assert.equal((await ask(me, asPat)).http, 200);
  });
});

describe('how a fault is asked for', () => {
  const control = async (verb, body, headers = { 'content-type': 'application/json' }) => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${sandbox.url}/sandbox/faults`, { method: verb, headers, body: text });
    return { http: response.status, ...(await response.json()) };
  };

  test('over_http_while_it_runs', async () => {
    const added = await control('POST', { kind: 'throttled', rpc: 'GetUser' });
    const expected = { kind: 'throttled', rpc: 'GetUser', after: 0, times: 1, seconds: 15 };
    assert.deepEqual(added, { http: 200, faults: [expected] });
    assert.deepEqual(await control('GET'), added);
    assert.equal((await ask(me, asPat)).status.code, 11005);
    assert.equal((await control('POST', [{ kind: 'empty' }, { kind: 'html' }])).faults.length, 2);
    assert.deepEqual(await control('DELETE'), { http: 200, faults: [] });
    assert.equal((await ask(me, asPat)).http, 200);
  });

  test('not_by_a_page_that_may_not_read_here', async () => {
    const origin = 'https://evil.example';
    assert.equal(
      (await control('POST', { kind: 'empty' }, { 'content-type': 'text/plain', origin })).http,
      415,
    );
    const preflight = await fetch(`${sandbox.url}/sandbox/faults`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    assert.equal(preflight.headers.get('access-control-allow-origin'), null);
    assert.deepEqual(sandbox.faults.list(), []);
  });

  const wrong = [
    ['no JSON', '{', 'the body is not JSON'],
    ['a text', '"empty"', 'a fault is an object'],
    ['no kind', {}, /^`kind` of a fault is one of cut-before-answer, /],
    ['a kind of no meaning', { kind: 'toString' }, /^`kind` of a fault is one of /],
    [
      'a method that is none',
      { kind: 'empty', rpc: 'PostKey' },
      '`rpc` of a fault is the name of an RPC method',
    ],
    ['a negative count', { kind: 'empty', after: -1 }, '`after` of a fault is a whole number'],
    [
      'no times at all',
      { kind: 'empty', times: 0 },
      "`times` of a fault is a whole number above zero, or 'all'",
    ],
    ['a path that is none', { kind: 'empty', path: 'v2' }, '`path` of a fault is the start of a path'],
    [
      'a status that is none',
      { kind: 'status', status: 'NOPE' },
      /^`status` of a fault is the name or the code/,
    ],
    ['a status fault without one', { kind: 'status' }, /^`status` of a fault is the name or the code/],
    [
      'an http status that is none',
      { kind: 'empty', http: 99 },
      '`http` of a fault is an HTTP status from 200 to 599',
    ],
    [
      'a field of another kind',
      { kind: 'html', seconds: 1 },
      /^a fault of the kind `html` has no such field; it has kind, rpc, verb, path, after, times, http$/,
    ],
    ['an hour too long', { kind: 'silence', seconds: 3601 }, '`seconds` of a fault is a number up to 3600'],
  ];
  for (const [name, body, message] of wrong) {
    test(`${name} is refused in one sentence`, async () => {
      const { http, error } = await control('POST', body);
      assert.equal(http, 400);
      if (message instanceof RegExp) assert.match(error, message);
      else assert.equal(error, message);
      assert.deepEqual(sandbox.faults.list(), []);
    });
  }

  test('not_more_than_1000_at_once', async () => {
    const faults = Array.from({ length: 1001 }, () => ({ kind: 'empty' }));
    assert.throws(() => fail(...faults), { name: 'RangeError', message: 'at most 1000 faults' });
    assert.deepEqual(sandbox.faults.list(), []);
    assert.equal((await control('POST', 'x'.repeat(100_001))).http, 413);
  });

  test('by_an_option_of_the_command', async () => {
    const program = new URL('../../www/sandbox/main.js', import.meta.url).pathname;
    const run = (...args) =>
      spawn(process.execPath, [program, '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const child = run('--fault', '{"kind":"throttled"}', '--fault', '{"kind":"empty"}');
    let printed = '';
    child.stdout.on('data', (chunk) => {
      printed += chunk;
    });
    try {
      while (!printed.includes('0008')) await once(child.stdout, 'data');
      const base = printed.match(/http:\/\/127\.0\.0\.1:\d+/)[0];
      const https = [];
      for (let i = 0; i < 3; i += 1) https.push((await fetch(base + me, asPat)).status);
      assert.deepEqual(https, [429, 503, 200]);
    } finally {
      child.kill('SIGKILL');
    }
    for (const [fault, reason] of [
      ['x', 'it is not JSON'],
      ['{"kind":"empty","times":0}', "`times` of a fault is a whole number above zero, or 'all'"],
    ]) {
      const refused = run('--fault', fault);
      let errors = '';
      refused.stderr.on('data', (chunk) => {
        errors += chunk;
      });
      const [code] = await once(refused, 'close');
      assert.deepEqual([code, errors], [1, `--fault takes a fault as JSON: ${reason}.\n`]);
    }
  });
});
