// scanText through the package: what it answers, where, and what is left of a credential.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Credential, scanText } from 'clarifai-auth';
import { initSync } from '../../pkg/core.js';
import { cases, key } from '../scan/cases.mjs';

// Longer than a part that the module reads at once, so that keys stand in, before and across its ends.
const part = 1 << 20;

test('each case is found as in Rust', () => {
  for (const { name, text, places, expected } of cases) {
    const leaks = scanText(text);
    assert.deepEqual(
      leaks.map(({ span }) => span.start),
      places,
      name,
    );
    for (const { context, certainty } of leaks) assert.equal(`${context} ${certainty}`, expected, name);
    assert.ok(!inspect(leaks, { depth: 9 }).includes(key.slice(0, 10)), name);
  }
});

test('a leak says where it is, and has the fingerprint of its credential', () => {
  const credential = Credential.parse(key);
  const [leak, ...others] = scanText(`// 🔑\nAuthorization: 'Key ${key}'`);
  assert.deepEqual(others, []);
  assert.deepEqual(leak, {
    kind: 'key',
    certainty: 'likely',
    context: 'authorization-header',
    span: { start: 26, end: 58 },
    line: 2,
    column: 21,
    fingerprint: credential.fingerprint,
  });
  credential.free();
});

test('a text of many parts is read as one', () => {
  const leak = `CLARIFAI_PAT = '${key}';`;
  for (const filler of ['x = 1;\n', 'é = "…";\n', '🔑\n']) {
    // Around the end of a part: before it, at each of its characters, after it.
    for (let shift = -leak.length - 2; shift <= 2; shift += 1) {
      const start = part + shift;
      const before = filler.repeat(Math.ceil(start / filler.length)).slice(0, start);
      const text = `${before}\n${leak}\n${filler.repeat(20_000)}`;
      const found = scanText(text);
      assert.equal(found.length, 1, `${filler} ${shift}`);
      const [{ span, line, column }] = found;
      assert.equal(text.slice(span.start, span.end), key);
      assert.deepEqual([line, column], [before.split('\n').length + 1, 17]);
    }
  }
});

test('what speaks of Clarifai in one part counts for a key in the next', () => {
  const text = `${'y'.repeat(part - 10)}\nclarifai\n\nPAT = "${key}"\n`;
  assert.equal(scanText(text)[0].certainty, 'likely');
});

test('what is no text is an error, so that nobody takes it for a text without leaks', () => {
  for (const value of [undefined, null, 7, {}, Buffer.from('x'), ['x']]) {
    assert.throws(() => scanText(value), { code: 'ERR_CALL' });
  }
  assert.deepEqual(scanText(''), []);
  assert.deepEqual(scanText('\ud800'), []);
});

test('nothing of a text is left in the memory of the module', () => {
  const { memory } = initSync();
  for (const around of ['', 'é'.repeat(5000), 'x'.repeat(3 * part)]) {
    assert.equal(scanText(`${around}\nCLARIFAI_PAT=${key}\n${around}`).length, 1);
    assert.ok(!Buffer.from(memory.buffer).includes(key.slice(0, 12)));
  }
});

test('the memory of the module does not grow with the text', () => {
  const { memory } = initSync();
  scanText('x'.repeat(4 * part));
  const before = memory.buffer.byteLength;
  scanText(`CLARIFAI_PAT=\n`.repeat(4_000_000));
  assert.ok(memory.buffer.byteLength <= before + part, `${before} to ${memory.buffer.byteLength} bytes`);
});
