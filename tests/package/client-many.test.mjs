// Many inputs in several requests, workflows, retries and calls of any RPC method.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, Credential, Grant } from '../../pkg/node.js';
import { client, fail, key, ok, serve } from './answering.mjs';

const texts = (count) => Array.from({ length: count }, (_, i) => ({ text: `${i}` }));
const echo = (body) => ({
  status: ok,
  outputs: body.inputs.map(({ data }) => ({ id: data.text.raw, status: ok, data: {} })),
});
const settled = (promise) =>
  promise.then(
    (value) => ({ value }),
    (error) => ({ error }),
  );

test('a thousand inputs are sent in requests of 128, and come back in order', async (t) => {
  let most = 0;
  let underWay = 0;
  const server = await serve(t, async (body) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 50));
    underWay -= 1;
    return echo(body);
  });
  const told = [];
  const onProgress = (done, total) => {
    told.push([done, total]);
    throw new Error('a listener that throws');
  };
  const { outputs, raw } = await client(server).predict({ model: 'm', inputs: texts(1000), onProgress });
  assert.deepEqual(
    outputs.map(({ id }) => id),
    texts(1000).map(({ text }) => text),
  );
  assert.equal(server.seen.length, 8);
  assert.ok(most <= 4, `${most} requests at once`);
  assert.equal(raw.length, 8);
  assert.equal(raw[7].outputs.length, 1000 - 7 * 128);
  assert.equal(told.length, 8);
  assert.deepEqual(told.at(-1), [1000, 1000]);
  assert.ok(told.every(([done], i) => done > (told[i - 1]?.[0] ?? 0)));
});

/** Milliseconds that were asked to be waited, in order; they are waited all the same. */
function recordedWaits(t) {
  const [waits, wait] = [[], globalThis.setTimeout];
  t.mock.method(globalThis, 'setTimeout', (run, milliseconds, ...rest) => {
    waits.push(milliseconds);
    return wait(run, milliseconds, ...rest);
  });
  return waits;
}

test('no more than fifteen requests start in a second', async (t) => {
  const server = await serve(t, echo);
  const now = Date.now();
  // For a clock that stands still each start is as far off as the pace has it.
  t.mock.method(Date, 'now', () => now);
  const waits = recordedWaits(t);
  await client(server).predict({ model: 'm', inputs: texts(128 * 20) });
  assert.equal(server.seen.length, 20);
  assert.ok(
    waits.some((wait) => wait >= (19 * 1000) / 15 - 1),
    `${waits}`,
  );
});

test('a listener that rejects does not end the program', async (t) => {
  const server = await serve(t, echo);
  const onProgress = async () => Promise.reject(new Error('late'));
  const { outputs } = await client(server).predict({ model: 'm', inputs: texts(2), onProgress });
  assert.equal(outputs.length, 2);
  await new Promise((resolve) => setTimeout(resolve, 20));
});

test('large inputs are sent in requests below the limit of 20 MB', async (t) => {
  const server = await serve(t, (body) => ({ status: ok, outputs: body.inputs.map(() => ({ status: ok })) }));
  const imageBytes = new Uint8Array(6_000_000);
  const inputs = Array.from({ length: 5 }, () => ({ imageBytes }));
  const { outputs } = await client(server).predict({ model: 'm', inputs });
  assert.equal(outputs.length, 5);
  assert.equal(server.seen.length, 3);
  for (const { bytes } of server.seen) assert.ok(bytes < 20_000_000, `${bytes} bytes`);
});

