// The sandbox over HTTP: keys that calls change.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ask, assertFailure, keyNamed } from './sandbox-client.mjs';
import { appKey, asPat, bearer, made, ownKeys, sandboxApp } from './sandbox-own-keys.mjs';

describe('changed keys', () => {
  const patch = (body) => ask(ownKeys, { ...asPat, verb: 'PATCH', body });

  test('overwrite_changes_what_is_named_and_at_once', async () => {
    const { id } = await made({ ...appKey, scopes: ['All'] });
    const answer = await patch({ action: 'overwrite', keys: [{ id, scopes: ['Predict'] }] });
    assert.deepEqual(
      [answer.http, answer.keys[0].scopes, answer.keys[0].description],
      [200, ['Predict'], 'made by a test'],
    );
    assertFailure(await ask('/v2/models', bearer(id)), 403, 11007);
    const renamed = await patch({ action: 'overwrite', keys: [{ id, description: 'renamed' }] });
    assert.deepEqual([renamed.keys[0].scopes, renamed.keys[0].description], [['Predict'], 'renamed']);
  });

  test('endpoints_are_overwritten_and_an_empty_list_restricts_nothing', async () => {
    const { id } = await made({ ...appKey, scopes: ['All'] });
    const overwrite = async (endpoints) =>
      (await patch({ action: 'overwrite', keys: [{ id, endpoints }] })).keys[0].endpoints;
    assert.deepEqual(await overwrite(['/clarifai.api.V2/GetModel']), ['/clarifai.api.V2/GetModel']);
    const refused = await ask('/v2/models', bearer(id));
    assertFailure(refused, 403, 11007, 'Missing endpoints: /clarifai.api.V2/ListModels.');
    assert.deepEqual(await overwrite([]), []);
    assert.equal((await ask('/v2/models', bearer(id))).http, 200);
  });

  test('one_wrong_key_of_several_changes_none', async () => {
    const [first, second] = [await made(appKey), await made(appKey)];
    const keys = [
      { id: first.id, description: 'renamed' },
      { id: second.id, scopes: ['predict'] },
    ];
    assertFailure(await patch({ action: 'overwrite', keys }), 400, 11100, 'keys[1].scopes[0] is not a scope');
    assert.equal((await ask(`${ownKeys}/${first.id}`, asPat)).key.description, 'made by a test');
  });

  test('no_other_action_changes_a_key', async () => {
    const { id } = await made(appKey);
    for (const action of ['merge', 'remove', 'OVERWRITE', undefined]) {
      const answer = await patch({ action, keys: [{ id, scopes: ['All'] }] });
      assertFailure(answer, 400, 11100, 'action must be overwrite');
    }
    assert.deepEqual((await ask(`${ownKeys}/${id}`, asPat)).key.scopes, ['Predict', 'Models:Get']);
  });

  test('a_key_keeps_its_app_and_its_type', async () => {
    const { id } = await made(appKey);
    for (const [name, value] of [
      ['apps', []],
      ['apps', 7],
      ['apps', [sandboxApp, sandboxApp]],
      ['apps', [{ ...sandboxApp, id: 'other-app' }]],
      ['apps', [{ ...sandboxApp, user_id: 'clarifai' }]],
      ['type', 'personal_access_token'],
    ]) {
      const answer = await patch({ action: 'overwrite', keys: [{ id, [name]: value }] });
      assertFailure(answer, 400, 11100, `keys[0].${name} cannot be changed`);
    }
  });

  test('a_key_may_be_sent_back_as_it_was_listed', async () => {
    for (const entry of [appKey, { type: 'personal_access_token', scopes: ['All'], apps: [] }]) {
      const listed = await made(entry);
      const answer = await patch({ action: 'overwrite', keys: [{ ...listed, description: 'renamed' }] });
      assert.equal(answer.http, 200, answer.text);
      assert.deepEqual(answer.keys, [{ ...listed, description: 'renamed' }]);
    }
  });

  test('a_key_of_someone_else_is_not_found', async () => {
    const keys = [{ id: keyNamed('other-app'), scopes: [] }];
    assertFailure(
      await patch({ action: 'overwrite', keys }),
      404,
      11101,
      'key not found. Check the url of your request.',
    );
  });
});
