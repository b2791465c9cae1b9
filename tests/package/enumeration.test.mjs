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
