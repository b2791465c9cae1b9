// Keys listed, made, deleted and replaced, with every answer lost and every step interrupted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Client, Credential, planKey } from '../../pkg/node.js';
import { key, serveKeys } from './key-server.mjs';

const pat = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const old = 'c0ffee11c0ffee11c0ffee11c0ffee11';
const other = 'c0ffee22c0ffee22c0ffee22c0ffee22';
const token = key(pat, { type: 'personal_access_token', scopes: ['All'], apps: [], description: 'mine' });
const keys = [token, key(old), key(other, { description: 'shop' })];

const options = { retries: 0, timeoutMs: 400 };
const client = ({ url }, more = {}) => new Client({ credential: pat, baseUrl: url, ...options, ...more });
const plan = (more) => planKey(['PostModelOutputs'], { appId: 'shop', userId: 'ada', ...more });
const settled = (promise) =>
  promise.then(
    (value) => ({ value }),
    (error) => ({ error }),
  );

function assertNoKey(shown, store) {
  const text = inspect(shown, { depth: 12, showHidden: true }) + JSON.stringify(shown);
  for (const id of [pat, old, other, ...store.keys()]) assert.ok(!text.includes(id), `a key in ${text}`);
}

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

test('a rotation leaves one key of the same kind, and the caller has held it', async (t) => {
  const server = await serveKeys(t, keys);
  const held = [];
  const created = await client(server).rotateKey(old, {
    onCreated: async (given) => {
      assert.ok(server.store.has(old), 'the old key still works');
      held.push(given.expose());
    },
  });
  assert.deepEqual(held, [created.expose()]);
  assert.deepEqual([...server.store.keys()], [pat, other, created.expose()]);
  const { id, created_at, ...rest } = server.store.get(created.expose());
  const { id: _, created_at: __, ...before } = key(old);
  assert.deepEqual(rest, before);
});

test('a rotation can keep the old key, and can be of the credential itself', async (t) => {
  const server = await serveKeys(t, keys);
  const created = await client(server).rotateKey(old, { onCreated: () => {}, keepOld: true });
  assert.deepEqual([...server.store.keys()], [pat, old, other, created.expose()]);
  const own = await client(server).rotateKey(pat, { onCreated: () => {} });
  assert.ok(!server.store.has(pat));
  assert.equal(server.store.get(own.expose()).type, 'personal_access_token');
});

test('a rotation needs a known key and a place for the new one', async (t) => {
  const server = await serveKeys(t, keys);
  await assert.rejects(client(server).rotateKey(old, {}), { code: 'ERR_CALL', message: /onCreated/ });
  const stranger = 'c0ffee33c0ffee33c0ffee33c0ffee33';
  const { error } = await settled(client(server).rotateKey(stranger, { onCreated: () => {} }));
  assert.equal(error.message, 'the key is not among the keys of this user');
  assert.equal(server.store.size, 3);
});

test('a caller that cannot store the new key keeps the old one', async (t) => {
  for (const onCreated of [
    () => {
      throw new Error('the vault is shut');
    },
    async (created) => Promise.reject(new Error(`no room for ${created.expose()}`)),
  ]) {
    const server = await serveKeys(t, keys);
    const { error } = await settled(client(server).rotateKey(old, { onCreated }));
    assert.equal(error.message, '`onCreated` failed, so the old key stays; the new key was deleted again');
    assert.deepEqual([...server.store.keys()], [pat, old, other]);
    const text = inspect(error, { depth: 9, showHidden: true });
    assert.ok(!/c0ffee\w{26}/.test(text), 'no key is in the error');
    assert.equal(error.cause?.message, text.includes('vault') ? 'the vault is shut' : undefined);
  }
});

test('a new key that does not answer is taken back', async (t) => {
  const server = await serveKeys(t, keys, (_, { path }) =>
    path.endsWith('myscopes') ? 'gateway' : undefined,
  );
  const { error } = await settled(
    client(server).rotateKey(old, { onCreated: () => assert.fail('it has not answered') }),
  );
  assert.match(error.message, /^the new key did not answer: .*; the new key was deleted again$/);
  assert.deepEqual([...server.store.keys()], [pat, old, other]);
});

