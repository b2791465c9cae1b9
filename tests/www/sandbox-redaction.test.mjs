// The sandbox told to redact as the service did until about 2019, and the same keys today.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startSandbox } from '../../www/sandbox/sandbox.js';
import { as, ask as askAny, assertFailure } from './sandbox-client.mjs';

const raw = 'Guten Morgen, liebe Freunde, wie geht es euch heute?';
const input = { id: 'greeting', data: { text: { raw }, concepts: [{ id: 'morning', value: 1 }] } };
const sandboxes = {};

before(async () => {
  for (const [name, redacts] of [
    ['then', true],
    ['today', false],
  ]) {
    const sandbox = await startSandbox({ redacts, requestsPerSecond: 1e6 });
    sandboxes[name] = sandbox;
    const added = await ask(name, '/v2/inputs', as('all-scopes'), { inputs: [input] });
    assert.equal(added.http, 200);
  }
});
after(() => Promise.all(Object.values(sandboxes).map((sandbox) => sandbox.close())));

const ask = (when, path, headers, body) => askAny(path, { base: sandboxes[when].url, headers, body });

async function keyWith(when, ...scopes) {
  const body = { keys: [{ scopes, apps: [{ id: 'sandbox-app', user_id: 'me' }] }] };
  const { keys } = await ask(when, '/v2/users/me/keys', as('pat'), body);
  return { authorization: `Key ${keys[0].id}` };
}

describe('a key that lacks Concepts:Get', () => {
  test('listed_inputs_without_their_concepts_and_was_told_all_is_well', async () => {
    const headers = await keyWith('then', 'Inputs:Get', 'Inputs:Patch');
    const answer = await ask('then', '/v2/inputs', headers);
    assert.deepEqual([answer.http, answer.status.code, answer.status.description], [200, 10000, 'Ok']);
    assert.deepEqual(answer.inputs[0].data, { text: { raw } });
    const whole = await ask('then', '/v2/inputs', as('all-scopes'));
    assert.equal(whole.inputs[0].data.concepts[0].id, 'morning');
  });

  test('got_one_input_without_its_concepts', async () => {
    const headers = await keyWith('then', 'Inputs:Get');
    assert.deepEqual((await ask('then', '/v2/inputs/greeting', headers)).input.data, { text: { raw } });
  });

  test('got_a_model_with_an_empty_list_of_concepts', async () => {
    const path = '/v2/models/language-identification';
    const answer = await ask('then', path, await keyWith('then', 'Models:Get'));
    assert.equal(answer.http, 200);
    assert.deepEqual(answer.model.output_info.data.concepts, []);
    const whole = await ask('then', path, await keyWith('then', 'Models:Get', 'Concepts:Get'));
    assert.ok(whole.model.output_info.data.concepts.length > 50);
  });

  test('is_refused_today', async () => {
    const headers = await keyWith('today', 'Inputs:Get', 'Inputs:Patch');
    const answer = await ask('today', '/v2/inputs', headers);
    assertFailure(answer, 403, 11007, 'Missing scopes: Annotations:Get, Apps:Get, Concepts:Get.');
    const model = await ask(
      'today',
      '/v2/models/language-identification',
      await keyWith('today', 'Models:Get'),
    );
    assertFailure(model, 403, 11007, 'Missing scopes: Apps:Get, Concepts:Get.');
  });
});

describe('what was refused then too', () => {
  test('a_call_without_the_get_scope_of_its_own_resource', async () => {
    const headers = await keyWith('then', 'Concepts:Get');
    assertFailure(await ask('then', '/v2/inputs', headers), 403, 11007, 'Missing scopes: Inputs:Get.');
    assertFailure(await ask('then', '/v2/models', headers), 403, 11007, 'Missing scopes: Models:Get.');
  });

  test('a_call_without_a_scope_that_does_not_end_in_get', async () => {
    const headers = await keyWith('then', 'Inputs:Get');
    const added = await ask('then', '/v2/inputs', headers, { inputs: [input] });
    assertFailure(added, 403, 11007, 'Missing scopes: Annotations:Add, Inputs:Add, Predict.');
  });
});

test('predict_and_inputs_get_predicted_with_concepts', async () => {
  const headers = await keyWith('then', 'Predict', 'Inputs:Get');
  const path = '/v2/models/language-identification/outputs';
  const answer = await ask('then', path, headers, { inputs: [{ data: { text: { raw } } }] });
  assert.equal(answer.http, 200);
  assert.equal(answer.outputs[0].data.concepts[0].id, 'de');
});

test('all_scopes_are_redacted_nothing', async () => {
  for (const path of ['/v2/inputs', '/v2/models/language-identification/output_info', '/v2/workflows']) {
    const bodies = [];
    for (const when of ['then', 'today']) {
      const { status, text: _, headers: __, ...body } = await ask(when, path, as('all-scopes'));
      assert.equal(status.code, 10000);
      bodies.push(JSON.stringify(body).replace(/"\d{4}-\d\d-\d\dT[^"]*"/g, '""'));
    }
    assert.equal(bodies[0], bodies[1], path);
  }
});
