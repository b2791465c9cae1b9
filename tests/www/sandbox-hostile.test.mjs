// The sandbox over HTTP: requests that no client should send, secrets, and the command.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { keys } from '../../www/sandbox/keys.js';
import { startSandbox } from '../../www/sandbox/sandbox.js';
import {
  as,
  ask,
  assertFailure,
  imageInput,
  imageOf,
  keyNamed,
  parseRaw,
  sandbox,
  sendRaw,
  textInput,
} from './sandbox-client.mjs';

describe('hostile requests', () => {
  const request = (line, headers = '') =>
    `${line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n`;
  const key = `Authorization: Key ${keyNamed('all-scopes')}\r\n`;

  const cases = [
    ['the root', request('GET /'), 404, 11101],
    ['another version', request('GET /v1/models'), 404, 11101],
    ['a path of no RPC method', request('GET /v2/nothing/here', key), 404, 11101],
    ['a doubled slash', request('GET //v2/models', key), 404, 11101],
    ['a doubled slash within', request('GET /v2//models', key), 404, 11101],
    ['a trailing slash', request('GET /v2/models/', key), 404, 11101],
    ['dot segments', request('GET /v2/x/../models', key), 404, 11101],
    ['encoded dot segments', request('GET /v2/models/%2e%2e', key), 404, 11101],
    ['an encoded slash', request('GET /v2/models/a%2Fb', key), 404, 11101],
    ['an encoded backslash', request('GET /v2/models/a%5Cb', key), 404, 11101],
    ['an encoded NUL', request('GET /v2/models/a%00', key), 404, 11101],
    ['a backslash', request('GET /v2\\models', key), 400, 11100],
    ['broken percent-encoding', request('GET /v2/models/%zz', key), 400, 11100],
    ['cut percent-encoding', request('GET /v2/models/%e2%82', key), 400, 11100],
    ['a path in the form of a host', request('GET x', key), 400, 11100],
    ['an absolute form', request('GET http://localhost/v2/models', key), 200, 10000],
    ['an absolute form for another host', request('GET http://x/v2/models', key), 421, 11100],
    ['OPTIONS for the server', request('OPTIONS *', key), 400, 11100],
    ['a wrong verb', request('DELETE /v2/myscopes', key), 405, 11103],
    ['GET where POST is due', request('GET /v2/models/x/outputs', key), 405, 11103],
    ['TRACE', request('TRACE /v2/models', key), 405, 11103],
    ['CONNECT', request('CONNECT example.com:443'), 405, 11103],
    ['an unknown verb', request('BREW /v2/models', key), 400, 11100],
    ['a malformed Host', 'GET /v2/models HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n', 400, 11100],
    ['no Host', 'GET /v2/models HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 11100],
    ['no HTTP at all', 'hello\r\n\r\n', 400, 11100],
    ['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01', 400, 11100],
    ['huge headers', request('GET /v2/models', `X: ${'x'.repeat(40_000)}\r\n`), 431, 11100],
    ['a huge target', request(`GET /v2/${'x'.repeat(40_000)}`), 431, 11100],
    ['an expectation', request('GET /v2/models', 'Expect: miracles\r\n'), 417, 11100],
    ['two lengths', request('POST /v2/models', 'Content-Length: 1\r\nContent-Length: 2\r\n'), 400, 11100],
    ['a negative length', request('POST /v2/models', 'Content-Length: -1\r\n'), 400, 11100],
    [
      'a compressed body',
      request('POST /v2/models/x/outputs', `${key}Content-Encoding: gzip\r\nContent-Length: 2\r\n`).concat(
        '{}',
      ),
      415,
      11100,
    ],
    [
      'a broken chunk',
      request('POST /v2/models/x/outputs', `${key}Transfer-Encoding: chunked\r\n`).concat('zz\r\n{}\r\n'),
      400,
      11100,
    ],
  ];
  for (const [name, bytes, http, code] of cases) {
    test(`${name} is answered ${http}`, async () => {
      const answer = parseRaw(await sendRaw(Buffer.from(bytes, 'latin1')), name);
      assert.deepEqual([answer.http, answer.body.status.code], [http, code]);
      assert.doesNotMatch(JSON.stringify(answer.body), /node:|\.js\b|Error:/);
    });
  }

  const askAs = async (host, verb = 'GET') => {
    const line = `${verb} /v2/models HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n`;
    const origin = `Origin: https://clarifai.com\r\nAccess-Control-Request-Method: GET\r\n`;
    return sendRaw(`${line}${key}${origin}\r\n`);
  };

  for (const host of [
    'evil.example',
    'evil.example:8787',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '192.168.0.1',
    '0.0.0.0',
    '[::]',
    '2130706433',
  ]) {
    test(`a website that calls itself ${host} is answered 421 and may read nothing`, async () => {
      for (const verb of ['GET', 'OPTIONS']) {
        const answer = await askAs(host, verb);
        const { http, body } = parseRaw(answer, host);
        assert.deepEqual([http, body.status.code, body.models], [421, 11100, undefined]);
        assert.match(body.status.details, /^The Host header names another machine\./);
        assert.doesNotMatch(answer, /access-control/i);
      }
    });
  }

  test('every_name_of_this_machine_is_answered', async () => {
    for (const host of [
      'localhost',
      'LOCALHOST:1',
      'localhost.',
      '127.0.0.1:65535',
      '127.1.2.3',
      '[::1]:80',
    ]) {
      assert.equal(parseRaw(await askAs(host), host).http, 200, host);
    }
  });

  test('a_truncated_body_is_answered', async () => {
    const head = request('POST /v2/models/color-recognition/outputs', `${key}Content-Length: 100\r\n`);
    const answer = parseRaw(await sendRaw(`${head}{"inputs":`, { end: true }));
    assert.deepEqual([answer.http, answer.body.status.code], [400, 11100]);
  });

  test('a_405_names_the_verbs_that_are_served', async () => {
    const answer = await ask('/v2/models', { verb: 'PUT', headers: as('pat') });
    assertFailure(answer, 405, 11103, 'Method Not Allowed');
    assert.equal(answer.headers.get('allow'), 'DELETE, GET, PATCH, POST');
  });

  test('a_HEAD_request_has_a_status_and_no_body', async () => {
    const response = await fetch(`${sandbox.url}/v2/models`, { method: 'HEAD', headers: as('predict-only') });
    assert.equal(response.status, 405);
    assert.equal(await response.text(), '');
  });

  test('the_content_type_does_not_decide_how_a_body_is_read', async () => {
    const body = { inputs: [imageInput(await imageOf('red', 'png'))] };
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'image/png', 'nonsense']) {
      const headers = { ...as('predict-only'), 'content-type': type };
      const answer = await ask('/v2/models/color-recognition/outputs', { headers, body });
      assert.equal(answer.http, 200, type);
    }
  });

  test('a_literal_segment_wins_over_a_parameter', async () => {
    const answer = await ask('/v2/models/types', { headers: as('all-scopes') });
    assertFailure(answer, 501, 10040, 'The sandbox does not implement ListModelTypes.');
  });

  test('paths_on_which_no_template_wins_are_judged_by_all_of_them', async () => {
    const answer = await ask('/v2/models/types/versions', { headers: as('all-scopes') });
    assert.equal(answer.http, 501);
    assert.match(answer.status.details, / and /);
  });
});