test('a request that fails does not lose the others, and its inputs have its status', async (t) => {
  const server = await serve(t, (body) =>
    body.inputs.some(({ data }) => data.text.raw === '200')
      ? fail(400, 11100, 'Bad request format')
      : echo(body),
  );
  const { outputs, raw } = await client(server).predict({ model: 'm', inputs: texts(300) });
  assert.equal(outputs.length, 300);
  for (const [i, output] of outputs.entries()) {
    const failed = i >= 128 && i < 256;
    assert.equal(output.ok, !failed, `${i}`);
    if (!failed) continue;
    assert.deepEqual(output.status, { code: 11100, description: 'Bad request format' });
    assert.equal(output.raw, null);
    assert.equal(output.error.code, 'ERR_CALL');
    assert.equal(output.error.answer.status.code, 11100);
    assert.ok(output.error.diagnosis.causes.length > 0);
  }
  assert.deepEqual(
    raw.map((answer) => answer?.outputs.length),
    [128, undefined, 44],
  );
});

test('where all requests fail for one reason the prediction rejects, and a dead key is not sent on', async (t) => {
  const server = await serve(t, () => fail(401, 11009, 'API key not found'));
  const { error } = await settled(client(server).predict({ model: 'm', inputs: texts(128 * 20) }));
  assert.equal(error.answer.status.code, 11009);
  assert.ok(server.seen.length <= 8, `${server.seen.length} requests`);
});

test('a workflow has one output for each input, with what its last models say', async (t) => {
  const concept = (id) => ({ id, name: id, value: 0.5 });
  const region = { id: 'r', region_info: {} };
  const server = await serve(t, (body) => ({
    status: ok,
    workflow: { id: 'w' },
    results: body.inputs.map((_, i) => ({
      status: ok,
      input: { id: `input ${i}` },
      outputs: [
        { id: 'detect', status: ok, data: { regions: [region], concepts: [concept('first')] } },
        { id: 'recognise', status: ok, data: { concepts: [concept('last')] } },
        {
          id: 'embed',
          status: i === 1 ? { code: 21200, description: 'Model does not exist' } : ok,
          data: {},
        },
      ],
    })),
  }));
  const workflow = { id: 'w', versionId: 'v', userId: 'ada', appId: 'shop' };
  const { outputs, raw } = await client(server).predictWorkflow({ workflow, inputs: texts(2) });
  assert.equal(server.seen[0].url, '/v2/users/ada/apps/shop/workflows/w/versions/v/results');
  const [first, second] = outputs;
  assert.deepEqual(first, {
    id: 'embed',
    ok: true,
    status: ok,
    concepts: [concept('last')],
    regions: [region],
    raw: raw.results[0],
  });
  assert.equal(first.raw.outputs.length, 3);
  assert.deepEqual([second.ok, second.status.code], [false, 21200]);
  await client(server).predictWorkflow({ workflow: 'w', inputs: texts(1) });
  assert.equal(server.seen[1].url, '/v2/workflows/w/results');
});

for (const [what, first] of [
  ['a throttled request', { ...fail(429, 11005), headers: { 'retry-after': '0' } }],
  ['an hourly limit', fail(429, 11003)],
  ['a model that starts', { ...fail(500, 21354), headers: { 'retry-after': '0' } }],
  ['a server that fails', fail(503, 98004)],
]) {
  test(`${what} is tried again`, async (t) => {
    const server = await serve(t, (body, _, count) => (count === 1 ? first : echo(body)));
    const { outputs } = await client(server).predict({ model: 'm', inputs: texts(1) });
    assert.equal(outputs[0].ok, true);
    assert.equal(server.seen.length, 2);
  });
}

test('a refusal is not tried again, and nothing more often than asked for', async (t) => {
  for (const [http, code, retries, requests] of [
    [401, 11001, 10, 1],
    [401, 11002, 10, 1],
    [403, 11007, 10, 1],
    [401, 11008, 10, 1],
    [500, 11009, 10, 1],
    [400, 11102, 10, 1],
    [429, 11004, 10, 1],
    [404, 21200, 10, 1],
    [503, 10020, 0, 1],
    [503, 10020, 1, 2],
  ]) {
    const server = await serve(t, () => fail(http, code));
    const { error } = await settled(client(server, { retries }).predict({ model: 'm', inputs: texts(1) }));
    assert.equal(error.answer.status.code, code);
    assert.equal(server.seen.length, requests, `${http} ${code}`);
  }
});

