// The sandbox over HTTP: what calls put into an app, and find there again.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, test } from 'node:test';
import { blue, codes, concepts, german, ids, red, within } from './sandbox-app.mjs';
import { assertFailure, imageOf, keyNamed } from './sandbox-client.mjs';

describe('inputs', () => {
  test('an_added_input_is_listed_found_and_deleted', () =>
    within(async ({ ask, add }) => {
      assert.deepEqual((await ask('/v2/inputs')).inputs, []);
      const added = await add(red, german);
      assert.deepEqual([added.http, added.status.code], [200, 10000]);
      assert.deepEqual(codes(added.inputs), [
        ['red', 30000],
        ['german', 30000],
      ]);
      assert.ok(!added.text.includes(red.data.image.base64));
      assert.deepEqual(ids((await ask('/v2/inputs')).inputs), ['red', 'german']);
      const { input } = await ask('/v2/inputs/german');
      assert.equal(input.data.text.raw, german.data.text.raw);
      const { counts } = await ask('/v2/inputs/status');
      assert.equal(counts.processed, 2);
      assert.equal((await ask('/v2/inputs/red', { verb: 'DELETE' })).http, 200);
      assertFailure(await ask('/v2/inputs/red'), 404, 30102, 'Input does not exist');
      assertFailure(await ask('/v2/inputs/red', { verb: 'DELETE' }), 404, 30102);
      assert.deepEqual(ids((await ask('/v2/inputs')).inputs), ['german']);
    }));

  test('inputs_are_listed_in_pages', () =>
    within(async ({ ask, add }) => {
      await add(...['a', 'b', 'c', 'd', 'e'].map((id) => ({ ...german, id })));
      assert.deepEqual(ids((await ask('/v2/inputs?page=2&per_page=2')).inputs), ['c', 'd']);
      assert.deepEqual(ids((await ask('/v2/inputs?page=3&per_page=2')).inputs), ['e']);
      assert.deepEqual((await ask('/v2/inputs?page=4&per_page=2')).inputs, []);
    }));

  test('several_inputs_or_all_are_deleted_at_once', () =>
    within(async ({ ask, add }) => {
      await add(...['a', 'b', 'c'].map((id) => ({ ...german, id })));
      await ask('/v2/inputs', { verb: 'DELETE', body: { ids: ['a', 'c', 'nothing'] } });
      assert.deepEqual(ids((await ask('/v2/inputs')).inputs), ['b']);
      await ask('/v2/inputs', { verb: 'DELETE', body: { delete_all: true } });
      assert.deepEqual((await ask('/v2/inputs')).inputs, []);
    }));

  test('a_duplicate_id_is_30104_under_10020', () =>
    within(async ({ add }) => {
      await add(red);
      const again = await add({ ...blue, id: 'red' });
      assert.deepEqual([again.http, again.status.code, again.status.description], [400, 10020, 'Failure']);
      const { code, description, details } = again.inputs[0].status;
      assert.deepEqual(
        [code, description, details],
        [30104, 'Input invalid argument', 'An input has a duplicate ID'],
      );
    }));

  test('one_bad_input_of_several_is_10010_with_http_207_and_loses_none_of_the_others', () =>
    within(async ({ ask, add }) => {
      const bad = { id: 'bad', data: { image: { base64: 'AAAA' } } };
      const answer = await add(red, bad, { ...german, id: 'red' }, german, { id: 'empty', data: {} });
      assert.deepEqual(
        [answer.http, answer.status.code, answer.status.description],
        [207, 10010, 'Mixed Success'],
      );
      assert.deepEqual(codes(answer.inputs), [
        ['red', 30000],
        ['bad', 30101],
        ['red', 30104],
        ['german', 30000],
        ['empty', 30104],
      ]);
      assert.deepEqual(ids((await ask('/v2/inputs')).inputs), ['red', 'german']);
    }));

  test('a_duplicate_url_is_30100_unless_it_is_allowed', () =>
    within(async ({ add }) => {
      const bytes = await imageOf('lime', 'png');
      const server = createServer((_, response) => response.end(bytes));
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      try {
        const image = { url: `http://127.0.0.1:${server.address().port}/lime.png` };
        assert.equal((await add({ data: { image } })).status.code, 10000);
        const again = await add({ data: { image } });
        assert.equal(again.inputs[0].status.code, 30100);
        assert.match(again.inputs[0].status.description, /^Duplicate URL in your application\./);
        const allowed = await add({ data: { image: { ...image, allow_duplicate_url: true } } });
        assert.equal(allowed.status.code, 10000);
      } finally {
        server.close();
      }
    }));

  test('more_than_128_inputs_are_refused', () =>
    within(async ({ ask, add }) => {
      const answer = await add(...Array.from({ length: 129 }, () => ({ data: german.data })));
      assertFailure(answer, 400, 39999, '129 inputs; the limit is 128 per request');
      assert.deepEqual((await ask('/v2/inputs')).inputs, []);
    }));

  test('no_bytes_and_no_credential_of_an_input_are_answered', () =>
    within(async ({ ask, add }) => {
      const secret = '0123456789abcdef0123456789abcdef';
      await add({ id: `of ${keyNamed('predict-only')}`, data: { text: { raw: `the key is ${secret}` } } });
      const { text } = await ask('/v2/inputs');
      assert.ok(!text.includes(secret) && !text.includes(keyNamed('predict-only')));
    }));

  test('each_app_has_inputs_of_its_own', () =>
    within(async ({ ask, add }) => {
      await add(red);
      assert.deepEqual((await ask('/v2/inputs', { key: 'other-app' })).inputs, []);
      const own = '/v2/users/me/apps/sandbox-app/inputs';
      assert.deepEqual(ids((await ask(own, { key: 'pat' })).inputs), ['red']);
    }));

  test('a_key_that_lists_but_does_not_add_is_refused', () =>
    within(async ({ ask }) => {
      assert.equal((await ask('/v2/inputs', { key: 'search-only' })).http, 200);
      const answer = await ask('/v2/inputs', { key: 'search-only', body: { inputs: [red] } });
      assertFailure(answer, 403, 11007, 'Missing scopes: Annotations:Add, Inputs:Add, Predict.');
    }));
});

