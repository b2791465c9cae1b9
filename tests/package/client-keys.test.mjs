// Keys listed, made and deleted, with every answer lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Credential, planKey } from '../../pkg/node.js';
import { key, serveKeys } from './key-server.mjs';
import { assertNoKey, client, keys, old, other, pat, settled, token } from './keys.mjs';

const plan = (more) => planKey(['PostModelOutputs'], { appId: 'shop', userId: 'ada', ...more });

test('a listing holds each key as a credential, all pages of it', async (t) => {
  const many = Array.from({ length: 230 }, (_, i) =>
    key(`c0ffee${i.toString(16).padStart(26, '0')}`, { description: `key ${i}` }),
  );
  const server = await serveKeys(t, [token, ...many]);
  const listed = await client(server).listKeys();
  assert.equal(listed.length, 231);
  assert.deepEqual(server.seen[0], 'GET /v2/users/me/keys');
  assert.equal(listed[230].credential.expose(), many[229].id);
  assert.equal(listed[0].credential.keyType, 'personal_access_token');
  const { credential, ...rest } = listed[1];
  assert.deepEqual(rest, {
    description: 'key 0',
    grant: {
      keyType: 'app_specific_key',
      scopes: ['Apps_Get', 'Predict'],
      app: { id: 'shop', userId: 'ada' },
    },
    createdAt: '2026-01-01T00:00:00Z',
  });
  assertNoKey(listed, server.store);
});

test('the keys are those of the client s user', async (t) => {
  const server = await serveKeys(t, keys);
  await client(server, { userId: 'ada', appId: 'shop' }).listKeys();
  assert.equal(server.seen[0], 'GET /v2/users/ada/keys');
});

test('a planned key is made as planned', async (t) => {
  const server = await serveKeys(t, keys);
  const planned = plan({ restrictEndpoints: true, description: 'shop window' });
  const made = await client(server).createKey(planned);
  const stored = server.store.get(made.expose());
  const { id, created_at, ...rest } = stored;
  assert.deepEqual(rest, planned.request.body.keys[0]);
  assert.deepEqual(
    server.seen.filter((line) => line.startsWith('POST')),
    ['POST /v2/users/ada/keys'],
  );
});

test('what is no plan is refused before anything is sent', async (t) => {
  const server = await serveKeys(t, keys);
  const { request } = plan();
  for (const malformed of [
    undefined,
    7,
    {},
    { request: { ...request, path: '/v2/users/ada/apps' } },
    { request: { ...request, body: { keys: [] } } },
    { request: { ...request, body: { keys: [...request.body.keys, ...request.body.keys] } } },
    planKey(['PostModelOutputs']),
  ]) {
    await assert.rejects(client(server).createKey(malformed), { code: 'ERR_CALL', message: /plan/ });
  }
  for (const calls of [[], ['Nope']]) {
    const empty = planKey(calls, { appId: 'shop' });
    await assert.rejects(client(server).createKey(empty), { message: /^the plan has no calls/ });
  }
  assert.deepEqual(server.seen, []);
});

test('a job that one key cannot do is done by a key for each plan', async (t) => {
  const server = await serveKeys(t, keys);
  const calls = ['shop', 'blog'].map((appId) => ({ rpc: 'PostModelOutputs', userId: 'ada', appId }));
  const split = planKey(calls, { userId: 'ada' });
  assert.equal(split.otherPlans.length, 1);
  const first = await client(server).createKey(split);
  assert.equal(server.store.size, 4, 'a plan is one key');
  const second = await client(server).createKey(split.otherPlans[0]);
  const apps = [first, second].map((made) => server.store.get(made.expose()).apps[0].id);
  assert.deepEqual(apps.sort(), ['blog', 'shop']);
});

test('a key of other scopes than planned is deleted again', async (t) => {
  for (const change of [
    (made) => ({ ...made, scopes: ['All'] }),
    (made) => ({ ...made, scopes: made.scopes.slice(1) }),
    (made) => ({ ...made, endpoints: ['/clarifai.api.V2/PostKeys'] }),
    (made) => ({ ...made, apps: [] }),
    (made) => ({ ...made, type: 'personal_access_token' }),
  ]) {
    const server = await serveKeys(t, keys, undefined, change);
    const { error } = await settled(client(server).createKey(plan()));
    assert.match(error.message, /^the API made another key than was asked for: .*; the new key was deleted/);
    assert.deepEqual([...server.store.keys()], [pat, old, other]);
    assertNoKey(error, server.store);
  }
});