describe('secrets', () => {
  const unknown = 'c0ffee00c0ffee00c0ffee00c0ffee00';
  const malformed = 'pat_c0ffee-canary';
  const known = keyNamed('predict-only');

  test('no_answer_and_no_log_line_repeats_a_credential', async () => {
    const program = new URL('../../www/sandbox/main.js', import.meta.url).pathname;
    const child = spawn(process.execPath, [program, '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        printed += chunk;
      });
    }
    while (!printed.includes('0008')) await once(child.stdout, 'data');
    const base = printed.match(/http:\/\/127\.0\.0\.1:\d+/)[0];
    const atStart = printed;
    const outputs = '/v2/models/color-recognition/outputs';
    const text = (raw) => ({ inputs: [textInput(raw)] });
    const requests = [unknown, malformed].flatMap((secret) => [
      ['/v2/models', { headers: { authorization: `Key ${secret}` } }],
      ['/v2/models', { headers: { authorization: `key ${secret}` } }],
      ['/v2/models', { headers: { authorization: secret } }],
      ['/v2/models', { headers: { 'x-clarifai-session-token': secret } }],
      [`/v2/users/me/keys/${secret}`, { headers: as('pat') }],
      [`/v2/users/me/keys/${secret}`, { headers: as('predict-only'), verb: 'DELETE' }],
      [`/v2/${secret}/nothing`, { headers: as('pat') }],
      [`/v2/models/${secret}`, { headers: as('predict-only') }],
      [`/v2/models/color-recognition/versions/${secret}`, { headers: as('predict-only') }],
      [`/v2/users/${secret}/apps/${secret}/models`, { headers: as('pat') }],
      [`/v2/models?page=${secret}`, { headers: as('predict-only') }],
      [outputs, { headers: as('predict-only'), body: `{"key": "${secret}"` }],
      [outputs, { headers: as('predict-only'), body: { inputs: secret, api_key: secret } }],
      [outputs, { headers: as('predict-only'), body: { inputs: [{ data: { image: { base64: secret } } }] } }],
      [
        outputs,
        {
          headers: as('predict-only'),
          body: { inputs: [{ data: { image: { url: `http://127.0.0.1:9/?k=${secret}` } } }] },
        },
      ],
      [
        outputs,
        { headers: as('pat'), body: { ...text('x'), user_app_id: { user_id: secret, app_id: secret } } },
      ],
    ]);
    requests.push(
      [outputs, { headers: as('predict-only'), body: text(`my key is ${unknown}`) }],
      [outputs, { headers: as('predict-only'), body: { inputs: [{ id: known, data: {} }] } }],
      ['/v2/models', { headers: { ...as('predict-only'), 'x-clarifai-request-id-prefix': known } }],
      ['/v2/myscopes', { headers: as('predict-only') }],
    );
    try {
      for (const [path, options] of requests) {
        // Below the throttle, which answers without looking any further.
        await new Promise((resolve) => setTimeout(resolve, 70));
        const answer = await ask(path, { base, ...options });
        assert.notEqual(answer.http, 429);
        const whole = answer.text + JSON.stringify([...answer.headers]);
        for (const secret of [unknown, malformed, known]) {
          assert.ok(!whole.includes(secret), `${options.verb ?? ''} ${path} repeats a credential`);
        }
      }
      child.kill('SIGINT');
      const [code] = await once(child, 'exit');
      assert.equal(code, 0);
      assert.equal(printed, atStart, 'a request was logged');
    } finally {
      child.kill('SIGKILL');
    }
  });
});

