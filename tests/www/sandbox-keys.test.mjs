// The sandbox over HTTP: keys that calls make, list, change and delete.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keys as initialKeys } from '../../www/sandbox/keys.js';
import { startSandbox } from '../../www/sandbox/sandbox.js';
import { as, ask, assertFailure, keyNamed } from './sandbox-client.mjs';
import { appKey, asPat, bearer, made, ownApp, ownKeys, post, sandboxApp } from './sandbox-own-keys.mjs';

describe('created keys', () => {
  test('a_created_key_is_its_id_and_works_at_once', async () => {
    const key = await made({ ...appKey, scopes: ['Apps:Get', 'Concepts:Get', 'Models:Get'] });
    assert.match(key.id, /^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
    assert.equal(key.type, 'app_specific_key');
    assert.equal(key.description, 'made by a test');
    assert.equal(key.apps.length, 1);
    assert.deepEqual([key.apps[0].id, key.apps[0].user_id], ['sandbox-app', 'sandbox-user']);
    assert.equal('expires_at' in key, false);
    assert.equal((await ask('/v2/models', bearer(key.id))).models.length, 2);
    const refused = await ask('/v2/inputs', bearer(key.id));
    assertFailure(refused, 403, 11007, 'Missing scopes: Annotations:Get, Inputs:Get.');
  });

  test('scopes_are_taken_by_label_and_by_proto_name_and_answered_by_label', async () => {
    const scopes = ['All', 'Predict', 'Models:Get', 'Concepts_Get', 'Models_Get'];
    const key = await made({ ...appKey, scopes });
    assert.deepEqual(key.scopes, ['All', 'Predict', 'Models:Get', 'Concepts:Get']);
  });

  test('a_created_personal_access_token_is_bound_to_no_app_and_has_its_makers_reach', async () => {
    const token = await made({ type: 'personal_access_token', scopes: ['All'], apps: [] });
    assert.deepEqual([token.type, token.apps, token.description], ['personal_access_token', [], '']);
    assert.equal((await ask('/v2/users/me', bearer(token.id))).user.id, 'sandbox-user');
    assertFailure(await ask('/v2/models', bearer(token.id)), 401, 11008);
  });

  test('endpoints_restrict_a_created_key', async () => {
    const endpoints = ['/clarifai.api.V2/GetModel'];
    const key = await made({ ...appKey, scopes: ['All'], endpoints });
    assert.deepEqual(key.endpoints, endpoints);
    assert.equal((await ask('/v2/models/color-recognition', bearer(key.id))).http, 200);
    const refused = await ask('/v2/models', bearer(key.id));
    assertFailure(refused, 403, 11007, 'Missing endpoints: /clarifai.api.V2/ListModels.');
  });

  test('a_created_key_lives_until_it_expires', async () => {
    let now = Date.parse('2030-01-01T00:00:00Z');
    const own = await startSandbox({ now: () => now });
    try {
      const answer = await ask(ownKeys, {
        base: own.url,
        ...asPat,
        body: { keys: [{ ...appKey, scopes: ['All'], expires_at: '2030-01-01T00:00:10Z' }] },
      });
      const [{ id, created_at, expires_at }] = answer.keys;
      assert.equal(created_at, '2030-01-01T00:00:00.000Z');
      assert.equal(expires_at, '2030-01-01T00:00:10Z');
      assert.equal((await ask('/v2/models', { base: own.url, ...bearer(id) })).http, 200);
      now += 10_000;
      assertFailure(await ask('/v2/models', { base: own.url, ...bearer(id) }), 401, 11009, 'expired key');
    } finally {
      await own.close();
    }
  });

  test('a_created_key_is_throttled_by_itself', async () => {
    const own = await startSandbox({ now: () => 1_900_000_000_000, requestsPerSecond: 2 });
    try {
      const answer = await ask(ownKeys, {
        base: own.url,
        ...asPat,
        body: { keys: [{ ...appKey, scopes: ['All'] }] },
      });
      const options = { base: own.url, ...bearer(answer.keys[0].id) };
      const codes = [];
      for (let i = 0; i < 3; i += 1) codes.push((await ask('/v2/models', options)).status.code);
      assert.deepEqual(codes, [10000, 10000, 11005]);
    } finally {
      await own.close();
    }
  });

  const path = 'keys[0].';
  const refusals = [
    ['no keys', [], "Must supply the 'keys' field. Check the JSON body of your request."],
    ['a key that is no object', ['x'], "Invalid json path 'keys[0]' in request."],
    [
      'an unknown type',
      [{ ...appKey, type: 'master' }],
      `${path}type is neither app_specific_key nor personal_access_token`,
    ],
    ['an unknown scope', [{ ...appKey, scopes: ['Predict', 'predict'] }], `${path}scopes[1] is not a scope`],
    [
      'scopes that are no list',
      [{ ...appKey, scopes: 'All' }],
      "Invalid json path 'keys[0].scopes' in request.",
    ],
    [
      'a scope that is no text',
      [{ ...appKey, scopes: [1] }],
      "Invalid json path 'keys[0].scopes[0]' in request.",
    ],
    [
      'an unknown endpoint',
      [{ ...appKey, endpoints: ['PostModelOutputs'] }],
      `${path}endpoints[0] is not an endpoint`,
    ],
    ['an app-specific key without an app', [{ scopes: ['All'] }], `${path}apps must name exactly one app`],
    [
      'an app-specific key with two apps',
      [{ ...appKey, apps: [sandboxApp, sandboxApp] }],
      `${path}apps must name exactly one app`,
    ],
    [
      'a token with an app',
      [{ ...appKey, type: 'personal_access_token' }],
      `${path}apps must be empty for a personal access token`,
    ],
    [
      'an expiry that is no time',
      [{ ...appKey, expires_at: 'tomorrow' }],
      "Invalid json path 'keys[0].expires_at' in request.",
    ],
    [
      'an expiry on no day',
      [{ ...appKey, expires_at: '2030-13-41T00:00:00Z' }],
      "Invalid json path 'keys[0].expires_at' in request.",
    ],
    [
      'a description beyond 1000 characters',
      [{ ...appKey, description: 'x'.repeat(1001) }],
      `${path}description is too long`,
    ],
  ];
  for (const [name, keys, details] of refusals) {
    test(`${name} is refused with 11100`, async () => {
      const answer = await post(keys);
      assertFailure(answer, 400, 11100, details);
      assert.deepEqual(answer.keys, []);
    });
  }

  test('no_key_is_made_for_an_app_of_someone_else', async () => {
    for (const app of [
      { id: 'other-app', user_id: 'other-user' },
      { id: 'other-app' },
      { id: 'main', user_id: 'clarifai' },
    ]) {
      assertFailure(
        await post([{ ...appKey, apps: [app] }]),
        404,
        11101,
        'app not found. Check the url of your request.',
      );
    }
  });

  test('one_wrong_key_of_several_makes_none', async () => {
    const count = async () => (await ask(`${ownKeys}?per_page=1000`, asPat)).keys.length;
    const before = await count();
    assertFailure(
      await post([appKey, { ...appKey, scopes: ['Nothing'] }]),
      400,
      11100,
      'keys[1].scopes[0] is not a scope',
    );
    assert.equal(await count(), before);
    assert.equal((await post([appKey, appKey])).keys.length, 2);
    assert.equal(await count(), before + 2);
  });

  test('a_user_holds_1000_keys_and_no_more', async () => {
    const own = await startSandbox({ requestsPerSecond: 1e6 });
    try {
      const create = (count) =>
        ask(ownKeys, {
          base: own.url,
          ...asPat,
          body: { keys: Array.from({ length: count }, () => appKey) },
        });
      const owned = initialKeys.filter(({ userId }) => userId === 'sandbox-user').length;
      assert.equal((await create(1000 - owned)).http, 200);
      assertFailure(await create(1), 429, 11006, 'limit of 1000 keys for each user of the sandbox');
    } finally {
      await own.close();
    }
  });
});

describe('who may handle keys', () => {
  const cases = [
    [
      'all-scopes',
      'GET',
      ownKeys,
      403,
      11007,
      'ListKeys takes a personal access token; an app-specific key does not reach it.',
    ],
    [
      'all-scopes',
      'POST',
      ownKeys,
      403,
      11007,
      'PostKeys takes a personal access token; an app-specific key does not reach it.',
    ],
    [
      'all-scopes',
      'PATCH',
      ownKeys,
      403,
      11007,
      'PatchKeys takes a personal access token; an app-specific key does not reach it.',
    ],
    [
      'other-pat',
      'PATCH',
      '/v2/users/sandbox-user/keys',
      404,
      11101,
      'user not found. Check the url of your request.',
    ],
    [
      'other-pat',
      'GET',
      '/v2/users/sandbox-user/keys',
      404,
      11101,
      'user not found. Check the url of your request.',
    ],
    [
      'other-pat',
      'POST',
      '/v2/users/sandbox-user/keys',
      404,
      11101,
      'user not found. Check the url of your request.',
    ],
    ['pat', 'GET', '/v2/users/clarifai/keys', 404, 11101, 'user not found. Check the url of your request.'],
    [
      'pat',
      'GET',
      '/v2/users/clarifai/apps/main/keys',
      404,
      11101,
      'user not found. Check the url of your request.',
    ],
    ['other-pat', 'GET', `${ownApp}/keys`, 404, 11101, 'app not found. Check the url of your request.'],
    [
      'pat',
      'GET',
      `${ownKeys}/0123456789abcdef0123456789abcdef`,
      404,
      11101,
      'key not found. Check the url of your request.',
    ],
    [
      'pat',
      'DELETE',
      `${ownKeys}/${keyNamed('other-app')}`,
      404,
      11101,
      'key not found. Check the url of your request.',
    ],
    [
      'pat',
      'GET',
      `${ownKeys}/${keyNamed('other-pat')}`,
      404,
      11101,
      'key not found. Check the url of your request.',
    ],
  ];
  for (const [key, verb, path, http, code, details] of cases) {
    test(`${key} is answered ${code} for ${verb} ${path}`, async () => {
      const body = ['POST', 'PATCH'].includes(verb) ? { keys: [appKey] } : undefined;
      assertFailure(await ask(path, { verb, headers: as(key), body }), http, code, details);
    });
  }

  test('a_token_needs_the_scopes_that_the_method_lists', async () => {
    const { id } = await made({ type: 'personal_access_token', scopes: ['Keys:Get'] });
    assert.equal((await ask(ownKeys, bearer(id))).http, 200);
    const body = { keys: [appKey] };
    const refused = await ask(ownKeys, { ...bearer(id), body });
    assertFailure(refused, 403, 11007, 'Missing scopes: Apps:Get, Keys:Add.');
    const kept = await ask(`${ownKeys}/${id}`, { ...bearer(id), verb: 'DELETE' });
    assertFailure(kept, 403, 11007, 'Missing scopes: Keys:Add, Keys:Delete.');
    const keys = [{ id, scopes: ['All'] }];
    const widened = await ask(ownKeys, { ...bearer(id), verb: 'PATCH', body: { action: 'overwrite', keys } });
    assertFailure(widened, 403, 11007, 'Missing scopes: Keys:Add.');
  });
});

describe('keys that are there', () => {
  test('a_user_lists_the_keys_of_both_types_and_no_one_elses', async () => {
    const { keys } = await ask(`${ownKeys}?per_page=1000`, { headers: as('other-pat') });
    assert.deepEqual(
      keys.map(({ id, type, apps }) => [id, type, apps.map((app) => app.id)]),
      [
        [keyNamed('other-pat'), 'personal_access_token', []],
        [keyNamed('other-app'), 'app_specific_key', ['other-app']],
      ],
    );
  });

  test('the_keys_of_an_app_leave_out_tokens', async () => {
    const { keys } = await ask('/v2/users/other-user/apps/other-app/keys', { headers: as('other-pat') });
    assert.deepEqual(
      keys.map(({ id }) => id),
      [keyNamed('other-app')],
    );
  });

  test('keys_are_listed_in_pages_and_by_scope_endpoint_and_expiry', async () => {
    const own = await startSandbox({ requestsPerSecond: 1e6 });
    try {
      const list = async (query) => {
        const { keys } = await ask(`${ownKeys}?${query}`, { base: own.url, ...asPat });
        return keys.map(({ description }) => description);
      };
      assert.deepEqual(await list('page=2&per_page=2'), ['all scopes', 'predict, one endpoint']);
      assert.deepEqual(await list('scopes=Search'), ['search only']);
      assert.deepEqual(await list('scopes=Predict&scopes=Models_Get'), [
        'predict only',
        'predict, one endpoint',
        'expired',
      ]);
      assert.deepEqual(await list('endpoints=/clarifai.api.V2/PostModelOutputs'), ['predict, one endpoint']);
      assert.deepEqual(await list('scopes=Predict&not_expired=True'), [
        'predict only',
        'predict, one endpoint',
      ]);
    } finally {
      await own.close();
    }
  });

  test('a_key_is_answered_by_its_id', async () => {
    const { key } = await ask(`${ownKeys}/${keyNamed('endpoint-restricted')}`, asPat);
    assert.equal(key.id, keyNamed('endpoint-restricted'));
    assert.deepEqual(key.endpoints, ['/clarifai.api.V2/PostModelOutputs']);
    assert.deepEqual(key.scopes, ['Apps:Get', 'Concepts:Get', 'Models:Get', 'Predict']);
  });

  test('a_deleted_key_is_answered_11009_and_is_gone', async () => {
    const { id } = await made({ ...appKey, scopes: ['All'] });
    assert.equal((await ask('/v2/models', bearer(id))).http, 200);
    const deleted = await ask(`${ownKeys}/${id}`, { ...asPat, verb: 'DELETE' });
    assert.deepEqual([deleted.http, deleted.status.code], [200, 10000]);
    assertFailure(await ask('/v2/models', bearer(id)), 401, 11009, 'invalid key');
    assertFailure(await ask(`${ownKeys}/${id}`, asPat), 404, 11101);
    assertFailure(await ask(`${ownKeys}/${id}`, { ...asPat, verb: 'DELETE' }), 404, 11101);
  });

  test('what_one_sandbox_deletes_another_still_has', async () => {
    const own = await startSandbox();
    const path = `${ownKeys}/${keyNamed('search-only')}`;
    const deleted = await ask(path, { base: own.url, ...asPat, verb: 'DELETE' });
    await own.close();
    assert.equal(deleted.http, 200);
    assert.equal((await ask(path, asPat)).http, 200);
  });
});
