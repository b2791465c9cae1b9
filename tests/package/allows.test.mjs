// `allows` answers from what the core said once: it must always say what `evaluate` says now.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogue, Grant } from '../../pkg/node.js';

const { rpcMethods } = catalogue();
const spellings = ({ name, endpoint }) => [
  name,
  endpoint,
  endpoint.slice(1),
  endpoint.slice(1).replace('/', '.'),
];

for (const [what, description] of [
  ['four scopes', { scopes: ['Predict', 'Models:Get', 'Concepts:Get', 'Apps:Get'] }],
  ['All with a list', { scopes: ['All'], endpoints: ['/clarifai.api.V2/GetModel'] }],
  ['a personal access token', { scopes: ['All'], keyType: 'personal_access_token' }],
  ['nothing', { scopes: [], endpointsRestricted: true }],
  ['an expiry to come', { scopes: ['All'], expiresAt: '2999-01-01T00:00:00Z' }],
  ['an expiry that is past', { scopes: ['All'], expiresAt: '2020-01-01T00:00:00Z' }],
]) {
  test(`a grant of ${what} allows what it evaluates to allow, in every spelling`, () => {
    const grant = new Grant(description);
    for (const method of rpcMethods) {
      const expected = grant.evaluate(method.name).type === 'allow';
      for (const name of spellings(method)) assert.equal(grant.allows(name), expected, name);
    }
    const reach = rpcMethods.filter(({ name }) => grant.allows(name)).map(({ name }) => name);
    assert.deepEqual(grant.reach(), reach);
  });
}

test('a grant that expires is judged by the clock of each call', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-01-01T00:00:00Z') });
  const grant = new Grant({ scopes: ['All'], expiresAt: '2026-01-01T00:00:10Z' });
  assert.equal(grant.allows('GetModel'), true);
  t.mock.timers.tick(10_000);
  assert.equal(grant.allows('GetModel'), false);
});

test('what is no name of an RPC method is not allowed, and what is no text is an error', () => {
  const grant = new Grant({ scopes: ['All'] });
  for (const name of ['', 'constructor', '__proto__', 'getModel', '/clarifai.api.V3/GetModel']) {
    assert.equal(grant.allows(name), false, name);
  }
  for (const value of [undefined, null, 7, {}, ['GetModel']]) {
    assert.throws(() => grant.allows(value), { name: 'CallError', code: 'ERR_CALL' });
  }
});

test('a frozen grant answers as any other', () => {
  const grant = Object.freeze(new Grant({ scopes: ['All'] }));
  assert.equal(grant.allows('GetModel'), true);
  assert.equal(grant.allows('PostKeys'), false);
});

test('a freed grant answers nothing', () => {
  const ends = [(grant) => grant.free()];
  if (Symbol.dispose) ends.push((grant) => grant[Symbol.dispose]());
  for (const end of ends) {
    const grant = new Grant({ scopes: ['All'] });
    assert.equal(grant.allows('GetModel'), true);
    end(grant);
    assert.throws(() => grant.allows('GetModel'));
  }
});