describe('the command', () => {
  const run = async (...args) => {
    const program = new URL('../../www/sandbox/main.js', import.meta.url).pathname;
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    const [code] = await once(child, 'close');
    return { code, out, errors };
  };

  test('a_port_that_is_taken_is_told_in_one_sentence', async () => {
    const { port } = new URL(sandbox.url);
    assert.deepEqual(await run('--port', port), {
      code: 1,
      out: '',
      errors: `Port ${port} is taken: stop what listens there, or choose another with --port.\n`,
    });
  });

  test('wrong_options_are_told_in_one_line', async () => {
    const cases = [
      [['--port', 'x'], '--port must be a number from 0 to 65535, not `x`.\n'],
      [['--origins', 'localhost'], '--origins takes origins such as https://example.com, not `localhost`.\n'],
    ];
    for (const [args, errors] of cases) assert.deepEqual(await run(...args), { code: 1, out: '', errors });
    const unknown = await run('--live');
    assert.equal(unknown.code, 1);
    assert.match(
      unknown.errors,
      /^Unknown option '--live'.*The options are --port, --origins, --redacts and --fault\.\n$/s,
    );
  });

  test('it_names_itself_a_sandbox_and_lists_its_keys', async () => {
    const program = new URL('../../www/sandbox/main.js', import.meta.url).pathname;
    const child = spawn(process.execPath, [program, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    while (!out.includes('0008')) await once(child.stdout, 'data');
    child.kill('SIGTERM');
    await once(child, 'exit');
    const [first, ...rest] = out.trimEnd().split('\n');
    assert.match(
      first,
      /^Clarifai sandbox \(a local stand-in, not the Clarifai service\) on http:\/\/127\.0\.0\.1:\d+$/,
    );
    assert.equal(rest.length, keys.length);
  });

  test('no_address_but_this_machines_is_served', async () => {
    await assert.rejects(startSandbox({ host: '0.0.0.0' }), /serves this machine only/);
  });
});
