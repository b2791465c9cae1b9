// What the Worker costs: the same requests through it and through a Worker that only passes them on,
// both in workerd, to an upstream on this machine. The Worker's state (rate limit, day's budget) is in it.
import assert from 'node:assert/strict';
import { Agent, createServer, request } from 'node:http';
import { Miniflare, NoOpLog } from 'miniflare';
import { startWorker } from '../www/worker/local.mjs';
import { print } from './table.mjs';

const sequential = 400;
const parallel = 2000;
const lanes = 16;
const rounds = 3;
const origin = 'http://127.0.0.1:8788';
const body = JSON.stringify({ inputs: [{ data: { image: { base64: 'A'.repeat(4000) } } }] });
const answer = JSON.stringify({ status: { code: 10000, description: 'Ok' }, outputs: [] });

const upstream = createServer((message, response) => {
  message.resume();
  message.on('end', () => response.writeHead(200, { 'Content-Type': 'application/json' }).end(answer));
});
await new Promise((resolve) => upstream.listen(0, '127.0.0.1', resolve));
const apiBase = `http://127.0.0.1:${upstream.address().port}`;

const passing = new Miniflare({
  cf: false,
  host: '127.0.0.1',
  port: 0,
  log: new NoOpLog(),
  compatibilityDate: '2026-07-01',
  modules: true,
  script: `export default { fetch(request) {
    const { pathname, search } = new URL(request.url);
    return fetch('${apiBase}' + pathname + search, request);
  } };`,
});
const guard = await startWorker({
  key: '5a4db0c5f00df00df00df00df00d0001',
  apiBase,
  origins: [origin],
  models: ['m'],
  dailyCalls: 1_000_000,
  callsPerMinute: 1_000_000,
});
const agent = new Agent({ keepAlive: true, maxSockets: lanes });

function call(base) {
  return new Promise((resolve, reject) => {
    const headers = {
      Origin: origin,
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
    };
    const sent = request(`${base}/v2/models/m/outputs`, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => {
        if (response.statusCode === 200 && text === answer) resolve();
        else reject(new Error(`HTTP ${response.statusCode}: ${text}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function latency(base) {
  const times = [];
  for (let left = sequential; left > 0; left -= 1) {
    const started = performance.now();
    await call(base);
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[sequential / 2] * 1e6;
}

async function perCallInParallel(base) {
  const started = performance.now();
  let left = parallel;
  const lane = async () => {
    while (left-- > 0) await call(base);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return ((performance.now() - started) / parallel) * 1e6;
}

/** The best of several rounds, taken in turns so that a busy moment does not hit one side only. */
async function best(measure, bases) {
  const found = bases.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, base] of bases.entries()) found[index] = Math.min(found[index], await measure(base));
  }
  return found;
}

try {
  const bases = [guard.url, (await passing.ready).origin];
  await best(latency, bases); // Warms both up.
  const [guarded, bare] = await best(latency, bases);
  const [guardedParallel, bareParallel] = await best(perCallInParallel, bases);
  assert.ok(bare > 0);
  print('a request through the Worker, one after the other', [
    ['clarifai-auth Worker, with its state', guarded],
    ['a Worker that only passes on', bare],
  ]);
  print(`time for each of ${parallel} requests, ${lanes} at a time`, [
    ['clarifai-auth Worker, with its state', guardedParallel],
    ['a Worker that only passes on', bareParallel],
  ]);
  console.log(
    `  the guard and its state: ${((guarded - bare) / 1e6).toFixed(2)} ms a request, ` +
      `${((bareParallel / guardedParallel) * 100).toFixed(0)} % of the bare throughput`,
  );
} finally {
  agent.destroy();
  await guard.close();
  await passing.dispose();
  upstream.closeAllConnections();
  upstream.close();
}
