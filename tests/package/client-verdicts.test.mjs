// Whether a credential is in force, by what the API answers to one probe or two.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Credential } from '../../pkg/node.js';
import { client, fail, key, ok, serve } from './answering.mjs';

const malformed = { http: 401, status: { code: 11008, details: 'Invalid format of key.' } };
const named = (url) => /\/(?:users|apps)\//.test(url);
for (const [what, options, answer, verdict, requests] of [
  ['scopes', {}, () => ({ status: ok, scopes: ['Predict'], app: { id: 'a', user_id: 'ada' } }), 'live', 1],
  ['a refused probe', {}, () => fail(403, 11007), 'live-but-narrow', 2],
  ['an unknown key', {}, () => fail(401, 11009), 'dead', 1],
  ['a retired token', {}, () => fail(401, 11001), 'dead', 1],
  ['a malformed key', {}, () => malformed, 'dead', 1],
  ['a refusal without a reason', {}, () => fail(401, 11008), 'dead', 2],
  [
    'a token that is refused without a reason',
    {},
    ({ url }) => (url.includes('/me/') ? { status: ok, scopes: ['All'] } : fail(401, 11008)),
    'live',
    2,
  ],
  [
    'a refusal without a reason, and then no answer',
    {},
    ({ url }) => (url.includes('/me/') ? undefined : fail(401, 11008)),
    'unknown',
    2,
  ],
  [
    'an app-specific key that is refused without a reason',
    { credential: Credential.parse(key, { keyType: 'app_specific_key' }) },
    () => fail(401, 11008),
    'dead',
    1,
  ],
  [
    'a header that was lost on the way',
    {},
    () => ({ http: 400, status: { code: 11102, details: 'Empty or malformed authorization header.' } }),
    'unknown',
    2,
  ],
  [
    'a token that is asked for its app',
    {},
    ({ url }) =>
      url === '/v2/users/me/myscopes'
        ? { status: ok, scopes: ['All'] }
        : { http: 401, status: { code: 11008, details: 'Must provide app external ID in API authorizer' } },
    'live',
    2,
  ],
  [
    'a key with the ids of another app',
    { userId: 'ada', appId: 'other' },
    ({ url }) => (named(url) ? fail(401, 11008) : { status: ok, scopes: ['Predict'] }),
    'live',
    2,
  ],
  [
    'a key in force that is held for a token',
    { credential: Credential.parse(key, { keyType: 'personal_access_token' }) },
    ({ url }) => (url.includes('/me/') ? fail(401, 11008) : { status: ok, scopes: ['Predict'] }),
    'live',
    2,
  ],
  ['a dead key with ids', { userId: 'ada', appId: 'x' }, () => fail(401, 11008), 'dead', 2],
  ['a throttled probe', {}, () => fail(429, 11005), 'unknown', 1],
  ['a used-up quota', {}, () => fail(429, 11004), 'unknown', 1],
  ['a server that fails', {}, () => fail(500, 11009), 'unknown', 1],
  ['a refusal that is not the API s', {}, () => ({ http: 401, error: 'proxy' }), 'unknown', 1],
  ['a success without scopes', {}, () => ({ status: ok }), 'unknown', 2],
  ['a redirect', {}, () => ({ http: 302, headers: { location: '/' } }), 'unknown', 1],
  ['a broken connection', {}, () => undefined, 'unknown', 1],
]) {
  test(`${what} is the verdict ${verdict}`, async (t) => {
    const server = await serve(t, (_, request) => answer(request));
    const found = await client(server, { ...options, retries: 0 }).verify();
    assert.equal(found.type, verdict, found.evidence);
    assert.equal(typeof (found.grant ?? found.evidence), verdict === 'live' ? 'object' : 'string');
    assert.ok(server.seen.length <= requests, server.seen.map(({ url }) => url).join(', '));
  });
}

test('a verdict has the grant and the user, and no silence is death', async (t) => {
  const server = await serve(t, () => ({ status: ok, scopes: ['All'], app: { id: 'shop', user_id: 'ada' } }));
  assert.deepEqual(await client(server).verify(), {
    type: 'live',
    grant: { keyType: 'app_specific_key', scopes: ['All'], app: { id: 'shop', userId: 'ada' } },
    user: 'ada',
  });
  const silent = await serve(t, () => new Promise(() => {}));
  assert.equal((await client(silent, { timeoutMs: 100 }).verify()).type, 'unknown');
  const aborted = client(silent).verify({ signal: AbortSignal.abort() });
  await assert.rejects(aborted, { code: 'ERR_CALL', message: 'the call was aborted' });
  const nobody = client({ url: 'http://127.0.0.1:9' }, { retries: 0 });
  assert.equal((await nobody.verify()).type, 'unknown');
});

test('the kind of a credential is what the answer proves, not what the caller holds it for', async (t) => {
  const bound = { status: ok, scopes: ['All'], app: { id: 'shop', user_id: 'ada' } };
  const asksForApp = {
    http: 401,
    status: { code: 11008, details: 'Must provide app external ID in API authorizer' },
  };
  const isOwn = (url) => url.startsWith('/v2/users/me/');
  const key_ = await serve(t, (_, { url }) => (isOwn(url) ? fail(403, 11007) : bound));
  const token = await serve(t, (_, { url }) => (isOwn(url) ? { status: ok, scopes: ['All'] } : asksForApp));
  for (const keyType of ['app_specific_key', 'personal_access_token', undefined]) {
    const credential = Credential.parse(key, keyType ? { keyType } : {});
    for (const [server, proved] of [
      [key_, 'app_specific_key'],
      [token, 'personal_access_token'],
    ]) {
      const { grant } = await client(server, { credential }).verify();
      assert.equal(grant.keyType, proved, `held for ${keyType}`);
    }
  }
});
