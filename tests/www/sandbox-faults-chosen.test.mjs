// The sandbox told to fail: which requests a fault meets, and how it is asked for.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, test } from 'node:test';
import { startSandbox } from '../../www/sandbox/sandbox.js';
import { as, ask, keyNamed, receive, sandbox } from './sandbox-client.mjs';

const asPat = { headers: as('pat') };
const me = '/v2/users/me';
const ownKeys = '/v2/users/me/keys';
const entry = { description: 'lost', scopes: ['Predict'], apps: [{ id: 'sandbox-app', user_id: 'me' }] };
const fail = (...faults) => sandbox.faults.add(...faults);

afterEach(() => sandbox.faults.clear());

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
  });

  test('a_preflight_meets_no_fault', async () => {
    fail({ kind: 'empty' });
    await fetch(sandbox.url + me, { method: 'OPTIONS', headers: { origin: 'https://evil.example' } });
    assert.equal(sandbox.faults.list().length, 1);
  });

  test('a_text_that_is_not_said_to_be_JSON_adds_nothing', async () => {
    assert.equal((await control('POST', { kind: 'empty' }, { 'content-type': 'text/plain' })).http, 415);
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
