// `UsageLog` on a million lines of an access log, fed in chunks as a file's stream gives them.
import assert from 'node:assert/strict';
import { initSync } from '../pkg/core.js';
import { UsageLog } from '../pkg/node.js';
import { print } from './table.mjs';

const lines = 1_000_000;
const { memory } = initSync();

const paths = [
  ['POST', '/v2/users/ada/apps/shop/models/general-image-recognition/outputs'],
  ['GET', '/v2/users/ada/apps/shop/inputs?page=7&per_page=100'],
  ['GET', '/favicon.ico'],
  ['GET', '/v2/users/ada/apps/blog/models/food/versions/aa7f35c01e0642fda5cf400f543e7c40'],
];
const formats = {
  'NCSA, combined': ([verb, path], number) =>
    `10.0.${number & 255}.9 - - [05/Jan/2026:10:11:12 +0000] "${verb} ${path} HTTP/1.1" 200 ${number} "-" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0 Safari/537.36"\n`,
  'Cloudflare, JSON': ([verb, path], number) =>
    `${JSON.stringify({
      ClientIP: '192.0.2.9',
      ClientRequestHost: 'api.example',
      ClientRequestMethod: verb,
      ClientRequestURI: path,
      EdgeEndTimestamp: '2026-01-05T10:11:12Z',
      EdgeResponseBytes: number,
      EdgeResponseStatus: 200,
      EdgeStartTimestamp: '2026-01-05T10:11:11Z',
      RayID: 'aa01b2c3d4e5f607',
    })}\n`,
};

/** A tenth of a million lines, in chunks of 64 KiB. */
function chunksOf(format) {
  const line = (_, number) => format(paths[number % paths.length], number);
  const bytes = Buffer.from(Array.from({ length: lines / 10 }, line).join(''));
  const size = 64 * 1024;
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );
}

function ours(chunks) {
  const log = new UsageLog();
  for (let times = 0; times < 10; times += 1) for (const chunk of chunks) log.feed(chunk);
  const found = [log.lines, log.calls().reduce((sum, { count }) => sum + count, 0)];
  log.free();
  return found;
}

/** What a program would write by hand: one expression for a line of either kind, paths as they are. */
function byExpression(chunks) {
  const counts = new Map();
  const request =
    /"(GET|POST|PATCH|PUT|DELETE) (\/v2\/[^ ?"]*)|"ClientRequestMethod":"(\w+)","ClientRequestURI":"(\/v2\/[^"?]*)/;
  const decoder = new TextDecoder();
  let rest = '';
  let seen = 0;
  for (let times = 0; times < 10; times += 1) {
    for (const chunk of chunks) {
      const found = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = found.pop();
      seen += found.length;
      for (const line of found) {
        const match = request.exec(line);
        if (!match) continue;
        const name = `${match[1] ?? match[3]} ${match[2] ?? match[4]}`;
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
  }
  return [seen, [...counts.values()].reduce((sum, count) => sum + count, 0)];
}

/** The best of three, in nanoseconds. */
function time(work) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round += 1) {
    const start = performance.now();
    assert.deepEqual(work(), [lines, (lines / 4) * 3]);
    best = Math.min(best, performance.now() - start);
  }
  return best * 1e6;
}

for (const [name, format] of Object.entries(formats)) {
  const chunks = chunksOf(format);
  ours(chunks.slice(0, 1)); // What is allocated once.
  const before = memory.buffer.byteLength;
  const rows = [
    ['clarifai-auth: feed(chunk)', time(() => ours(chunks))],
    ['a regular expression, paths not read', time(() => byExpression(chunks))],
  ].map(([row, taken]) => [`${row}, ${(lines / (taken / 1e9) / 1e6).toFixed(2)} M lines/s`, taken]);
  print(`a million lines: ${name}`, rows);
  console.log(
    `  the module's memory grew by ${memory.buffer.byteLength - before} bytes over 3 million lines`,
  );
}
