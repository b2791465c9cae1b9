// Wrong settings, the deployment's file and the local start.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { Miniflare } from 'miniflare';
import { settingsOf, workerOptions } from '../../../www/worker/local.mjs';
import { assertRefused, bench, KEY, PAGE, send, start, withWorker } from './helpers.mjs';

describe('settings', () => {
  const wrong = [
    [
      { key: undefined },
      'GUARD_KEY_MISSING',
      /^the Worker holds no credential: `CLARIFAI_KEY` is missing; store /,
    ],
    [{ key: '' }, 'GUARD_KEY_MISSING', /`CLARIFAI_KEY` is missing/],
    [{ key: ' \n' }, 'GUARD_KEY_MISSING', /`CLARIFAI_KEY` is missing/],
    [{ key: `${KEY}é` }, 'GUARD_KEY_MALFORMED', /the credential in `CLARIFAI_KEY` cannot be sent/],
    [{ key: 'YOUR_PAT_HERE' }, 'GUARD_KEY_MALFORMED', /the credential in `CLARIFAI_KEY` cannot be sent/],
    [{ origins: [] }, 'GUARD_SETTINGS', /`ALLOWED_ORIGINS` names no origin/],
    ...[
      '*',
      'null',
      'https://*.example.com',
      'https://example.com/',
      'example.com',
      'https://EXAMPLE.com',
      'file:///x',
      'https://example.com:443',
      'https://user@example.com',
      KEY,
    ].map((origin) => [
      { origins: [PAGE, origin] },
      'GUARD_SETTINGS',
      /entry 2 of `ALLOWED_ORIGINS` is not an origin/,
    ]),
    [{ models: [] }, 'GUARD_SETTINGS', /`ALLOWED_MODELS` names no model/],
    ...['*', 'u/m', 'u/a/m/v', 'm@', '@v', 'm@v@w', '../m', 'u//m', 'm%2F', '.', 'm?x'].map((model) => [
      { models: ['m', model] },
      'GUARD_SETTINGS',
      /entry 2 of `ALLOWED_MODELS` is neither/,
    ]),
    ...[
      'http://api.clarifai.com',
      'ftp://127.0.0.1',
      'api.clarifai.com',
      'https://api.clarifai.com/v2',
      'https://u:p@api.clarifai.com',
      'https://api.clarifai.com?x',
      'http://127.0.0.1.evil.example',
    ].map((apiBase) => [{ apiBase }, 'GUARD_SETTINGS', /`CLARIFAI_API_BASE` is not an `https` origin/]),
    ...['-1', '1.5', '1e3', 'many', '0x10', 'NaN'].map((dailyCalls) => [
      { dailyCalls },
      'GUARD_SETTINGS',
      /`DAILY_CALLS` is not a whole number/,
    ]),
    [
      { variables: { MAX_BODY_BYTES: '0' } },
      'GUARD_SETTINGS',
      /`MAX_BODY_BYTES` is not a whole number from 1 to/,
    ],
    [
      { variables: { TIMEOUT_SECONDS: '0' } },
      'GUARD_SETTINGS',
      /`TIMEOUT_SECONDS` is not a whole number from 1 to/,
    ],
    [{ variables: { USER_ID: 'me' } }, 'GUARD_SETTINGS', /`USER_ID` and `APP_ID` are not both ids/],
    ...['true', '1', 'YES', 'on'].map((open) => [
      { variables: { PUBLIC_WITHOUT_TICKETS: open } },
      'GUARD_SETTINGS',
      /`PUBLIC_WITHOUT_TICKETS` is neither `yes` nor `no`/,
    ]),
  ];
  test('a_wrong_setting_is_said_in_one_sentence_before_the_worker_serves', async () => {
    for (const [options, , sentence] of wrong) {
      const served = (own) => own.close().then(() => 'the Worker served');
      const said = await start(options).then(served, ({ message }) => message);
      assert.match(said, sentence);
      assert.ok(!said.includes('\n') && !said.includes(KEY), said);
    }
  });

  test('a_deployed_worker_with_a_wrong_setting_says_so_to_each_request', async () => {
    const picked = new Map(wrong.map((entry) => [entry[1], entry]));
    for (const [options, code] of picked.values()) {
      const good = { key: KEY, apiBase: bench.upstream.url, origins: [PAGE], models: ['m'] };
      const miniflare = new Miniflare({
        ...(await workerOptions(settingsOf({ ...good, ...options }))),
        host: '127.0.0.1',
        cf: false,
      });
      try {
        const { origin: url } = await miniflare.ready;
        for (const method of ['POST', 'GET', 'OPTIONS']) assertRefused(await send(url, { method }), code);
      } finally {
        await miniflare.dispose();
      }
    }
    assert.equal(bench.upstream.requests.length, 0);
  });

  test('the_deployment_and_the_local_start_agree', async () => {
    const read = (name) => readFile(new URL(`../../../www/worker/${name}`, import.meta.url), 'utf8');
    const toml = await read('wrangler.toml');
    const options = await workerOptions({});
    const [[name, { className }]] = Object.entries(options.durableObjects);
    const [[limiter, { simple }]] = Object.entries(options.ratelimits);
    assert.match(toml, new RegExp(`^name = "${name}"\nclass_name = "${className}"$`, 'm'));
    assert.match(toml, new RegExp(`^new_sqlite_classes = \\["${className}"\\]$`, 'm'));
    assert.match(toml, new RegExp(`^name = "${limiter}"$`, 'm'));
    assert.match(
      toml,
      new RegExp(`^simple = \\{ limit = ${simple.limit}, period = ${simple.period} \\}$`, 'm'),
    );
    assert.match(await read('limits.js'), new RegExp(`RATE_PERIOD_SECONDS = ${simple.period};`));
    const guide = await read('README.md');
    for (const [variable] of (await read('policy.js')).matchAll(/(?<=(text|list|number)\(')[A-Z_]+/g)) {
      assert.ok(guide.includes(`\`${variable}\``), `README.md does not explain ${variable}`);
    }
  });
});

describe('the local start', () => {
  test('a_taken_port_is_left_for_another', async () => {
    const { port } = new URL(bench.worker.url);
    await withWorker({ port: Number(port) }, async (url) => {
      assert.notEqual(url, bench.worker.url);
      assert.equal((await send(url, {})).status, 200);
    });
  });

  test('a_closed_worker_answers_no_more', async () => {
    const url = await withWorker({}, (own) => own);
    await assert.rejects(send(url, {}), { code: 'ECONNREFUSED' });
  });
});
