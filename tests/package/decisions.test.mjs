// What the package makes of the core's numbers is what the core says itself.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Grant, matchRoute, planKey } from 'clarifai-auth';

const facts = JSON.parse(
  readFileSync(new URL('../../scripts/catalogue/facts.json', import.meta.url), 'utf8'),
);
const endpoint = '/clarifai.api.V2/GetModel';
const predict = ['Predict', 'Models_Get', 'Concepts_Get', 'Apps_Get'];
const descriptions = [
  { scopes: [] },
  { scopes: ['All'] },
  { scopes: ['All'], keyType: 'personal_access_token' },
  { scopes: predict },
  { scopes: predict, endpoints: [endpoint], expiresAt: '2020-01-01T00:00:00Z' },
  { scopes: ['All'], endpoints: [], endpointsRestricted: true },
  ...facts.rpcMethods.filter((_, at) => at % 17 === 0).map((method) => ({ scopes: method.requiredScopes })),
];

test('`evaluateAll` says of each method what `evaluate` says', () => {
  for (const description of descriptions) {
    const grant = new Grant(description);
    for (const options of [undefined, { rule: 'documented' }, { now: '2019-01-01T00:00:00Z' }]) {
      const decisions = grant.evaluateAll(options);
      assert.deepEqual(
        decisions.map(({ rpc }) => rpc),
        facts.rpcMethods.map(({ name }) => name),
      );
      for (const decision of decisions) assert.deepEqual(decision, grant.evaluate(decision.rpc, options));
    }
    grant.free();
  }
});

test('no two decisions share an object that a program could change', () => {
  const grant = new Grant({ scopes: predict });
  const [first, second] = [grant.evaluateAll(), grant.evaluateAll()];
  for (const decision of first) {
    decision.missingScopes?.push('changed');
    decision.reasons?.push({ code: 'changed' });
    for (const caveat of decision.caveats) caveat.message = 'changed';
  }
  assert.ok(!JSON.stringify([second, grant.evaluateAll()]).includes('changed'));
});

const templates = facts.rpcMethods.flatMap(({ httpRules }) => httpRules);
const fill = (template, value) => template.replace(/\{[^}]+\}/g, value);

test('a route is found however its path and its URL are written', () => {
  for (const { verb, template } of templates) {
    for (const value of [
      'a',
      'general-image',
      '0.1_x~',
      'a:b',
      'a%20b',
      'naïve',
      '%2e%2e',
      'c0ffee'.repeat(6),
    ]) {
      const path = fill(template, value);
      const plain = matchRoute(verb, path);
      for (const url of [
        `https://api.clarifai.com${path}`,
        `${path}?page=1&x=/y#z`,
        `${path}#a?b`,
        `http://localhost:1234${path}?`,
      ]) {
        assert.deepEqual(matchRoute(verb, url), plain, `${verb} ${url}`);
      }
      for (const { parameters } of plain) {
        for (const [name, found] of Object.entries(parameters)) {
          assert.equal(found, name === 'key_id' ? '<credential>' : decodeURIComponent(value));
        }
      }
    }
  }
});

// A verb in other letters goes the whole way.
test('the fast path of `matchRoute` says what the core says of any path', () => {
  const literals = [...new Set(templates.flatMap(({ template }) => template.split('/')))].filter(
    (part) => !part.startsWith('{'),
  );
  const odd = [
    '',
    '.',
    '..',
    '.a',
    'a.',
    '~',
    'a b',
    'a%2Fb',
    '%2e',
    '%zz',
    'naïve',
    'a:b',
    'a\\b',
    'a\tb',
    'Models',
  ];
  const before = [
    '',
    '',
    '',
    'https://api.clarifai.com',
    'HTTP://h:1',
    'http://',
    'ftp://h',
    'https://v2',
    ' ',
    'x',
  ];
  const after = [
    '',
    '',
    '',
    '?',
    '?a=/b',
    '#c?d',
    '?a=%20',
    '?a b',
    '?\u0001',
    '/',
    '\n',
    '#\\',
    '?é',
    '?a#%',
  ];
  let state = 7;
  const below = (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const one = (list) => list[below(list.length)];
  const counts = [0, 0, 0];
  for (let round = 0; round < 30_000; round += 1) {
    const { verb, template } = one(templates);
    const parts = template.split('/').map((part) => {
      if (below(12) === 0) return one(literals);
      if (below(40) === 0) return one(odd);
      return part.startsWith('{') ? `id-${below(99)}` : part;
    });
    if (below(20) === 0) parts.push(...Array.from({ length: below(16) }, () => one(literals)));
    const url = one(before) + parts.join('/') + one(after);
    const asked = below(9) ? verb : one(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'models', '']);
    const fast = matchRoute(asked, url);
    assert.deepEqual(fast, matchRoute(asked.toLowerCase(), url), `${asked} ${url}`);
    assert.deepEqual(
      fast.map(({ parameters }) => Object.keys(parameters)),
      matchRoute(asked.toLowerCase(), url).map(({ parameters }) => Object.keys(parameters)),
    );
    counts[Math.min(fast.length, 2)] += 1;
  }
  for (const count of counts) assert.ok(count > 20, `none, one, several: ${counts}`);
});