describe('concepts', () => {
  test('an_added_concept_is_listed_and_found', () =>
    within(async ({ ask }) => {
      const added = await ask('/v2/concepts', {
        body: { concepts: [{ id: 'dog', name: 'Dog' }, { id: 'cat' }] },
      });
      assert.equal(added.http, 200);
      assert.deepEqual(
        (await ask('/v2/concepts')).concepts.map(({ id, name, app_id }) => [id, name, app_id]),
        [
          ['dog', 'Dog', 'sandbox-app'],
          ['cat', 'cat', 'sandbox-app'],
        ],
      );
      assert.deepEqual(ids((await ask('/v2/concepts?page=2&per_page=1')).concepts), ['cat']);
      assert.equal((await ask('/v2/concepts/dog')).concept.name, 'Dog');
      assertFailure(
        await ask('/v2/concepts/cow'),
        404,
        11101,
        'concept not found. Check the url of your request.',
      );
    }));

  test('a_duplicate_concept_is_40003_invalid_request_and_adds_nothing', () =>
    within(async ({ ask }) => {
      const add = (...list) => ask('/v2/concepts', { body: { concepts: list.map((id) => ({ id })) } });
      await add('dog');
      for (const list of [['dog'], ['cat', 'dog'], ['cow', 'cow']]) {
        const answer = await add(...list);
        assertFailure(answer, 400, 40003, `concepts[${list.length - 1}] has a duplicate id`);
        assert.equal(answer.status.description, 'Invalid request');
      }
      assert.deepEqual(ids((await ask('/v2/concepts')).concepts), ['dog']);
    }));

  test('annotating_with_a_new_concept_needs_the_scope_that_adds_concepts', () =>
    within(async ({ ask }) => {
      const scopes = 'Apps Annotations Concepts Inputs Models Workflows'
        .split(' ')
        .map((name) => `${name}:Get`);
      const entry = {
        scopes: [...scopes, 'Annotations:Add', 'Inputs:Add', 'Predict'],
        apps: [{ id: 'sandbox-app', user_id: 'me' }],
      };
      const { keys } = await ask('/v2/users/me/keys', { key: 'pat', body: { keys: [entry] } });
      const add = (input) =>
        ask('/v2/inputs', { headers: { authorization: `Key ${keys[0].id}` }, body: { inputs: [input] } });
      assert.equal((await add(red)).http, 200);
      const refused = await add(concepts(blue, { id: 'sky' }));
      assertFailure(refused, 403, 11007, 'Missing scopes: Concepts:Add.');
      await ask('/v2/concepts', { body: { concepts: [{ id: 'sky' }] } });
      assert.equal((await add(concepts(blue, { id: 'sky' }))).http, 200);
    }));
});