/** Rotates with one interruption; checks that no key is lost and none is left that nobody knows. */
async function interrupted(t, subject, what, fault, signal) {
  const held = new Set();
  const server = await serveKeys(t, keys, fault);
  const rotation = client(server).rotateKey(subject, {
    onCreated: async (created) => void held.add(created.expose()),
    signal,
  });
  const { value, error } = await settled(rotation);
  if (value) held.add(value.expose());
  if (error?.created) held.add(error.created.expose());
  const isHeld = [...held].some((id) => server.store.has(id));
  assert.ok(server.store.has(subject) || isHeld, `${what}: neither key works: ${error?.message}`);
  const unknown = [...server.store.keys()].filter((id) => ![pat, old, other].includes(id) && !held.has(id));
  assert.deepEqual(unknown, [], `${what}: a key is left that nobody knows: ${error?.message}`);
  assert.ok(server.store.has(other), `${what}: another key is gone`);
  if (value) assert.ok(!server.store.has(subject) && isHeld, `${what}: it was said to be done`);
  if (error) {
    assert.equal(error.code, 'ERR_CALL');
    assertNoKey(error, server.store);
  }
  return { server, value, error };
}

for (const [name, subject] of [
  ['a key', old],
  ['the credential itself', pat],
]) {
  test(`rotating ${name} is safe whatever answer is lost and at whatever step it is ended`, async (t) => {
    const whole = await interrupted(t, subject, 'nothing', () => undefined);
    assert.ok(whole.value);
    const steps = whole.server.seen.length;
    assert.ok(steps >= 6, whole.server.seen.join(', '));
    const runs = [];
    for (let step = 0; step < steps; step += 1) {
      const at = whole.server.seen[step];
      for (const mode of ['cut', 'refuse', 'lose', 'half', 'gateway', 'silence']) {
        const fault = (place) => (place === step ? mode : undefined);
        runs.push(interrupted(t, subject, `${mode} at ${step}, ${at}`, fault));
      }
      for (const mode of [undefined, 'silence', 'cut']) {
        const abort = new AbortController();
        const fault = (place) => {
          if (place !== step) return undefined;
          abort.abort();
          return mode;
        };
        runs.push(interrupted(t, subject, `ended with ${mode} at ${step}, ${at}`, fault, abort.signal));
      }
    }
    await Promise.all(runs);
  });
}

test('where the API is gone for good after any step, the old key or the held one works', async (t) => {
  const whole = await interrupted(t, old, 'nothing', () => undefined);
  const runs = whole.server.seen.map(async (_, step) => {
    const held = new Set();
    const server = await serveKeys(t, keys, (place) => (place > step ? 'cut' : undefined));
    const { value, error } = await settled(
      client(server).rotateKey(old, { onCreated: async (created) => void held.add(created.expose()) }),
    );
    for (const created of [value, error?.created]) if (created) held.add(created.expose());
    assert.ok(server.store.has(old) || [...held].some((id) => server.store.has(id)), `${step}`);
    const made = [...server.store.keys()].filter((id) => ![pat, old, other].includes(id));
    for (const id of made) assert.ok(held.has(id), `${step}: ${error?.message}`);
  });
  await Promise.all(runs);
});

test('a rotated token stays that of its organization', async (t) => {
  const mine = { type: 'personal_access_token', apps: [], organization_id: 'acme', description: 'acme' };
  const server = await serveKeys(t, [token, key(old, mine)]);
  const created = await client(server).rotateKey(old, { onCreated: () => undefined });
  assert.equal(server.store.get(created.expose()).organization_id, 'acme');
});

test('a server that answers an old key for a new one loses nobody a key', async (t) => {
  // Whether it has the scopes that were asked for or others.
  for (const scopes of [['Apps:Get', 'Predict'], ['All']]) {
    const change = (made) => ({ ...made, id: old, scopes });
    const server = await serveKeys(t, keys, () => undefined, change);
    const { error } = await settled(client(server).rotateKey(old, { onCreated: () => undefined }));
    assert.match(error.message, /^the API answered a key that was there before/);
    assert.deepEqual([...server.store.keys()], [pat, old, other]);
    assertNoKey(error, server.store);
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