test('no two answers of `matchRoute` share an object that a program could change', () => {
  for (const [verb, path] of [
    ['GET', '/v2/models/a'],
    ['GET', '/v2/pipelines'],
  ]) {
    const first = matchRoute(verb, path);
    const unchanged = structuredClone(first);
    for (const route of first)
      Object.assign(route.parameters, { changed: 'yes' }).rpc = route.rpc = 'changed';
    first.push('changed');
    assert.deepEqual(matchRoute(verb, path), unchanged);
  }
});

test('what is no route matches nothing, fast path or not', () => {
  for (const url of [
    '',
    '/',
    '/v2',
    '/v2/',
    '/v2/../v2/models',
    '/v2//models',
    '/v2/models/.',
    '/v2/models\\x',
    '/v1/models',
  ]) {
    assert.deepEqual(matchRoute('GET', url), [], url);
  }
  for (const verb of ['', 'HEAD', 'GET ', '__proto__']) assert.deepEqual(matchRoute(verb, '/v2/models'), []);
  assert.equal(matchRoute('get', '/v2/models')[0].rpc, 'ListModels');
});

test('two grants are compared by name', () => {
  const before = new Grant({ scopes: predict });
  const after = new Grant({ scopes: [...predict, 'Inputs_Get', 'Annotations_Get'] });
  const { relation, gained, lost } = before.compare(after);
  assert.equal(relation, 'narrower');
  assert.ok(gained.includes('ListInputs'));
  assert.deepEqual(lost, []);
  assert.equal(after.compare(before).relation, 'wider');
  assert.deepEqual(before.compare(before), { relation: 'equal', gained: [], lost: [] });
  const search = new Grant({ scopes: ['Search'] });
  assert.equal(before.compare(search).relation, 'disjoint');
  const shop = new Grant({ scopes: ['All'], app: { id: 'shop' } });
  assert.equal(shop.compare(new Grant({ scopes: ['All'], app: { id: 'blog' } })).relation, 'disjoint');
  assert.equal(shop.compare(new Grant({ scopes: ['All'] })).relation, 'narrower');
  assert.throws(() => before.compare({}), { code: 'ERR_GRANT' });
});

test('redaction removes what is not granted, leaves the rest as it was, and the answer given untouched', () => {
  const grant = new Grant({ scopes: ['Inputs_Get', 'Apps_Get', 'Annotations_Get'] });
  const big = 2n ** 70n;
  const image = { url: 'https://example.com/a.jpg' };
  const given = {
    status: { code: 10000 },
    inputs: [{ id: 'a', createdAt: big, data: { image, concepts: [{ id: 'cat' }], __proto__x: 1 } }],
  };
  const copy = structuredClone(given);
  const { answer, removed } = grant.redact('ListInputs', given);
  assert.deepEqual(removed, ['inputs[0].data.concepts']);
  assert.deepEqual(given, copy);
  assert.deepEqual(answer, {
    status: { code: 10000 },
    inputs: [{ id: 'a', createdAt: big, data: { image, __proto__x: 1 } }],
  });
  assert.equal(answer.inputs[0].data.image, image);
  assert.equal(answer.status, given.status);
  const parsed = JSON.parse('{"inputs":[{"data":{"__proto__":{"concepts":[1]},"concepts":[]}}]}');
  assert.equal(
    JSON.stringify(grant.redact('ListInputs', parsed).answer),
    '{"inputs":[{"data":{"__proto__":{"concepts":[1]}}}]}',
  );
  const halves = JSON.parse('{"inputs":[{"\\ud800":1,"data":{"\\udc00":2,"concepts":[]}}]}');
  assert.equal(
    JSON.stringify(grant.redact('ListInputs', halves).answer),
    '{"inputs":[{"\\ud800":1,"data":{"\\udc00":2}}]}',
  );
  assert.deepEqual(new Grant({ scopes: ['All'] }).redact('ListInputs', given), {
    answer: given,
    removed: [],
  });
});

test('an answer that cannot be redacted is refused, and one that is odd is an answer', () => {
  const grant = new Grant({ scopes: [] });
  for (const [rpc, answer] of [
    ['Nope', {}],
    ['ListInputs', '{"inputs": []}'],
  ]) {
    assert.throws(() => grant.redact(rpc, answer), { code: 'ERR_CALL' });
  }
  const endless = { regions: [] };
  endless.regions.push({ data: endless });
  assert.ok(grant.redact('PostModelOutputs', { outputs: [{ data: endless }] }).removed.length > 0);
  const wide = {};
  wide.regions = Array(30).fill({ data: wide });
  assert.equal(grant.redact('PostModelOutputs', { outputs: [{ data: wide }] }).removed.length, 30);
  for (const odd of [null, undefined, 7, [], [[]], { inputs: 7 }, new Map()]) {
    assert.deepEqual(grant.redact('ListOpenSourceLicenses', odd).removed, []);
  }
});

