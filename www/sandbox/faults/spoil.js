// How each kind of fault spoils an answer. Those that need the answer have the call carried out first;
// the others answer in its place. What is large is made as it is sent, and never held.
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { findStatus } from '../failures.js';
import { newId } from '../methods/answer.js';

const gatewayPage = `<html>
<head><title>502 Bad Gateway</title></head>
<body>
<center><h1>502 Bad Gateway</h1></center>
<hr><center>proxy</center>
</body>
</html>
`;

function cut({ outgoing }) {
  outgoing.socket?.destroy();
  return RESPONSE_ALREADY_SENT;
}

// An answer in pieces is written by hand: no framework sends one that is wrong.
async function wholeOf(answer) {
  const response = await answer();
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
}

const halfOf = (bytes) => bytes.subarray(0, Math.ceil(bytes.length / 2));

function startRaw({ outgoing }, { status, headers }, length) {
  const sent = Object.fromEntries([...headers].filter(([name]) => name !== 'content-length'));
  outgoing.writeHead(status, length === undefined ? sent : { ...sent, 'content-length': length });
}

async function cutInAnswer(env, answer, declaresLength) {
  const { response, bytes } = await wholeOf(answer);
  startRaw(env, response, declaresLength ? bytes.length : undefined);
  // The bytes have to be on their way before the connection ends.
  await new Promise((resolve) => env.outgoing.write(halfOf(bytes), resolve));
  env.outgoing.socket?.end();
  return RESPONSE_ALREADY_SENT;
}

/** Waits, unless whoever asked goes away first; says whether they are still there. */
async function pause({ outgoing }, seconds) {
  const gone = new AbortController();
  const leave = () => gone.abort();
  outgoing.once('close', leave);
  try {
    await wait(seconds * 1000, undefined, { signal: gone.signal, ref: false });
    return true;
  } catch {
    return false;
  } finally {
    outgoing.off('close', leave);
  }
}

async function answerSlowly(env, answer, seconds) {
  const { response, bytes } = await wholeOf(answer);
  startRaw(env, response, bytes.length);
  const pieces = 20;
  const size = Math.ceil(bytes.length / pieces);
  for (let start = 0; start < bytes.length; start += size) {
    if (!(await pause(env, seconds / pieces))) return RESPONSE_ALREADY_SENT;
    env.outgoing.write(bytes.subarray(start, start + size));
  }
  env.outgoing.end();
  return RESPONSE_ALREADY_SENT;
}

// A JSON text of a given size, of one long string.
function* longJson(size) {
  const start = '{"status":{"code":10000,"description":"Ok"},"padding":"';
  const end = '"}';
  const piece = Buffer.alloc(65_536, 'x');
  yield Buffer.from(start);
  let left = size - start.length - end.length;
  for (; left > 0; left -= piece.length) yield piece.subarray(0, Math.min(left, piece.length));
  yield Buffer.from(end);
}

async function sendStream({ outgoing }, headers, ...parts) {
  outgoing.writeHead(200, { 'content-type': 'application/json', ...headers });
  // Whoever stops reading early does as they should.
  await pipeline(...parts, outgoing).catch(() => {});
  return RESPONSE_ALREADY_SENT;
}

function answerStatus(c, fault) {
  const known = findStatus(fault.status);
  const status = {
    code: known.code,
    description: fault.description ?? known.description ?? 'A status that the sandbox has no words for',
    ...(fault.details === undefined ? {} : { details: fault.details }),
  };
  const http = fault.http ?? known.http ?? 500;
  const req_id = newId();
  if (!fault.nested) return c.json({ status: { ...status, req_id } }, http);
  const outer = { code: 10020, description: 'Failure', req_id };
  return c.json({ status: outer, outputs: [{ id: newId(), status, data: {} }] }, fault.http ?? 400);
}

function answerThrottled(c, seconds) {
  const fault = {
    status: 'CONN_THROTTLED',
    details: 'exceeded limit of 15 requests per second',
    nested: false,
  };
  c.header('Retry-After', String(Math.ceil(seconds)));
  return answerStatus(c, fault);
}

async function changeBytes(answer, change) {
  const { response, bytes } = await wholeOf(answer);
  const { status, headers } = response;
  const kept = new Headers(headers);
  kept.delete('content-length');
  return new Response(change(bytes), { status, headers: kept });
}

// No byte of UTF-8 is 0xff.
const withBadByte = (bytes) => {
  const place = bytes.indexOf('"description":"') + '"description":"'.length;
  return Buffer.concat([bytes.subarray(0, place), Buffer.from([0xff]), bytes.subarray(place)]);
};

/** @type {Record<string, (c: object, answer: () => Promise<Response>, fault: object) => Response | Promise<Response>>} */
const ways = {
  'cut-before-answer': (c) => cut(c.env),
  'answer-lost': async (c, answer) => {
    await answer();
    return cut(c.env);
  },
  'cut-in-answer': (c, answer) => cutInAnswer(c.env, answer, false),
  'half-answer': (c, answer) => cutInAnswer(c.env, answer, true),
  'malformed-json': (_, answer) => changeBytes(answer, halfOf),
  'malformed-utf8': (_, answer) => changeBytes(answer, withBadByte),
  silence: async (c, answer, { seconds }) => {
    const response = await answer();
    return (await pause(c.env, seconds)) ? response : RESPONSE_ALREADY_SENT;
  },
  slow: (c, answer, { seconds }) => answerSlowly(c.env, answer, seconds),
  html: (c, _, { http }) => c.html(gatewayPage, http),
  empty: (c, _, { http }) => c.body(null, http),
  'redirect-loop': (c) => c.redirect('/sandbox/redirects/1', 307),
  huge: (c, _, { bytes, declared }) =>
    sendStream(c.env, declared ? { 'content-length': bytes } : {}, longJson(bytes)),
  'gzip-bomb': (c, _, { bytes }) =>
    sendStream(c.env, { 'content-encoding': 'gzip' }, longJson(bytes), createGzip({ level: 1 })),
  throttled: (c, _, { seconds }) => answerThrottled(c, seconds),
  status: (c, _, fault) => answerStatus(c, fault),
};

/**
 * Answers a request as a fault has it.
 *
 * @param {import('./fault.js').Fault} fault
 * @param {import('hono').Context} c
 * @param {() => Promise<Response>} answer carries the call out and makes its answer
 * @returns {Response | Promise<Response>}
 */
export const spoil = (fault, c, answer) => ways[fault.kind](c, answer, fault);
