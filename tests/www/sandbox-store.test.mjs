// The sandbox over HTTP: what calls put into an app, and find there again.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, test } from 'node:test';
import { startSandbox } from '../../www/sandbox/sandbox.js';
import { as, ask as askAny, assertFailure, imageInput, imageOf, keyNamed } from './sandbox-client.mjs';

const red = imageInput(await imageOf('red', 'png'), 'red');
const blue = imageInput(await imageOf('blue', 'png'), 'blue');
const german = {
  id: 'german',
  data: { text: { raw: 'Guten Morgen, liebe Freunde, wie geht es euch heute?' } },
};
const concepts = (input, ...list) => ({ ...input, data: { ...input.data, concepts: list } });

/** Has `work` done in a sandbox of its own, that nothing has been put into yet. */
async function within(work) {
  const own = await startSandbox({ requestsPerSecond: 1e6 });
  const ask = (path, { key = 'all-scopes', ...options } = {}) =>
    askAny(path, { base: own.url, headers: as(key), ...options });
  const add = (...inputs) => ask('/v2/inputs', { body: { inputs } });
  try {
    await work({ ask, add, url: own.url });
  } finally {
    await own.close();
  }
}

const codes = (items) => items.map(({ id, status }) => [id, status.code]);
const ids = (items) => items.map(({ id }) => id);

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

describe('searches', () => {
  const filled = (work) =>
    within(async (own) => {
      await own.add(
        concepts(red, { id: 'warm', value: 1 }),
        concepts(blue, { id: 'warm', value: 0 }),
        german,
      );
      await work(own);
    });
  const rank = (concept) => ({ ranks: [{ annotation: { data: { concepts: [concept] } } }] });
  const found = ({ hits }) => hits.map(({ input, score }) => [input.id, score]);

  for (const path of ['/v2/inputs/searches', '/v2/annotations/searches', '/v2/searches']) {
    test(`POST ${path} finds inputs by the concepts that the models found`, () =>
      filled(async ({ ask }) => {
        const search = (concept) =>
          ask(path, { key: 'search-only', body: { searches: [{ query: rank(concept) }] } });
        assert.deepEqual(found(await search({ id: 'Red' })), [['red', 1]]);
        assert.deepEqual(found(await search({ name: 'Blue' })), [['blue', 1]]);
        const [[id, score]] = found(await search({ name: 'German' }));
        assert.equal(id, 'german');
        assert.ok(score > 0 && score <= 1);
        assert.deepEqual((await search({ id: 'nothing' })).hits, []);
      }));
  }

  test('an_annotated_concept_is_found_and_its_absence_too', () =>
    filled(async ({ ask }) => {
      const search = (query) => ask('/v2/inputs/searches', { body: { searches: [{ query }] } });
      assert.deepEqual(found(await search(rank({ id: 'warm' }))), [['red', 1]]);
      assert.deepEqual(found(await search(rank({ id: 'warm', value: 0 }))), [
        ['blue', 1],
        ['german', 1],
      ]);
      const filters = [{ annotation: { data: { concepts: [{ id: 'warm' }] } } }];
      assert.deepEqual(found(await search({ filters })), [['red', 1]]);
      assert.deepEqual(found(await search({ filters, ...rank({ id: 'Blue' }) })), []);
    }));

  test('the_older_form_tells_what_was_annotated_from_what_was_found', () =>
    filled(async ({ ask }) => {
      const search = (kind, id) =>
        ask('/v2/searches', { body: { query: { ands: [{ [kind]: { data: { concepts: [{ id }] } } }] } } });
      assert.deepEqual(found(await search('output', 'Red')), [['red', 1]]);
      assert.deepEqual(found(await search('input', 'Red')), []);
      assert.deepEqual(found(await search('input', 'warm')), [['red', 1]]);
      assert.deepEqual(found(await search('output', 'warm')), []);
    }));

  test('hits_come_best_first_and_in_pages', () =>
    within(async ({ ask, add }) => {
      await add(concepts(red, { id: 'dog', value: 0.3 }), concepts(blue, { id: 'dog', value: 0.9 }));
      await add(concepts(german, { id: 'dog', value: 0.6 }));
      const search = (pagination) =>
        ask('/v2/inputs/searches', { body: { searches: [{ query: rank({ id: 'dog' }) }], pagination } });
      assert.deepEqual(found(await search()), [
        ['blue', 0.9],
        ['german', 0.6],
        ['red', 0.3],
      ]);
      assert.deepEqual(found(await search({ page: 2, per_page: 2 })), [['red', 0.3]]);
      assertFailure(
        await search({ page: 'x' }),
        400,
        11100,
        "Invalid json path 'pagination.page' in request.",
      );
    }));

  test('a_search_of_annotations_answers_them', () =>
    filled(async ({ ask }) => {
      const body = { searches: [{ query: rank({ id: 'warm' }) }] };
      const { hits } = await ask('/v2/annotations/searches', { body });
      assert.equal(hits[0].annotation.input_id, 'red');
      assert.deepEqual(
        hits[0].annotation.data.concepts.map(({ id, value }) => [id, value]),
        [['warm', 1]],
      );
    }));

  test('what_is_not_a_search_by_concept_is_said_to_be_missing', () =>
    filled(async ({ ask }) => {
      const search = (body) => ask('/v2/inputs/searches', { body });
      const byImage = { query: { ranks: [{ annotation: { data: { image: { url: 'x' } } } }] } };
      assertFailure(
        await search({ searches: [byImage] }),
        501,
        10040,
        'query.ranks[0]: the sandbox searches by concept only.',
      );
      assertFailure(await search({ searches: [{}, {}] }), 400, 40002, 'one search in each request');
      assertFailure(await search({ searches: 'x' }), 400, 11100, "Invalid json path 'searches' in request.");
    }));

  test('a_predict_only_key_does_not_search', () =>
    within(async ({ ask }) => {
      const answer = await ask('/v2/searches', { key: 'predict-only', body: {} });
      assertFailure(
        answer,
        403,
        11007,
        'Missing scopes: Annotations:Get, Inputs:Get, Search, Workflows:Get.',
      );
      assert.deepEqual(answer.hits, []);
    }));
});