test('a made key whose answer is lost is found again by its description', async (t) => {
  await Promise.all(
    ['lose', 'half', 'gateway', 'silence'].map(async (mode) => {
      const server = await serveKeys(t, keys, (_, { verb }) => (verb === 'POST' ? mode : undefined));
      const made = await client(server).createKey(plan({ description: 'shop' }));
      assert.ok(![pat, old, other].includes(made.expose()) && server.store.has(made.expose()), mode);
      assert.equal(server.seen.filter((line) => line.startsWith('POST')).length, 1, 'it is sent once');
    }),
  );
});

test('a key that was not made is said to be none', async (t) => {
  const server = await serveKeys(t, keys, (_, { verb }) => (verb === 'POST' ? 'cut' : undefined));
  const { error } = await settled(client(server, { retries: 3 }).createKey(plan({ description: 'window' })));
  assert.match(error.message, /no new key was found by its description `window`$/);
  assert.ok(error.diagnosis.causes.length > 0);
  assert.equal(server.seen.filter((line) => line.startsWith('POST')).length, 1, 'it is sent once');
  assert.equal(server.store.size, 3);
});

test('a key is deleted once, and a lost answer is looked up', async (t) => {
  for (const mode of [undefined, 'lose', 'half', 'gateway']) {
    const server = await serveKeys(t, keys, (_, { verb }) => (verb === 'DELETE' ? mode : undefined));
    assert.equal(await client(server).deleteKey(Credential.parse(old)), undefined);
    assert.deepEqual([...server.store.keys()], [pat, other]);
    assert.equal(server.seen.filter((line) => line.startsWith('DELETE')).length, 1);
    const { error } = await settled(client(server).deleteKey(old));
    assertNoKey(error, server.store);
    if (mode === undefined) {
      assert.equal(error.answer.status.details, 'key <credential> not found');
      assert.match(error.message, /; the user has no such key: it is deleted already, or another user's$/);
      assert.ok(error.diagnosis);
    }
  }
});

test('a key that was made though the answer says failure is found', async (t) => {
  const answer = (_, { verb }) => (verb === 'POST' ? 'deny' : undefined);
  const server = await serveKeys(t, keys, answer);
  const created = await client(server).createKey(plan());
  assert.deepEqual([...server.store.keys()], [pat, old, other, created.expose()]);
});

test('where nothing can be looked up the error says so, and names the description', async (t) => {
  let isLost = false;
  const server = await serveKeys(t, keys, (_, { verb }) => {
    isLost ||= verb === 'POST';
    return isLost ? 'lose' : undefined;
  });
  const { error } = await settled(client(server).createKey(plan({ description: 'for the shop' })));
  assert.match(
    error.message,
    /; whether the key was made could not be looked up; its description is `for the shop`$/,
  );
});

test('a token that may not list keys makes one', async (t) => {
  const hidden = (_, { verb }) => (verb === 'GET' ? 'refuse' : undefined);
  const server = await serveKeys(t, keys, hidden);
  const created = await client(server).createKey(plan());
  assert.ok(server.store.has(created.expose()));

  // What nobody can look up is said, and what may be somebody's is not deleted.
  const lost = await serveKeys(t, keys, (at, request) =>
    request.verb === 'POST' ? 'lose' : hidden(at, request),
  );
  const { error } = await settled(client(lost).createKey(plan({ description: 'window' })));
  assert.match(
    error.message,
    /; whether the key was made could not be looked up; its description is `window`$/,
  );
  const wider = await serveKeys(t, keys, hidden, (made) => ({ ...made, scopes: ['All'] }));
  const { error: other } = await settled(client(wider).createKey(plan()));
  assert.match(
    other.message,
    /; it stays, as nobody could see whether it is new: the error's `created` is it$/,
  );
  assert.ok(wider.store.has(other.created.expose()));
  assertNoKey(other, wider.store);
});

test('where keys cannot be listed for a moment none is made', async (t) => {
  for (const mode of ['cut', 'gateway', 'half']) {
    const server = await serveKeys(t, keys, (_, { verb }) => (verb === 'GET' ? mode : undefined));
    const { error } = await settled(client(server).createKey(plan()));
    assert.equal(error.code, 'ERR_CALL', mode);
    assert.equal(server.store.size, 3, mode);
  }
});

const portals = [{}, { login: 'required' }, { status: null }];

test('what answers without a status is no listing, and deletes nothing', async (t) => {
  const runs = portals.map(async (answer) => {
    const portal = (_, { verb, path }) =>
      verb === 'DELETE' || !path.endsWith('/keys') ? { instead: answer } : undefined;
    const server = await serveKeys(t, keys, portal);
    const { error } = await settled(client(server).deleteKey(old));
    assert.match(error.message, /^the answer does not say that the key is deleted; the key is still there$/);
    assert.ok(server.store.has(old));
    const all = await serveKeys(t, keys, () => ({ instead: answer }));
    const { error: listing } = await settled(client(all).listKeys());
    assert.equal(listing.message, 'the answer is no listing of keys');
    for (const wrong of [error, listing]) assert.notEqual(wrong.diagnosis.causes[0].code, 'not-a-failure');
  });
  await Promise.all(runs);
  const none = await serveKeys(t, keys, () => ({ instead: { status: { code: 10000, description: 'Ok' } } }));
  assert.deepEqual(await client(none).listKeys(), [], 'who has no keys gets an answer without them');
});

test('a key that its answer tells little of is looked up in the listing', async (t) => {
  const brief = ({ status, keys: [{ id }] }) => ({ status, keys: [{ id }] });
  const server = await serveKeys(t, keys, (_, { verb }) => (verb === 'POST' ? brief : undefined));
  const created = await client(server).createKey(plan());
  assert.ok(server.store.has(created.expose()));
});

test('the own credential is never taken for a new key', async (t) => {
  const server = await serveKeys(t, keys, (_, { verb }) => {
    if (verb === 'GET') return 'refuse';
    return verb === 'POST' ? { instead: { status: { code: 10000 }, keys: [key(pat)] } } : undefined;
  });
  const { error } = await settled(client(server).createKey(plan()));
  assert.match(error.message, /^the API answered a key that was there before/);
  assert.ok(server.store.has(pat));
  assertNoKey(error, server.store);
});

test('a key with an odd description is listed with the others', async (t) => {
  const server = await serveKeys(t, [
    ...keys,
    key('c0ffee33c0ffee33c0ffee33c0ffee33', { description: 7, created_at: 8 }),
  ]);
  const listed = await client(server).listKeys();
  assert.equal(listed.length, 4);
  assert.equal(listed[3].description, '');
});

test('a key in a description is shown in no listing', async (t) => {
  const server = await serveKeys(t, [
    ...keys.slice(0, 2),
    key(other, { description: `shop ${other}, spare` }),
  ]);
  const listed = await client(server).listKeys();
  assert.equal(listed[2].description, 'shop <credential>, spare');
  assertNoKey(listed, server.store);
});

test('a listing without an end is given up', async (t) => {
  let made = 0;
  const page = () =>
    Array.from({ length: 4_000 }, () => {
      made += 1;
      return key(`c0ffee${made.toString(16).padStart(26, '0')}`);
    });
  const endless = () => ({ instead: { status: { code: 10000 }, keys: page() } });
  const server = await serveKeys(t, keys, endless);
  const { error } = await settled(client(server, { timeoutMs: 20_000 }).listKeys());
  assert.equal(error.message, 'the listing of keys does not end');
  assert.equal(server.seen.length, 3, 'it is given up once there are more than 10 000');
});

test('a message that names a description has one line', async (t) => {
  const server = await serveKeys(t, keys, (_, { verb }) => (verb === 'POST' ? 'cut' : undefined));
  const { error } = await settled(client(server).createKey(plan({ description: 'for\nthe shop' })));
  assert.match(error.message, /; no new key was found by its description `for the shop`$/);
});