test('a connection that breaks is not tried again: the prediction may have been made', async (t) => {
  const server = await serve(t, () => undefined);
  const { error } = await settled(client(server, { retries: 10 }).predict({ model: 'm', inputs: texts(1) }));
  assert.equal(error.diagnosis.causes[0].code, 'network-unreachable');
  assert.equal(server.seen.length, 1);
});

test('Retry-After is honoured, as seconds and as a date, and a long one is not waited for', async (t) => {
  for (const [retryAfter, least, most] of [
    ['1', 1000, 2000],
    [() => new Date(Date.now() + 2000).toUTCString(), 900, 3000],
  ]) {
    const server = await serve(t, (body, _, count) => {
      const header = typeof retryAfter === 'function' ? retryAfter() : retryAfter;
      return count === 1 ? { ...fail(429, 11005), headers: { 'retry-after': header } } : echo(body);
    });
    const waits = recordedWaits(t);
    await client(server).predict({ model: 'm', inputs: texts(1) });
    assert.equal(server.seen.length, 2);
    assert.ok(
      waits.some((wait) => wait >= least && wait <= most),
      `${waits}`,
    );
    t.mock.restoreAll();
  }
  const server = await serve(t, () => ({ ...fail(429, 11005), headers: { 'retry-after': '3600' } }));
  const { error } = await settled(client(server).predict({ model: 'm', inputs: texts(1) }));
  assert.equal(error.answer.status.code, 11005);
  assert.equal(server.seen.length, 1);
});

test('an abort ends the waiting too', async (t) => {
  const server = await serve(t, () => ({ ...fail(429, 11005), headers: { 'retry-after': '50' } }));
  const abort = new AbortController();
  const reason = new Error('enough');
  const call = settled(client(server).predict({ model: 'm', inputs: texts(1), signal: abort.signal }));
  setTimeout(() => abort.abort(reason), 50);
  const { error } = await call;
  assert.equal(error.message, 'the call was aborted');
  assert.equal(error.cause, reason);
  assert.equal(server.seen.length, 1);
});

test('`retries` is a whole number from 0 to 10', () => {
  for (const retries of [-1, 11, 1.5, Number.NaN, '3']) {
    assert.throws(() => new Client({ credential: key, retries }), { code: 'ERR_CALL', message: /`retries`/ });
  }
});

test('an RPC method is called by the rule that takes what is given', async (t) => {
  const server = await serve(t, (body, request) => ({ status: ok, body, was: request.method }));
  const ids = { userId: 'ada', appId: 'shop' };
  for (const [options, rpc, request, line] of [
    [{}, 'GetModel', { parameters: { model_id: 'a/b' } }, 'GET /v2/models/a%2Fb'],
    [ids, 'GetModel', { parameters: { model_id: 'm' } }, 'GET /v2/users/ada/apps/shop/models/m'],
    [
      ids,
      '/clarifai.api.V2/GetModelVersion',
      { parameters: { model_id: 'm', version_id: 'v', user_id: 'eve', 'user_app_id.app_id': 'x' } },
      'GET /v2/users/eve/apps/x/models/m/versions/v',
    ],
    [
      {},
      'ListModels',
      { query: { page: '2', name: 'a&b', per_page: undefined } },
      'GET /v2/models?page=2&name=a%26b',
    ],
    [{ userId: 'ada' }, 'GetUser', undefined, 'GET /v2/users/ada'],
    [ids, 'DeleteModel', { parameters: { model_id: 'm' } }, 'DELETE /v2/users/ada/apps/shop/models/m'],
    [ids, 'PatchModels', { body: { action: 'merge' } }, 'PATCH /v2/users/ada/apps/shop/models'],
  ]) {
    const answer = await client(server, options).call(rpc, request);
    const { verb, url } = server.seen.at(-1);
    assert.equal(`${verb} ${url}`, line);
    assert.deepEqual(answer.body, request?.body);
  }
});

