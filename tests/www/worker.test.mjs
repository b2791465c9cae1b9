// The Worker in real workerd, in front of a recording stand-in for the API.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { answers } from '../../www/worker/answers.js';
import { answerJson, bench, KEY, start, startUpstream } from './worker/helpers.mjs';

before(async () => {
  bench.upstream = await startUpstream();
  bench.worker = await start();
});
beforeEach(() => {
  bench.upstream.requests.length = 0;
  bench.upstream.reply = answerJson(200, { status: { code: 10000 }, outputs: [] });
});
after(async () => {
  await bench.worker?.close();
  await bench.upstream?.close();
});

await import('./worker/forwarding.mjs');
await import('./worker/refusals.mjs');
await import('./worker/limits.mjs');
await import('./worker/upstream.mjs');
await import('./worker/settings.mjs');

test('every_code_of_the_answers_was_seen_and_no_output_holds_the_key', () => {
  assert.deepEqual(
    Object.keys(answers).filter((code) => !bench.seenCodes.has(code)),
    [],
  );
  assert.ok(!bench.printed.toLowerCase().includes(KEY), 'the key is in the output');
});