describe('workflows', () => {
  const inputs = [{ data: german.data }];

  test('workflows_are_listed_found_and_have_a_version', () =>
    within(async ({ ask }) => {
      assert.deepEqual(ids((await ask('/v2/workflows')).workflows), ['find-colors', 'find-language']);
      assert.deepEqual(ids((await ask('/v2/workflows?per_page=1&page=2')).workflows), ['find-language']);
      const { workflow } = await ask('/v2/workflows/find-language');
      assert.deepEqual(ids(workflow.nodes), ['language-identification']);
      const versions = await ask('/v2/workflows/find-language/versions');
      assert.deepEqual(ids(versions.workflow_versions), [workflow.version.id]);
      const one = await ask(`/v2/workflows/find-language/versions/${workflow.version.id}`);
      assert.equal(one.workflow_version.workflow_id, 'find-language');
    }));

  test('a_workflow_predicts_with_its_models_on_each_of_its_paths', () =>
    within(async ({ ask }) => {
      const own = '/v2/users/me/apps/sandbox-app';
      const { workflow } = await ask('/v2/workflows/find-language');
      for (const [path, key] of [
        ['/v2/workflows/find-language/results', 'all-scopes'],
        [`${own}/workflows/find-language/results`, 'pat'],
        [`${own}/workflows/find-language/versions/${workflow.version.id}/results`, 'pat'],
        ['/v2/users/clarifai/apps/main/workflows/find-language/results', 'pat'],
      ]) {
        const answer = await ask(path, { key, body: { inputs } });
        assert.deepEqual([answer.http, answer.status.code], [200, 10000], path);
        assert.equal(answer.workflow.id, 'find-language');
        const [output] = answer.results[0].outputs;
        assert.equal(output.model.id, 'language-identification');
        assert.equal(output.data.concepts[0].id, 'de');
      }
    }));

  test('a_workflow_reads_its_output_config', () =>
    within(async ({ ask }) => {
      const path = '/v2/workflows/find-colors/results';
      const output_config = { select_concepts: [{ name: 'Red' }, { name: 'Blue' }], min_value: 0.5 };
      const answer = await ask(path, { body: { inputs: [red], output_config } });
      const found = answer.results[0].outputs[0].data.concepts.map(({ name }) => name);
      assert.deepEqual(found, ['Red']);
    }));

  test('a_failing_input_of_a_workflow_has_its_own_status', () =>
    within(async ({ ask }) => {
      const path = '/v2/workflows/find-colors/results';
      const mixed = await ask(path, { body: { inputs: [red, german] } });
      assert.deepEqual([mixed.http, mixed.status.code], [207, 10010]);
      assert.deepEqual(
        mixed.results.map(({ status }) => status.code),
        [10000, 30104],
      );
      const single = await ask(path, { body: { inputs: [german] } });
      assert.deepEqual([single.http, single.status.code], [400, 30104]);
    }));

  test('an_unknown_workflow_is_11101_and_not_22102', () =>
    within(async ({ ask }) => {
      const details = 'workflow not found. Check the url of your request.';
      assertFailure(await ask('/v2/workflows/find-nothing'), 404, 11101, details);
      const answer = await ask('/v2/workflows/find-nothing/results', { body: { inputs } });
      assertFailure(answer, 404, 11101, details);
      assert.deepEqual(answer.results, []);
      const version = await ask('/v2/workflows/find-colors/versions/x');
      assertFailure(version, 404, 11101, 'workflow version not found. Check the url of your request.');
    }));

  test('a_predict_only_key_lacks_workflows', () =>
    within(async ({ ask }) => {
      const answer = await ask('/v2/workflows/find-language/results', {
        key: 'predict-only',
        body: { inputs },
      });
      assertFailure(answer, 403, 11007, 'Missing scopes: Workflows:Get.');
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
