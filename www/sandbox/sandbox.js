// The sandbox's server: what a request never reaches the application for is answered here.
import { createServer, STATUS_CODES } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { createApp, failureBody, sandboxHeader } from './app.js';
import { Failure } from './failures.js';
import { createFaultQueue } from './faults/queue.js';

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

const malformed = (details, http = 400) => new Failure('CONN_BAD_REQUEST_FORMAT', details, { http });

// Errors of Node's HTTP parser, which has no response object to answer with.
function parserFailure(code) {
  if (code === 'HPE_HEADER_OVERFLOW') return malformed('The headers are too large.', 431);
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return malformed('The request took too long to arrive.', 408);
  if (code === 'HPE_INVALID_EOF_STATE') return malformed('The request ended early.');
  return malformed('The request is not HTTP.');
}

// The last response of each connection: nothing may be written into the midst of one.
const responses = new WeakMap();

function rawAnswer(failure) {
  const body = JSON.stringify(failureBody(failure));
  const headers = {
    ...sandboxHeader,
    ...failure.headers,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  };
  return { headers, body };
}

function writeRaw(socket, failure) {
  const last = responses.get(socket);
  const midst = last?.headersSent && !last.writableFinished;
  if (!socket.writable || midst) return socket.destroy();
  const { headers, body } = rawAnswer(failure);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return socket.end(`HTTP/1.1 ${failure.http} ${STATUS_CODES[failure.http]}\r\n${lines.join('')}\r\n${body}`);
}

function writeFailure(response, failure) {
  const { headers, body } = rawAnswer(failure);
  response.writeHead(failure.http, headers).end(body);
}

/**
 * Starts a sandbox: a local stand-in for Clarifai's API, with its own keys.
 *
 * @param {object} [options]
 * @param {number} [options.port] 0 takes any that is free
 * @param {string} [options.host] an address of this machine; nothing else is served
 * @param {string[]} [options.origins] the origins whose pages a browser lets read the answers
 * @param {() => number} [options.now] the clock, in milliseconds
 * @param {number} [options.requestsPerSecond] the limit for each credential
 * @param {boolean} [options.redacts] whether a missing Get scope redacts answers, as it did until about 2019
 * @param {import('./faults/fault.js').Fault[]} [options.faults] how the first requests go wrong
 * @returns {Promise<{ url: string, faults: ReturnType<typeof createFaultQueue>, close(): Promise<void> }>}
 *   `faults` takes more of them while the sandbox runs
 */
export async function startSandbox({
  port = 0,
  host = '127.0.0.1',
  origins = ['https://clarifai.com'],
  now = Date.now,
  requestsPerSecond = 15,
  redacts = false,
  faults = [],
} = {}) {
  if (!loopback.has(host)) throw new RangeError(`the sandbox serves this machine only, not \`${host}\``);
  const queue = createFaultQueue(faults);
  const app = createApp({ origins, now, requestsPerSecond, redacts, faults: queue });
  const listener = getRequestListener(app.fetch, {
    overrideGlobalObjects: false,
    errorHandler: () =>
      Response.json(failureBody(malformed('The request line or the Host header is malformed.')), {
        status: 400,
        headers: sandboxHeader,
      }),
  });
  const server = createServer(
    { requireHostHeader: false, headersTimeout: 10_000, requestTimeout: 60_000 },
    listener,
  );
  server.prependListener('request', ({ socket }, response) => responses.set(socket, response));
  server.on('clientError', (error, socket) => writeRaw(socket, parserFailure(error.code)));
  server.on('connect', (_request, socket) =>
    writeRaw(socket, new Failure('CONN_METHOD_NOT_ALLOWED', 'Method Not Allowed')),
  );
  server.on('checkExpectation', (_request, response) =>
    writeFailure(response, malformed('Only the expectation 100-continue is met.', 417)),
  );
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { address, family, port: bound } = server.address();
  return {
    faults: queue,
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
