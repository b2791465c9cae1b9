// A server that stands for the API and records what reaches it, and a client that sends what fetch would not.

import assert from 'node:assert/strict';
import http from 'node:http';
import { answers } from '../../../www/worker/answers.js';
import { startWorker } from '../../../www/worker/local.mjs';

export const PAGE = 'http://127.0.0.1:5000';
export const OUTPUTS = '/v2/models/m/outputs';
/** Obviously no key, and nowhere else in the tests: if it turns up in an answer or a log, it leaked. */
export const KEY = 'dec0decafe004bad8c0ffee0000000ff';

/**
 * Starts the recording API. `reply` is what it answers next: a function of (request, response).
 * `requests` holds what came: method, url, headers, body, chunks with their times, and how it ended.
 */
export async function startUpstream() {
  const upstream = { requests: [], reply: answerJson(200, { status: { code: 10000 }, outputs: [] }) };
  const server = http.createServer((request, response) => {
    const seen = { method: request.method, url: request.url, headers: request.headers, body: '', chunks: 0 };
    upstream.requests.push(seen);
    request.on('data', (chunk) => {
      seen.body += chunk;
      seen.chunks += 1;
    });
    request.on('error', () => {});
    request.on('close', () => {
      seen.complete = request.complete;
    });
    response.on('close', () => {
      seen.answered = response.writableFinished;
    });
    upstream.reply(request, response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  upstream.url = `http://127.0.0.1:${server.address().port}`;
  upstream.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return upstream;
}

/** A reply that reads the whole request, then answers. */
export function answerJson(status, body, headers = {}) {
  return answerText(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

export function answerText(status, text, headers = {}) {
  return (request, response) => {
    request.resume().on('end', () => response.writeHead(status, headers).end(text));
  };
}

/**
 * Sends one request as given (fetch would mend paths and hide headers) and reads the answer.
 * `body` may be text, or a function that writes to the request itself.
 *
 * @returns {Promise<{ status: number, headers: http.IncomingHttpHeaders, text: string, json?: any }>}
 */
export function send(base, { method = 'POST', path = OUTPUTS, headers = {}, body = '{"inputs":[]}' }) {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const all = { origin: PAGE, 'content-type': 'application/json', ...headers };
    for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name];
    const bodiless = body === undefined || method === 'GET' || method === 'HEAD';
    if (typeof body === 'string' && !bodiless) all['content-length'] ??= Buffer.byteLength(body);
    const request = http.request({ hostname, port, method, path, headers: all, agent: false });
    request.setTimeout(20_000, () => request.destroy(new Error(`no answer to ${method} ${path}`)));
    let answered = false;
    // A server that refuses early may close before the whole body is sent.
    request.on('error', (error) => answered || reject(error));
    request.on('response', (response) => {
      answered = true;
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        let json;
        try {
          json = JSON.parse(text);
        } catch {}
        resolve({ status: response.statusCode, headers: response.headers, text, json });
      });
    });
    if (typeof body === 'function') body(request);
    else request.end(bodiless ? undefined : body);
  });
}

/** Waits until `condition` holds. */
export async function until(condition, what) {
  for (const end = Date.now() + 5000; Date.now() < end; ) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`did not happen in five seconds: ${what}`);
}

/** What all the tests share: the recording API, one Worker, the codes answered so far, what was printed. */
export const bench = { upstream: undefined, worker: undefined, seenCodes: new Set(), printed: '' };

/** Starts a Worker in front of the recording API. */
export function start(options = {}) {
  return startWorker({
    key: KEY,
    apiBase: bench.upstream.url,
    origins: [PAGE, 'https://other.example'],
    models: ['m', 'u/a/owned', 'pinned@v1', 'u1/a1/shared', 'u2/a2/shared@v2'],
    dailyCalls: 100_000,
    callsPerMinute: 100_000,
    log: (line) => {
      bench.printed += line;
    },
    ...options,
  });
}

/** Runs `use` with a Worker of its own. */
export async function withWorker(options, use) {
  const own = await start(options);
  try {
    return await use(own.url);
  } finally {
    await own.close();
  }
}

/** Asserts that an answer is the Worker's own refusal, in its one shape and with its headers. */
export function assertRefused(answer, code, { readableBy = PAGE } = {}) {
  assert.equal(answer.json?.error?.code, code, answer.text);
  bench.seenCodes.add(code);
  const [status, message] = answers[code];
  assert.equal(answer.status, status);
  assert.ok(answer.json.error.message.startsWith(message), answer.json.error.message);
  assert.match(answer.json.error.fix, /^[a-z].*[^.]$/);
  assert.deepEqual(
    Object.keys(answer.json.error).filter((name) => name !== 'upstream'),
    ['code', 'message', 'fix'],
  );
  assert.equal(answer.headers['content-type'], 'application/json');
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.equal(answer.headers['x-content-type-options'], 'nosniff');
  assert.equal(answer.headers.vary, 'Origin');
  assert.equal(answer.headers['access-control-allow-origin'], readableBy ?? undefined);
  assert.ok(!answer.text.toLowerCase().includes(KEY), 'the key is in the answer');
}
