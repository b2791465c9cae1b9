// The sandbox over HTTP: workflows that are there, and those that calls make.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { german, ids, red, within } from './sandbox-app.mjs';
import { assertFailure, keyNamed } from './sandbox-client.mjs';

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

describe('workflows that calls make', () => {
  const path = '/v2/workflows';
  const node = (id, model = 'color-recognition') => ({ id, model: { id: model } });
  const colors = { id: 'mine', nodes: [node('colours')] };
  const both = { data: { ...red.data, ...german.data } };
  const post = (ask, workflows, options) => ask(path, { body: { workflows }, ...options });
  const patch = (ask, action, workflows) => ask(path, { verb: 'PATCH', body: { action, workflows } });
  const nodesOf = ({ nodes }) => nodes.map(({ id, model }) => [id, model.id]);

  test('a_created_workflow_is_listed_and_predicts_with_each_of_its_nodes', () =>
    within(async ({ ask }) => {
      const made = await post(ask, [
        { id: 'mine', nodes: [node('colours'), node('language', 'language-identification')] },
      ]);
      assert.deepEqual([made.http, made.status.code], [200, 10000], made.text);
      assert.deepEqual(nodesOf(made.workflows[0]), [
        ['colours', 'color-recognition'],
        ['language', 'language-identification'],
      ]);
      assert.deepEqual(ids((await ask(path)).workflows), ['find-colors', 'find-language', 'mine']);
      const { results } = await ask(`${path}/mine/results`, { body: { inputs: [both] } });
      assert.deepEqual(
        results[0].outputs.map(({ model, data }) => [model.id, data.concepts[0].id]),
        [
          ['color-recognition', 'Red'],
          ['language-identification', 'de'],
        ],
      );
    }));

  test('a_token_makes_a_workflow_of_public_models_and_an_app_specific_key_does_not', () =>
    within(async ({ ask }) => {
      const model = { id: 'color-recognition', user_id: 'clarifai', app_id: 'main' };
      const workflows = [{ id: 'mine', nodes: [{ id: 'colours', model }] }];
      assertFailure(await post(ask, workflows), 404, 21200, 'Model does not exist');
      const own = '/v2/users/me/apps/sandbox-app/workflows';
      const made = await ask(own, { key: 'pat', body: { workflows } });
      assert.equal(made.http, 200, made.text);
      assert.equal(made.workflows[0].nodes[0].model.app_id, 'main');
    }));

  test('nobody_makes_a_workflow_in_an_app_of_someone_else', () =>
    within(async ({ ask }) => {
      const body = { workflows: [colors] };
      const details = 'user not found. Check the url of your request.';
      const answer = await ask('/v2/users/clarifai/apps/main/workflows', { key: 'pat', body });
      assertFailure(answer, 404, 11101, details);
    }));

  const refusals = [
    [
      'no workflows',
      [],
      400,
      11100,
      "Must supply the 'workflows' field. Check the JSON body of your request.",
    ],
    ['no id', [{ nodes: colors.nodes }], 400, 11100, "Invalid json path 'workflows[0].id' in request."],
    [
      'no nodes',
      [{ id: 'mine' }],
      400,
      11100,
      "Must supply the 'workflows[0].nodes' field. Check the JSON body of your request.",
    ],
    ['an unknown model', [{ id: 'mine', nodes: [node('a', 'none')] }], 404, 21200, 'Model does not exist'],
    [
      'an unknown version of a model',
      [{ id: 'mine', nodes: [{ id: 'a', model: { id: 'color-recognition', model_version: { id: 'x' } } }] }],
      404,
      11101,
      'model version not found. Check the url of your request.',
    ],
    [
      'a node that reads another',
      [{ id: 'mine', nodes: [node('a'), { ...node('b'), node_inputs: [{ node_id: 'a' }] }] }],
      501,
      10040,
      'workflows[0].nodes[1].node_inputs: every node reads the input of the workflow.',
    ],
    [
      'two nodes of one id',
      [{ id: 'mine', nodes: [node('a'), node('a')] }],
      400,
      22999,
      'workflows[0].nodes[1] has the id of another node',
    ],
    [
      'too many nodes',
      [{ id: 'mine', nodes: Array.from({ length: 21 }, (_, i) => node(`n${i}`)) }],
      400,
      22999,
      'a workflow has 1 to 20 nodes',
    ],
    [
      'the id of a workflow that is there',
      [colors, { ...colors, id: 'find-colors' }],
      400,
      22100,
      'workflows[1] has a duplicate id',
    ],
    [
      'a credential for an id',
      [{ ...colors, id: `of-${keyNamed('pat')}` }],
      400,
      22999,
      'workflows[0].id holds a credential',
    ],
  ];
  for (const [name, workflows, http, code, details] of refusals) {
    test(`${name} is refused with ${code}, and nothing is made`, () =>
      within(async ({ ask }) => {
        const answer = await post(ask, workflows);
        assertFailure(answer, http, code, details);
        assert.deepEqual(answer.workflows, []);
        assert.deepEqual(ids((await ask(path)).workflows), ['find-colors', 'find-language']);
      }));
  }

  test('of_more_workflows_than_an_app_holds_none_is_made', () =>
    within(async ({ ask }) => {
      const many = Array.from({ length: 9_999 }, (_, i) => ({ ...colors, id: `w${i}` }));
      assertFailure(await post(ask, many), 429, 11006, 'limit of 10000 in each app of the sandbox');
      assert.equal((await ask('/v2/workflows')).workflows.length, 2);
    }));

  test('changed_nodes_are_a_new_version_and_the_old_one_still_predicts', () =>
    within(async ({ ask }) => {
      const [{ version: first }] = (await post(ask, [colors])).workflows;
      const language = node('language', 'language-identification');
      const merged = await patch(ask, 'merge', [{ id: 'mine', nodes: [language] }]);
      assert.deepEqual(nodesOf(merged.workflows[0]), [
        ['colours', 'color-recognition'],
        ['language', 'language-identification'],
      ]);
      const removed = await patch(ask, 'remove', [{ id: 'mine', nodes: [{ id: 'colours' }] }]);
      assert.deepEqual(nodesOf(removed.workflows[0]), [['language', 'language-identification']]);
      const empty = await patch(ask, 'remove', [{ id: 'mine', nodes: [{ id: 'language' }] }]);
      assertFailure(empty, 400, 22999, 'a workflow has 1 to 20 nodes');
      const over = await patch(ask, 'overwrite', [{ id: 'mine', nodes: [{ ...language, id: 'only' }] }]);
      assert.deepEqual(nodesOf(over.workflows[0]), [['only', 'language-identification']]);

      const { workflow_versions: versions } = await ask(`${path}/mine/versions`);
      assert.equal(versions.length, 4);
      assert.deepEqual([versions[0].id, versions[3].id], [over.workflows[0].version.id, first.id]);
      const own = `/v2/users/me/apps/sandbox-app/workflows/mine/versions/${first.id}/results`;
      const { results } = await ask(own, { key: 'pat', body: { inputs: [both] } });
      assert.deepEqual(
        results[0].outputs.map(({ model }) => model.id),
        ['color-recognition'],
      );
    }));

  test('a_workflow_keeps_20_versions', () =>
    within(async ({ ask }) => {
      await post(ask, [colors]);
      for (let i = 0; i < 25; i += 1) await patch(ask, 'overwrite', [colors]);
      const { workflow_versions: versions } = await ask(`${path}/mine/versions?per_page=100`);
      assert.equal(versions.length, 20);
    }));

  test('an_unknown_workflow_is_not_changed', () =>
    within(async ({ ask }) => {
      const answer = await patch(ask, 'overwrite', [colors]);
      assertFailure(answer, 404, 11101, 'workflow not found. Check the url of your request.');
    }));

  test('a_deleted_workflow_is_gone_from_this_sandbox_alone', () =>
    within(async ({ ask }) => {
      await post(ask, [colors]);
      assert.equal((await ask(`${path}/mine`, { verb: 'DELETE' })).http, 200);
      assertFailure(await ask(`${path}/mine`, { verb: 'DELETE' }), 404, 11101);
      await ask(path, { verb: 'DELETE', body: { ids: ['find-colors'] } });
      assert.deepEqual(ids((await ask(path)).workflows), ['find-language']);
      await ask(path, { verb: 'DELETE', body: { delete_all: true } });
      assert.deepEqual((await ask(path)).workflows, []);
      await within(async (other) =>
        assert.deepEqual(ids((await other.ask(path)).workflows), ['find-colors', 'find-language']),
      );
    }));

  test('a_key_that_reads_workflows_does_not_make_or_delete_them', () =>
    within(async ({ ask }) => {
      const key = 'search-only';
      assertFailure(await post(ask, [colors], { key }), 403, 11007, 'Missing scopes: Workflows:Add.');
      const kept = await ask(`${path}/find-colors`, { verb: 'DELETE', key });
      assertFailure(kept, 403, 11007, 'Missing scopes: Workflows:Add, Workflows:Delete.');
    }));
});
