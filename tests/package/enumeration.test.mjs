// Every RPC method × every subset of its required scopes × both key types × endpoint lists × `All`, against a model that
// is written anew and naively from the descriptors' facts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { Grant } from 'clarifai-auth';

const facts = JSON.parse(
  readFileSync(new URL('../../scripts/catalogue/facts.json', import.meta.url), 'utf8'),
);
// One method declares a scope twice.
for (const method of facts.rpcMethods) method.requiredScopes = [...new Set(method.requiredScopes)];
const keyTypes = ['app_specific_key', 'personal_access_token'];
const endpoint = (method) => `/clarifai.api.V2/${method.name}`;

function* subsetsOf(list) {
  for (let bits = 0; bits < 2 ** list.length; bits += 1) {
    yield list.filter((_, index) => bits & (1 << index));
  }
}

/** The reasons against a call, by nothing but the declared requirements. */
function model(method, { keyType, scopes, endpoints }) {
  if (method.authType === 'NoAuth') return { reasons: [], missing: [] };
  const reasons = [];
  if (method.authType === 'PATAuth' && keyType !== 'personal_access_token') {
    reasons.push('needs-personal-access-token');
  }
  if (method.authType === 'SessionTokenAuth') reasons.push('needs-session-token');
  if (endpoints.length > 0 && !endpoints.includes(endpoint(method))) reasons.push('endpoint-not-listed');
  const demands = ['KeyAuth', 'PATAuth'].includes(method.authType) && !scopes.includes('All');
  const missing = demands ? method.requiredScopes.filter((scope) => !scopes.includes(scope)) : [];
  if (missing.length > 0) reasons.push('missing-scopes');
  return { reasons: reasons.sort(), missing };
}

test('each decision is that of a naive model', () => {
  const other = facts.rpcMethods[0];
  let count = 0;
  for (const method of facts.rpcMethods) {
    const elsewhere = endpoint(method === other ? facts.rpcMethods[1] : other);
    for (const subset of subsetsOf(method.requiredScopes)) {
      for (const keyType of keyTypes) {
        for (const endpoints of [[], [endpoint(method)], [elsewhere]]) {
          for (const scopes of subset.length === 0 ? [subset, ['All']] : [subset, ['All', ...subset]]) {
            const grant = new Grant({ keyType, scopes, endpoints });
            const decision = grant.evaluate(method.name);
            const expected = model(method, { keyType, scopes, endpoints });
            const where = `${method.name} with ${keyType}, ${scopes}, ${endpoints}`;
            assert.equal(decision.type, expected.reasons.length > 0 ? 'reject' : 'allow', where);
            if (decision.type === 'reject') {
              assert.deepEqual(decision.reasons.map(({ code }) => code).sort(), expected.reasons, where);
              assert.deepEqual(decision.missingScopes, expected.missing, where);
            }
            assert.equal(grant.allows(method.name), expected.reasons.length === 0, where);
            grant.free();
            count += 1;
          }
        }
      }
    }
  }
  assert.ok(count > 58_289 * 4, `${count} cases`);
  console.log(`${count} decisions compared`);
});

// What grants are made of here: parts that hold one another, that cross, and that the catalogue does not know.
const SCOPES = [
  [],
  ['All'],
  ['Predict'],
  ['Brand:New'],
  ['Apps_Get'],
  ['Apps_Get', 'Brand:New'],
  ['Apps_Get', 'Concepts_Get'],
  ['Apps_Get', 'Concepts_Get', 'Models_Get'],
  ['Apps_Get', 'Keys_Get'],
];
const ENDPOINTS = [
  {},
  { endpointsRestricted: true },
  { endpoints: ['ListConcepts'] },
  { endpoints: ['/clarifai.api.V2/ListConcepts', '/clarifai.api.V2/GetModel', 'ListKeys'] },
  { endpoints: ['MyScopes', 'ListApps'] },
  { endpoints: ['BrandNew', 'ListConcepts'] },
];
const APPS = [
  undefined,
  { id: 'shop' },
  { id: 'shop', userId: 'ada' },
  { id: 'shop', userId: 'me' },
  { id: 'shop', userId: 'bob' },
  { id: 'store', userId: 'ada' },
];

/** A grant as sets of all that it stands for, each among all that there could be. */
function setsOf({ keyType, scopes, endpoints, endpointsRestricted, app }) {
  const named = [...facts.scopes.map(({ name }) => name), 'Brand:New'];
  const methods = [...facts.rpcMethods.map(({ name }) => name), 'BrandNew'];
  const listed = endpoints?.map((name) => name.split('/').at(-1));
  const owned = ['shop', 'store'].flatMap((id) => ['ada', 'bob', 'eve'].map((userId) => ({ id, userId })));
  const isIn = ({ id, userId }) => !app || (app.id === id && [undefined, 'me', userId].includes(app.userId));
  return {
    scopes: new Set(scopes.includes('All') ? named : scopes),
    endpoints: new Set(listed || endpointsRestricted ? (listed ?? []) : methods),
    apps: new Set(owned.filter(isIn).map(({ id, userId }) => `${userId}/${id}`)),
    types: new Set(keyType === 'personal_access_token' ? ['KeyAuth', 'PATAuth'] : ['KeyAuth']),
  };
}

const isSubset = (one, other) => [...one].every((item) => other.has(item));
const common = (one, other) => new Set([...one].filter((item) => other.has(item)));

function relationOf(one, other) {
  const parts = Object.keys(one);
  const within = parts.every((part) => isSubset(one[part], other[part]));
  const holds = parts.every((part) => isSubset(other[part], one[part]));
  if (within || holds) return within && holds ? 'equal' : within ? 'narrower' : 'wider';
  const both = Object.fromEntries(parts.map((part) => [part, common(one[part], other[part])]));
  const isCommon = ({ name, authType, requiredScopes }) =>
    requiredScopes.length > 0 &&
    both.types.has(authType) &&
    both.endpoints.has(name) &&
    requiredScopes.every((scope) => both.scopes.has(scope));
  return both.apps.size > 0 && facts.rpcMethods.some(isCommon) ? 'overlapping' : 'disjoint';
}

test('each relation of two grants is that of the sets that they stand for', () => {
  const samples = keyTypes.flatMap((keyType) =>
    SCOPES.flatMap((scopes) =>
      ENDPOINTS.flatMap((endpoints) =>
        APPS.map((app) => ({ keyType, scopes, ...endpoints, ...(app && { app }) })),
      ),
    ),
  );
  const grants = samples.map((sample) => new Grant(sample));
  const sets = samples.map(setsOf);
  const counts = {};
  // Each with every eleventh other: all parts meet one another.
  for (let left = 0; left < samples.length; left += 1) {
    for (let right = left % 11; right < samples.length; right += 11) {
      const { relation } = grants[left].compare(grants[right]);
      const where = `${JSON.stringify(samples[left])} beside ${JSON.stringify(samples[right])}`;
      assert.equal(relation, relationOf(sets[left], sets[right]), where);
      counts[relation] = (counts[relation] ?? 0) + 1;
    }
  }
  for (const grant of grants) grant.free();
  assert.equal(Object.keys(counts).length, 5, JSON.stringify(counts));
  console.log(`${Object.values(counts).reduce((sum, count) => sum + count)} relations compared`);
});