describe('changed inputs', () => {
  const marked = (work) =>
    within(async (own) => {
      await own.ask('/v2/concepts', { body: { concepts: [{ id: 'sky', name: 'The sky' }] } });
      await own.add(concepts(red, { id: 'warm', value: 0.5 }, { id: 'dog' }), blue);
      const patch = (action, inputs, options) =>
        own.ask('/v2/inputs', { verb: 'PATCH', body: { action, inputs }, ...options });
      await work({ ...own, patch });
    });
  const only = (...list) => ({ data: { concepts: list } });
  const marks = ({ data }) => (data.concepts ?? []).map(({ id, value }) => [id, value]);

  for (const [action, expected] of [
    [
      'merge',
      [
        ['warm', 1],
        ['dog', 1],
        ['sky', 0],
      ],
    ],
    [
      'overwrite',
      [
        ['warm', 1],
        ['sky', 0],
      ],
    ],
    ['remove', [['dog', 1]]],
  ]) {
    test(`${action} changes the concepts of an input and at once`, () =>
      marked(async ({ ask, patch }) => {
        const answer = await patch(action, [{ id: 'red', ...only({ id: 'warm' }, { id: 'sky', value: 0 }) }]);
        assert.deepEqual([answer.http, answer.status.code], [200, 10000], answer.text);
        assert.deepEqual(codes(answer.inputs), [['red', 30000]]);
        assert.deepEqual(marks(answer.inputs[0]), expected);
        assert.deepEqual(marks((await ask('/v2/inputs/red')).input), expected);
        const sky = answer.inputs[0].data.concepts.find(({ id }) => id === 'sky');
        assert.ok(sky === undefined || sky.name === 'The sky');
      }));
  }

  test('an_input_that_is_not_there_loses_none_of_the_others', () =>
    marked(async ({ patch }) => {
      const inputs = [
        { id: 'gone', ...only({ id: 'sky' }) },
        { id: 'blue', ...only({ id: 'sky' }) },
      ];
      const mixed = await patch('merge', inputs);
      assert.deepEqual([mixed.http, mixed.status.code], [207, 10010]);
      assert.deepEqual(codes(mixed.inputs), [
        ['gone', 30102],
        ['blue', 30000],
      ]);
      const none = await patch('merge', [inputs[0]]);
      assert.deepEqual([none.http, none.status.code], [400, 10020]);
    }));

  test('a_new_concept_needs_the_scope_that_adds_concepts_and_removing_one_does_not', () =>
    marked(async ({ ask, patch }) => {
      const scopes = ['Annotations:Add', 'Annotations:Get', 'Apps:Get', 'Concepts:Get'];
      const entry = {
        scopes: [...scopes, 'Inputs:Add', 'Inputs:Get', 'Models:Get'],
        apps: [{ id: 'sandbox-app' }],
      };
      const made = await ask('/v2/users/me/keys', { key: 'pat', body: { keys: [entry] } });
      const headers = { authorization: `Key ${made.keys[0].id}` };
      const change = (action, id) => patch(action, [{ id: 'red', ...only({ id }) }], { headers });
      assertFailure(await change('merge', 'new'), 403, 11007, 'Missing scopes: Concepts:Add.');
      assert.equal((await change('merge', 'sky')).http, 200);
      assert.equal((await change('remove', 'new')).http, 200);
      assertFailure(await ask('/v2/concepts/new'), 404, 11101);
    }));

  test('what_is_no_patch_is_refused', () =>
    marked(async ({ patch }) => {
      const inputs = [{ id: 'red', ...only({ id: 'sky' }) }];
      assertFailure(await patch('add', inputs), 400, 11100, 'action must be merge or overwrite or remove');
      assertFailure(await patch('merge', []), 400, 11100);
      assertFailure(
        await patch('merge', [only({ id: 'sky' })]),
        400,
        11100,
        "Invalid json path 'inputs[0].id' in request.",
      );
      assertFailure(
        await patch('merge', [{ id: 'red', data: red.data }]),
        501,
        10040,
        'inputs[0].data: the sandbox patches concepts only.',
      );
      const refused = await patch('merge', inputs, { key: 'search-only' });
      assertFailure(refused, 403, 11007, 'Missing scopes: Annotations:Add, Inputs:Add.');
      assert.deepEqual(refused.inputs, []);
    }));
});

describe('apps', () => {
  test('a_user_lists_their_apps_and_anyone_the_public_ones', () =>
    within(async ({ ask }) => {
      for (const [path, expected] of [
        ['/v2/apps', ['sandbox-app']],
        ['/v2/users/me/apps', ['sandbox-app']],
        ['/v2/users/clarifai/apps', ['main']],
      ]) {
        assert.deepEqual(ids((await ask(path, { key: 'pat' })).apps), expected, path);
      }
    }));

  test('an_app_is_found_by_its_key_and_by_its_path', () =>
    within(async ({ ask }) => {
      assert.equal((await ask('/v2/app')).app.id, 'sandbox-app');
      assert.equal((await ask('/v2/users/clarifai/apps/main', { key: 'pat' })).app.user_id, 'clarifai');
    }));
});
