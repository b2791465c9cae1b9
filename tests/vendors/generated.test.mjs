// The table of vendors' credentials is what the generator makes of the facts. No network.
import assert from 'node:assert/strict';
import test from 'node:test';
import { generate, readFacts, stale, vendors } from '../../scripts/generate.mjs';

const table = (facts) => generate(facts, vendors)['src/credential/vendors.rs'];
const plain = (vendor, prefix, alphabet, shortest, longest) => ({
  vendor,
  parts: [prefix, [alphabet, shortest, longest]],
  rule: 'test',
});
/** The rows that facts of these formats alone give. */
const rows = (...formats) =>
  table({ ...readFacts(vendors), formats })
    .split('"\\\n')[1]
    .split('";\n')[0]
    .split('\\n\\\n');

test('the generated table is what the facts give', () => {
  assert.deepEqual(stale(readFacts(vendors), vendors), []);
});

test('a fact that changed makes the table stale, and the first difference is named', () => {
  const facts = readFacts(vendors);
  facts.formats.find(({ vendor }) => vendor === 'GitHub').vendor = 'Elsewhere';
  const [difference, ...others] = stale(facts, vendors);
  assert.match(difference, /^src\/credential\/vendors\.rs is stale at line \d+: expected `.+`, found `.+`$/);
  assert.deepEqual(others, []);
});

test('the facts name the packages that they were read from, and their digests', () => {
  const { sources } = readFacts(vendors);
  assert.deepEqual(
    sources.map((source) => `${source.package} ${source.version}`),
    ['kingfisher-rules 3.0.1', 'detect-secrets 1.5.0'],
  );
  for (const { sha256 } of sources) assert.match(sha256, /^[0-9a-f]{64}$/);
});

test('each fact says where it is from', () => {
  for (const { rule } of readFacts(vendors).formats) {
    assert.match(rule, /^(betterleaks|veles|detect-secrets)\.\w|^https:\/\/|^widely seen/);
  }
});

test('a short beginning takes the exact length only, a long one what is at least as long', () => {
  assert.deepEqual(rows(plain('A', 'ab_', '0-9a-f', 40, 40), plain('B', 'abcdef_', '0-9a-f', 12, 12)), [
    'A|ab_ x40',
    'B|abcdef_ x12+',
  ]);
});

test('formats of one vendor that begin alike are one row, unless another vendor begins so too', () => {
  const own = [plain('A', 'abc_x_', '0-9a-f', 30, 30), plain('A', 'abc_y_', '0-9a-z', 40, 40)];
  assert.deepEqual(rows(...own), ['A|abc_ w32+']);
  assert.deepEqual(rows(...own, plain('B', 'abc_z_', '0-9', 30, 30)), ['A|abc_x_|abc_y_', 'B|abc_z_']);
});

test('two vendors that claim one text are refused', () => {
  const claims = [plain('A', 'abcdef_', '0-9a-f', 30, 30), plain('B', 'abcdef_', '0-9a-f', 30, 30)];
  assert.throws(() => rows(...claims), /abcdef_ is claimed by A and B/);
});
