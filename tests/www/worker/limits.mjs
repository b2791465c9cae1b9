// How often visitors may call, and that nothing passes where that cannot be told.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Miniflare } from 'miniflare';
import { bundle, settingsOf, workerOptions } from '../../../www/worker/local.mjs';
import { visitorKey } from '../../../www/worker/visitor.js';
import { assertRefused, bench, KEY, PAGE, send, until, withWorker } from './helpers.mjs';

/** Runs once more, with new counts, where midnight UTC came in between. */
async function withinOneDay(run) {
  const day = () => Math.floor(Date.now() / 86_400_000);
  const before = day();
  try {
    return await run();
  } catch (error) {
    if (day() === before) throw error;
    bench.upstream.requests.length = 0;
    return run();
  }
}

describe('how much is let through', () => {
  test('an_address_has_so_many_calls_a_minute', async () => {
    const variables = { PUBLIC_WITHOUT_TICKETS: 'yes' };
    await withWorker({ callsPerMinute: 3, variables }, async (url) => {
      const from = async (address) => {
        // The local runtime counts by the clock's minute, which may turn between two calls: seven calls
        // touch two minutes at most, so one of them is over the limit of three.
        const all = [];
        for (let call = 0; call < 7; call += 1) {
          all.push(await send(url, { headers: { 'cf-connecting-ip': address } }));
        }
        return all;
      };
      const first = await from('2001:db8:1:2::1');
      assert.deepEqual(
        first.slice(0, 3).map(({ status }) => status),
        [200, 200, 200],
      );
      const refused = first.find(({ status }) => status !== 200);
      assertRefused(refused, 'GUARD_RATE');
      assert.equal(refused.headers['retry-after'], '60');
      const other = await send(url, { headers: { 'cf-connecting-ip': '2001:db8:1:3::1' } });
      assert.equal(other.status, 200);
    });
  });

  test('parallel_calls_never_overspend_the_day', async () => {
    await withinOneDay(async () => {
      await withWorker({ dailyCalls: 5 }, async (url) => {
        const all = await Promise.all(Array.from({ length: 20 }, () => send(url, {})));
        const refused = all.filter(({ status }) => status !== 200);
        assert.equal(refused.length, 15);
        for (const answer of refused) assertRefused(answer, 'GUARD_DAY');
        const seconds = Number(refused[0].headers['retry-after']);
        const midnight = new Date().setUTCHours(24, 0, 0, 0);
        assert.ok(Math.abs(midnight - (Date.now() + seconds * 1000)) < 60_000, `${seconds} seconds`);
      });
      assert.equal(bench.upstream.requests.length, 5);
    });
  });

  test('a_refused_request_spends_none_of_the_days_calls', async () => {
    await withinOneDay(() =>
      withWorker({ dailyCalls: 1 }, async (url) => {
        await send(url, { path: '/v2/models/other/outputs' });
        await send(url, { body: '' });
        await send(url, { headers: { origin: 'https://evil.example' } });
        assert.equal((await send(url, {})).status, 200);
        assertRefused(await send(url, {}), 'GUARD_DAY');
      }),
    );
  });

  test('a_day_of_no_calls_refuses_all', async () => {
    await withWorker({ dailyCalls: 0 }, async (url) => assertRefused(await send(url, {}), 'GUARD_DAY'));
  });

  test('every_kind_of_visitor_is_counted_by_its_network', () => {
    for (const [address, key] of [
      [null, 'localhost'],
      ['203.0.113.7', '203.0.113.7'],
      ['::ffff:203.0.113.7', '203.0.113.7'],
      ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
      ['2001:DB8:0001:2::1', '2001:db8:1:2::/64'],
      ['2001:db8::1', '2001:db8:0:0::/64'],
      ['::1', '0:0:0:0::/64'],
    ]) {
      assert.equal(visitorKey(address), key, address);
    }
  });
});

describe('the object that counts the day', () => {
  test('a_new_utc_day_starts_at_nothing', async () => {
    const miniflare = new Miniflare({ ...(await workerOptions({})), cf: false });
    try {
      const days = await miniflare.getDurableObjectNamespace('DAY');
      const day = days.get(days.idFromName('calls'));
      const evening = Date.UTC(2026, 0, 1, 23, 59, 59, 999);
      const reserved = [];
      for (const now of [evening, evening, evening, evening + 1, evening + 1, evening + 1]) {
        reserved.push(await day.reserve(2, now));
      }
      assert.deepEqual(reserved, [true, true, false, true, true, false]);
    } finally {
      await miniflare.dispose();
    }
  });
});

describe('a part of the worker that fails', () => {
  const cases = [
    ['RATE_LIMIT', 'GUARD_LIMITS_UNAVAILABLE', PAGE],
    ['DAY', 'GUARD_LIMITS_UNAVAILABLE', PAGE],
    ['DAILY_CALLS', 'GUARD_FAILED', null],
  ];
  test('nothing_is_forwarded_where_the_calls_cannot_be_counted', async () => {
    const settings = settingsOf({ key: KEY, apiBase: bench.upstream.url, origins: [PAGE], models: ['m'] });
    const miniflare = new Miniflare({
      ...(await workerOptions(settings)),
      modules: await bundle(fileURLToPath(new URL('failing.js', import.meta.url))),
      host: '127.0.0.1',
      cf: false,
      handleRuntimeStdio: (...streams) => {
        for (const stream of streams) stream.on('data', (bytes) => (bench.printed += bytes));
      },
    });
    try {
      const { origin: url } = await miniflare.ready;
      for (const [broken, code, readableBy] of cases) {
        assertRefused(await send(url, { headers: { 'x-broken': broken } }), code, { readableBy });
      }
      await until(() => bench.printed.includes('guard failed Error'), 'the failure is in the log');
    } finally {
      await miniflare.dispose();
    }
    assert.equal(bench.upstream.requests.length, 0);
  });
});
