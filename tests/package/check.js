// One check for every runtime: facts that only the real core can know. No imports, so that any
// bundler and any engine takes it.

/** Obviously no real key. */
export const fakeKey = '5a4db0c5f00df00df00df00df00d0001';

/** @param {typeof import('clarifai-auth')} auth @returns {string} what was proved */
export function check(auth) {
  const report = auth.checkCredential(`${fakeKey} `);
  same(report.ok, false, 'a padded key cannot be sent');
  same(report.repairable, true, 'it has one repair');
  same(report.findings[0].code, 'surrounding-whitespace', 'what is wrong is named');
  same(report.findings[0].span, { start: 32, end: 33 }, 'its place is named');

  const grant = new auth.Grant({ scopes: ['Predict', 'Models_Get', 'Concepts:Get', 'apps_get'] });
  same(grant.allows('PostModelOutputs'), true, 'the four scopes predict');
  same(grant.allows('/clarifai.api.V2/PostModelOutputs'), true, 'under the full name too');
  same(grant.allows('PostInputs'), false, 'and add no input');
  same(grant.allows('constructor'), false, 'an unknown name is not allowed');
  same(grant.reach().includes('PostModelOutputs'), true, 'reach says so too');
  const decision = grant.evaluate('PostInputs');
  same(decision.type, 'reject', 'evaluate rejects');
  same(decision.missingScopes.includes('Inputs_Add'), true, 'and says what is missing');

  const [route] = auth.matchRoute('POST', '/v2/models/general/outputs');
  same(route.rpc, 'PostModelOutputs', 'the route is found');
  same(route.parameters, { model_id: 'general' }, 'with its parameter');

  const credential = auth.Credential.parse(fakeKey);
  same(credential.headers().Authorization, `Key ${fakeKey}`, 'the header is made');
  credential.free();
  grant.free();
  return 'checked';
}

function same(found, expected, what) {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: expected ${b}, found ${a}`);
}
