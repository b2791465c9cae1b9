// The generated tables are what the generator makes of the facts. No network.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { generate, readFacts, stale } from '../../scripts/generate.mjs';

test('the generated files are what the facts give', () => {
  assert.deepEqual(stale(readFacts()), []);
});

test('generating twice gives the same text', () => {
  assert.deepEqual(generate(readFacts()), generate(readFacts()));
});

test('a fact that changed makes the tables stale, and the first difference is named', () => {
  const facts = readFacts();
  facts.rpcMethods.find(({ name }) => name === 'GetModel').authType = 'PATAuth';
  const [difference, ...others] = stale(facts);
  assert.match(difference, /^src\/catalogue\/generated\.rs is stale at line \d+: expected `.+`, found `.+`$/);
  assert.deepEqual(others, []);
});

test('a new RPC method changes the tables and the TypeScript names', () => {
  const facts = readFacts();
  const [first] = facts.rpcMethods;
  facts.rpcMethods.push({
    ...first,
    name: 'ZzzNew',
    httpRules: [{ verb: 'GET', template: '/v2/zzz/{id}', body: '' }],
  });
  const files = generate(facts);
  assert.match(files['src/catalogue/generated.rs'], /ZzzNew/);
  assert.match(files['src/js/names.d.ts'], /\| 'ZzzNew'/);
});

test('a template that the route tree cannot hold is refused', () => {
  for (const template of ['/v3/models', '/v2/models/{id=**}', '/v2//models', '/v2/models:batch']) {
    const facts = readFacts();
    facts.rpcMethods[0].httpRules = [{ verb: 'GET', template, body: '' }];
    assert.throws(() => generate(facts), /the route tree cannot hold/, template);
  }
});

test('the facts name the wheel that they were read from, and its digest', () => {
  const { source, rpcMethods, scopes, statusCodes } = JSON.parse(
    readFileSync('scripts/catalogue/facts.json', 'utf8'),
  );
  assert.equal(`${source.package} ${source.version}`, 'clarifai-grpc 12.6.0');
  assert.match(source.sha256, /^[0-9a-f]{64}$/);
  const rules = rpcMethods.flatMap(({ httpRules }) => httpRules);
  assert.deepEqual(
    [rpcMethods.length, rules.length, scopes.length, statusCodes.length],
    [273, 467, 122, 429],
  );
});