test('a call that cannot be made says what is missing, and sends nothing', async (t) => {
  const server = await serve(t, () => ({ status: ok }));
  const grant = new Grant({ scopes: ['Models_Get'] });
  for (const [rpc, request, message] of [
    ['GetModl', undefined, /^unknown RPC method `GetModl`; closest is `GetModel`$/],
    [
      'c0ffee00c0ffee00c0ffee00c0ffee00',
      undefined,
      /^unknown RPC method `<credential>`; `catalogue\(\)` lists/,
    ],
    ['GetModel', undefined, /^the path of `GetModel` needs `model_id`$/],
    [
      'GetModel',
      { parameters: { model: 'm' } },
      /^no path of `GetModel` has a parameter `model`; its parameters are `model_id`, /,
    ],
    ['GetModel', { parameters: { model_id: '..' } }, /^the parameter `model_id` is empty or a dot segment$/],
    ['GetModel', { parameters: { model_id: {} } }, /^`parameters` is not an object of texts$/],
    ['ListModels', { query: { page: 2 } }, /^`query` is not an object of texts$/],
    ['ListModels', { body: {} }, /^a GET request has no `body`/],
    ['PostInputs', { body: { inputs: [] }, grant }, /^the grant does not cover this call: missing-scopes$/],
  ]) {
    const { error } = await settled(client(server).call(rpc, request));
    assert.equal(error.code, 'ERR_CALL');
    assert.match(error.message, message);
    if (request?.grant) assert.ok(error.decision.missingScopes.includes('Inputs_Add'));
  }
  assert.equal(server.seen.length, 0);
  await client(server).call('PostInputs', { body: {}, grant: new Grant({ scopes: ['All'] }) });
  assert.equal(server.seen.length, 1);
});

test('calls that change something are sent once, and those that read again', async (t) => {
  for (const [rpc, request, requests] of [
    ['PostInputs', { body: {} }, 1],
    ['DeleteModel', { parameters: { model_id: 'm' } }, 1],
    ['PatchModels', { body: {} }, 1],
    ['ListModels', undefined, 2],
  ]) {
    const server = await serve(t, () => fail(503, 98004));
    await settled(client(server, { retries: 1 }).call(rpc, request));
    assert.equal(server.seen.length, requests, rpc);
  }
});

test('the ids of keys in an answer are credentials', async (t) => {
  const id = 'c0ffee44c0ffee44c0ffee44c0ffee44';
  const server = await serve(t, () => ({ status: ok, keys: [{ id }], key: { id } }));
  const listed = await client(server, { userId: 'ada' }).call('ListKeys');
  assert.ok(listed.keys[0].id instanceof Credential);
  assert.equal(listed.keys[0].id.expose(), id);
  assert.ok(!JSON.stringify(listed).includes(id));
});

test('an answer that says to be a success and is none is not diagnosed as one', async (t) => {
  for (const answer of [{ status: ok, outputs: [] }, { status: ok }, { status: ok, outputs: [{}, {}] }]) {
    const server = await serve(t, () => answer);
    const { error } = await settled(client(server).predict({ model: 'm', inputs: texts(3) }));
    assert.match(error.message, /^the API answered \d outputs for 3 inputs$/);
    assert.notEqual(error.diagnosis.causes[0].code, 'not-a-failure');
  }
});

test('no id leads a call about keys, or any other, to another path', async (t) => {
  const server = await serve(t, () => ({ status: ok, keys: [] }));
  for (const userId of ['..', '../apps', '']) {
    const { error } = await settled(client(server, { userId }).deleteKey(key));
    assert.equal(error.code, 'ERR_CALL', userId);
    assert.ok((await settled(client(server, { userId }).listKeys())).error, userId);
  }
  for (const model of ['../../keys', 'a/../b', '..\\b'])
    assert.match(
      (await settled(client(server).predict({ model, inputs: texts(1) }))).error.message,
      /dot segment/,
    );
  assert.equal(server.seen.length, 0);
});
