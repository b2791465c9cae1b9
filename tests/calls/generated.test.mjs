// The table of what the SDKs' methods call: that it is up to date, and names RPC methods only.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calls, generate, readFacts, stale } from '../../scripts/generate.mjs';

test('the table is what its facts make', () => {
  assert.deepEqual(stale(readFacts(calls), calls), []);
});

test('a row that names no RPC method is refused', () => {
  const facts = readFacts(calls);
  facts.sdks.python.classes.App.rows.push('list_nothing');
  assert.throws(() => generate(facts, calls), /list_nothing: the catalogue has no RPC method ListNothing/);
});