test('a plan makes exactly its calls: the key that it asks for allows them, and its request is what `curl` sends', () => {
  const plan = planKey(['PostModelOutputs', { verb: 'GET', url: '/v2/users/ada/apps/shop/models' }], {
    userId: 'ada',
    description: `it's "predict"`,
    restrictEndpoints: true,
  });
  assert.equal(plan.keyType, 'app_specific_key');
  assert.deepEqual(plan.surplus, []);
  assert.deepEqual(plan.reaches, ['ListModels', 'PostModelOutputs']);
  const [key] = plan.request.body.keys;
  assert.deepEqual(key.apps, [{ id: 'shop', user_id: 'ada' }]);
  const grant = new Grant({ scopes: key.scopes, endpoints: key.endpoints });
  for (const rpc of plan.reaches) assert.ok(grant.allows(rpc));
  const sent = /-d '(.*)'$/s.exec(plan.curl)[1].replaceAll(`'\\''`, `'`);
  assert.deepEqual(JSON.parse(sent), plan.request.body);
});

test('a job that no single key can do is split, and what no key can do is said', () => {
  const app = (id) => ({ verb: 'GET', url: `/v2/users/ada/apps/${id}/models` });
  const plan = planKey([app('shop'), app('blog'), 'ListScopes', 'PostModelOutput'], { userId: 'ada' });
  assert.equal(plan.otherPlans.length, 1);
  assert.equal(plan.otherPlans[0].request.body.keys[0].apps[0].id, 'blog');
  assert.deepEqual(
    plan.unplanned.map(({ call }) => call),
    ['ListScopes', 'PostModelOutput'],
  );
  assert.match(plan.unplanned[1].reason, /`PostModelOutputs`/);
  const token = planKey(['PostKeys', app('shop'), app('blog')], { userId: 'ada' });
  assert.equal(token.keyType, 'personal_access_token');
  assert.deepEqual(token.request.body.keys[0].apps, []);
  const publicModel = {
    verb: 'POST',
    url: '/v2/users/clarifai/apps/main/models/general-image-recognition/outputs',
  };
  assert.equal(planKey([publicModel]).keyType, 'personal_access_token');
});

test('a malformed plan is refused', () => {
  for (const calls of [undefined, 'PostModelOutputs', {}, [7], [{}]]) {
    assert.throws(() => planKey(calls), { code: 'ERR_CALL' });
  }
  for (const options of [7, 'a', { userId: 7 }, { restrictEndpoints: 'yes' }]) {
    assert.throws(() => planKey([], options), { code: 'ERR_CALL' });
  }
  assert.deepEqual(planKey([]).scopes, []);
});

test('a name that others give to a part of a request is told its own', () => {
  const grant = new Grant({ scopes: [] });
  const url = '/v2/models';
  for (const [call, message] of [
    [{ method: 'POST', url }, '`method` is not read: write `verb`'],
    [{ verb: 'POST', path: url }, '`path` is not read: write `url`'],
  ]) {
    assert.throws(() => grant.evaluate(call), { code: 'ERR_CALL', message });
    assert.throws(() => planKey([call]), { code: 'ERR_CALL', message });
  }
  assert.equal(grant.evaluate({ verb: 'GET', url, method: 'GET' }).type, 'reject');
});

test('a plan of nothing says so', () => {
  const { why, calls, request, curl, warnings } = planKey([], { userId: 'ada', appId: 'shop' });
  assert.equal(why, 'no call to plan: the key would let call nothing');
  assert.deepEqual(calls, []);
  assert.deepEqual(request.body.keys[0].apps, [{ id: 'shop', user_id: 'ada' }]);
  assert.ok(curl.includes('"id":"shop"'));
  assert.deepEqual(
    warnings.map(({ code, severity }) => [code, severity]),
    [['nothing-to-plan', 'warning']],
  );
});

test('what a body shows to be needed is a caveat', () => {
  const grant = new Grant({
    scopes: facts.rpcMethods.find(({ name }) => name === 'PostAnnotations').requiredScopes,
  });
  const body = { annotations: [{ data: { regions: [{ data: { concepts: [{ id: 'cat' }] } }] } }] };
  const call = { verb: 'POST', url: '/v2/annotations', body };
  const codes = (call) => grant.evaluate(call).caveats.map(({ code }) => code);
  assert.ok(codes(call).includes('conditional-scopes'));
  assert.ok(codes({ ...call, body: JSON.stringify(body) }).includes('conditional-scopes'));
  assert.ok(
    !codes({ ...call, body: { annotations: [{ data: { concepts: [] } }] } }).includes('conditional-scopes'),
  );
});
