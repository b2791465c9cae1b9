// `grant.allows`, `evaluateAll` and `reach` beside a Set and the authorization libraries.
// Everyone answers for all methods of the catalogue; a time is that of one answer unless it says more.
import assert from 'node:assert/strict';
import { createMongoAbility } from '@casl/ability';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { newEnforcer, newModelFromString } from 'casbin';
import { Grant } from '../pkg/node.js';
import { names, rpcMethods, scopes } from './names.mjs';
import { print, time } from './table.mjs';

const grant = new Grant({ scopes });
const ofAll = new Grant({ scopes: ['All'] });
const granted = new Set(scopes);
const byName = new Map(rpcMethods.map((method) => [method.name, method]));

/** What a program would write by hand: the required scopes, as a subset of those granted. */
function bySet(name) {
  const method = byName.get(name);
  if (method.authType === 'NoAuth') return true;
  if (method.authType !== 'KeyAuth') return false;
  for (const scope of method.requiredScopes) if (!granted.has(scope)) return false;
  return true;
}

// The other libraries are told the outcome as rules: one for each method that is allowed.
const allowed = names.filter(bySet);
const ability = createMongoAbility(allowed.map((name) => ({ action: 'call', subject: name })));

const model = newModelFromString(
  '[request_definition]\nr = sub, obj, act\n[policy_definition]\np = sub, obj, act\n' +
    '[policy_effect]\ne = some(where (p.eft == allow))\n[matchers]\nm = r.sub == p.sub && r.obj == p.obj && r.act == p.act\n',
);
const enforcer = await newEnforcer(model);
await enforcer.addPolicies(allowed.map((name) => ['key', name, 'call']));

const policies = allowed
  .map((name) => `permit(principal, action == Action::"${name}", resource);`)
  .join('\n');
cedar.preparsePolicySet('grant', { staticPolicies: policies });
const byCedar = (name) =>
  cedar.statefulIsAuthorized({
    principal: { type: 'Key', id: 'k' },
    action: { type: 'Action', id: name },
    resource: { type: 'App', id: 'a' },
    context: {},
    preparsedPolicySetId: 'grant',
    entities: [],
  });

for (const name of names) {
  const expected = grant.allows(name);
  assert.equal(bySet(name), expected, `a Set on ${name}`);
  assert.equal(ability.can('call', name), expected, `CASL on ${name}`);
}
assert.equal(byCedar('PostModelOutputs').response.decision, 'allow');
assert.equal(byCedar('PostInputs').response.decision, 'deny');
assert.equal(enforcer.enforceSync('key', 'PostModelOutputs', 'call'), true);

const forAll = (ask) => () => {
  let count = 0;
  for (const name of names) if (ask(name)) count += 1;
  return count;
};
const some = names.filter((_, index) => index % 20 === 0);
const forSome = (ask) => () => {
  for (const name of some) ask(name);
};

const casl = await time(
  forAll((name) => ability.can('call', name)),
  names.length,
);
print(
  'one answer: may this key call this method?',
  [
    [
      'clarifai-auth: grant.allows(name)',
      await time(
        forAll((name) => grant.allows(name)),
        names.length,
      ),
    ],
    ['a Set and a loop', await time(forAll(bySet), names.length)],
    ['@casl/ability', casl],
    [
      'casbin',
      await time(
        forSome((name) => enforcer.enforceSync('key', name, 'call')),
        some.length,
      ),
    ],
    ['@cedar-policy/cedar-wasm, policies parsed before', await time(forSome(byCedar), some.length)],
  ],
  '1.2 times the Set, a tenth of CASL',
);
print(
  `${names.length} decisions, with reasons`,
  [
    ['clarifai-auth: evaluateAll()', await time(() => grant.evaluateAll())],
    ['the same for a key of `All`', await time(() => ofAll.evaluateAll())],
    [`@casl/ability: ${names.length} × can()`, casl * names.length],
  ],
  '300 µs',
);
print(
  'names of the methods that are allowed',
  [
    ['clarifai-auth: reach()', await time(() => grant.reach())],
    [
      '@casl/ability: a list filtered by can()',
      await time(() => names.filter((name) => ability.can('call', name))),
    ],
    ['a Set and a loop: a list filtered', await time(() => names.filter(bySet))],
  ],
  '20 µs',
);
