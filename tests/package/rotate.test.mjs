// Keys replaced, with every answer lost and every step interrupted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Credential } from '../../pkg/node.js';
import { key, serveKeys } from './key-server.mjs';
import { assertNoKey, client, keys, old, other, pat, settled, token } from './keys.mjs';

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

test('a new key ends when the old one does, unless that is over', async (t) => {
  for (const [end, expected] of [
    ['2999-01-01T00:00:00Z', '2999-01-01T00:00:00Z'],
    ['2020-01-01T00:00:00Z', undefined],
  ]) {
    const server = await serveKeys(t, [token, key(old, { expires_at: end })]);
    const created = await client(server).rotateKey(old, { onCreated: () => {} });
    assert.equal(server.store.get(created.expose()).expires_at, expected);
  }
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

const markOf = (id) => ` (replaces the key ${Credential.parse(id).fingerprint})`;
const mark = markOf(old);
const successor = 'c0ffee44c0ffee44c0ffee44c0ffee44';

test('a new key bears its mark as long as the old one is there', async (t) => {
  const server = await serveKeys(t, keys, (_, { verb }) => (verb === 'PATCH' ? 'refuse' : undefined));
  const marked = await client(server).rotateKey(old, {
    onCreated: (created) => assert.equal(server.store.get(created.expose()).description, `shop${mark}`),
  });
  assert.equal(
    server.store.get(marked.expose()).description,
    `shop${mark}`,
    'the API lets no mark be taken away',
  );
  const next = await client(server).rotateKey(marked, {
    onCreated: (created) =>
      assert.equal(server.store.get(created.expose()).description, `shop${markOf(marked.expose())}`),
  });
  assert.deepEqual([...server.store.keys()], [pat, other, next.expose()]);
});

test('what an earlier rotation made is used, and never taken back', async (t) => {
  const earlier = key(successor, { description: `shop${mark}` });
  const server = await serveKeys(t, [...keys, earlier]);
  const { error } = await settled(
    client(server).rotateKey(old, { onCreated: () => Promise.reject(new Error('the vault is shut')) }),
  );
  assert.match(
    error.message,
    /; an earlier rotation made the new key, and it stays: the error's `created` is it$/,
  );
  assert.equal(error.created.expose(), successor);
  assert.equal(server.store.size, 4);
  const created = await client(server).rotateKey(old, { onCreated: () => {} });
  assert.equal(created.expose(), successor);
  assert.deepEqual([...server.store.keys()], [pat, other, successor]);
  assert.equal(server.store.get(successor).description, 'shop');
  assert.ok(!server.seen.some((line) => line.startsWith('POST')));
});

test('what only looks like an earlier rotation s key is left alone', async (t) => {
  for (const fields of [
    { description: 'shop' },
    { description: `shop${markOf(other)}` },
    { description: `blog${mark}` },
    { description: `shop${mark}`, scopes: ['All'] },
    { description: `shop${mark}`, apps: [{ id: 'blog', user_id: 'ada' }] },
  ]) {
    const server = await serveKeys(t, [...keys, key(successor, fields)]);
    const created = await client(server).rotateKey(old, { onCreated: () => {} });
    assert.notEqual(created.expose(), successor);
    assert.deepEqual(server.store.get(successor), key(successor, fields));
  }
});

test('several keys that were made to replace one are the user s to sort out', async (t) => {
  const made = [successor, successor.replaceAll('4', '5')].map((id) =>
    key(id, { description: `shop${mark}` }),
  );
  const server = await serveKeys(t, [...keys, ...made]);
  const { error } = await settled(client(server).rotateKey(old, { onCreated: () => assert.fail() }));
  assert.match(error.message, /^several keys were made to replace this one: see `listKeys`/);
  assert.equal(server.store.size, 5);
});

test('a failing rotation leaves its key to another that has finished with it', async (t) => {
  const server = await serveKeys(t, keys);
  let kept;
  const { error } = await settled(
    client(server).rotateKey(old, {
      onCreated: async () => {
        kept = await client(server).rotateKey(old, { onCreated: () => {} });
        throw new Error('the vault is shut');
      },
    }),
  );
  assert.match(error.message, /; somebody has deleted the old key meanwhile, so the new one stays: /);
  assert.deepEqual([...server.store.keys()], [pat, other, kept.expose()]);
  assert.equal(error.created.expose(), kept.expose());
});

test('a key that bears the mark of its own successor is not its own successor', async (t) => {
  const server = await serveKeys(t, [token, key(old, { description: `shop${mark}` })]);
  const held = [];
  const created = await client(server).rotateKey(old, {
    onCreated: (given) => void held.push(given.expose()),
  });
  assert.notEqual(created.expose(), old);
  assert.deepEqual(held, [created.expose()]);
  assert.deepEqual([...server.store.keys()], [pat, created.expose()]);
});

test('keys of the same description and date have each its own successor', async (t) => {
  // The API lets no mark be taken away.
  const server = await serveKeys(t, keys, (_, { verb }) => (verb === 'PATCH' ? 'refuse' : undefined));
  assert.equal(server.store.get(old).created_at, server.store.get(other).created_at);
  const first = await client(server).rotateKey(old, { onCreated: () => {} });
  const second = await client(server).rotateKey(other, { onCreated: () => {} });
  assert.deepEqual([...server.store.keys()], [pat, first.expose(), second.expose()]);
});

test('the new key is asked once more when it is stored, as another rotation may have taken it back', async (t) => {
  const server = await serveKeys(t, keys);
  let open;
  const vault = new Promise((resolve) => {
    open = resolve;
  });
  let second;
  const first = await settled(
    client(server).rotateKey(old, {
      onCreated: async () => {
        await new Promise((given) => {
          const onCreated = () => {
            given();
            return vault;
          };
          second = settled(client(server).rotateKey(old, { onCreated }));
        });
        throw new Error('the vault is shut');
      },
    }),
  );
  assert.match(first.error.message, /; the new key was deleted again$/);
  open();
  const { error } = await second;
  assert.match(
    error.message,
    /^the new key did not answer: .*; the caller holds the new key; the old one stays$/,
  );
  assert.deepEqual([...server.store.keys()], [pat, old, other]);
});

test('an error of the caller s own that holds the old key is not shown', async (t) => {
  const server = await serveKeys(t, keys);
  const onCreated = () => {
    throw new Error(`${old} is locked`);
  };
  const { error } = await settled(client(server).rotateKey(old, { onCreated }));
  assert.equal(error.cause, undefined);
  assertNoKey(error, server.store);
});

/** Numbers below one, the same for the same seed. */
function* numbers(seed) {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** Rotates again and again while any request may be spoilt, until a rotation says that it is done. */
async function rotatedAtLast(t, seed) {
  const random = numbers(seed);
  const chance = () => random.next().value;
  const modes = ['cut', 'refuse', 'lose', 'half', 'gateway'];
  let isStormy = true;
  const fault = () => (isStormy && chance() < 0.3 ? modes[Math.floor(chance() * modes.length)] : undefined);
  const server = await serveKeys(t, keys, fault);
  const held = new Set();
  const hold = (created) => created && held.add(created.expose());
  for (let run = 0; run < 12; run += 1) {
    isStormy = run < 8;
    const vaultShuts = isStormy && chance() < 0.3;
    const onCreated = async (created) => {
      if (vaultShuts) throw new Error('the vault is shut');
      hold(created);
    };
    const { value, error } = await settled(client(server).rotateKey(old, { onCreated }));
    hold(value);
    hold(error?.created);
    const live = [...server.store.keys()].filter((id) => ![pat, other, old].includes(id));
    const isSafe = server.store.has(old) || live.some((id) => held.has(id));
    assert.ok(isSafe, `seed ${seed}, run ${run}: no key works: ${error?.message}`);
    assert.ok(live.length <= 1, `seed ${seed}, run ${run}: ${live.length} keys were made`);
    if (!server.store.has(old)) {
      assert.ok(held.has(live[0]), `seed ${seed}: the caller holds what is left`);
      return;
    }
    assert.ok(!value, `seed ${seed}: what is done has deleted the old key`);
  }
  assert.fail(`seed ${seed}: it never ended`);
}

test('whatever fails however often, rotating again leads to one key that the caller holds', async (t) => {
  await Promise.all(Array.from({ length: 60 }, (_, seed) => rotatedAtLast(t, seed)));
});

test('a key that was to stay stays, though the API lets no mark be taken away', async (t) => {
  const server = await serveKeys(t, keys, (_, { verb }) => (verb === 'PATCH' ? 'refuse' : undefined));
  const beside = await client(server).rotateKey(old, { onCreated: () => {}, keepOld: true });
  const next = await client(server).rotateKey(beside, { onCreated: () => {} });
  assert.deepEqual([...server.store.keys()], [pat, old, other, next.expose()]);
});

test('a stored key whose forerunner cannot be deleted is left as it is', async (t) => {
  const stored = key(successor, { description: `shop${mark}` });
  const server = await serveKeys(t, [...keys, stored], (_, { verb }) =>
    verb === 'DELETE' ? 'refuse' : undefined,
  );
  const { error } = await settled(client(server).rotateKey(successor, { onCreated: () => assert.fail() }));
  assert.match(
    error.message,
    /; an earlier rotation was cut off, and the key that it replaced was to be deleted$/,
  );
  assert.deepEqual([...server.store.keys()], [pat, old, other, successor]);
  assertNoKey(error, server.store);
});
