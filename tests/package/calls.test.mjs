// scanCalls through the package: what it answers, where, and that a plan can be made of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { planKey, scanCalls } from 'clarifai-auth';
import { at } from '../../scripts/task.mjs';

const key = 'c0ffee15dead10ccfeedfacecafebabe';
const cases = readFileSync(at('tests/calls/cases.txt'), 'utf8')
  .split('=== ')
  .slice(1)
  .map((written) => {
    const [name] = written.split('\n', 1);
    const end = written.lastIndexOf('---\n');
    const expected = written
      .slice(end + 4)
      .split('\n')
      .filter(Boolean);
    return { name, text: written.slice(name.length + 1, end), expected };
  });

const shown = ({ call, rpcs, certainty, line, column }) =>
  [
    `${line}:${column}`,
    certainty,
    rpcs.join('+'),
    ...(call.verb ? [call.verb, call.url] : []),
    ...(call.userId ? [`user=${call.userId}`] : []),
    ...(call.appId ? [`app=${call.appId}`] : []),
    ...Object.keys(call.body ?? {}),
  ].join(' ');

test('each case is found as in Rust, and a key can be planned for it', () => {
  for (const { name, text, expected } of cases) {
    const found = scanCalls(text);
    assert.deepEqual(found.map(shown), expected, name);
    const plan = planKey(found.map(({ call }) => call));
    assert.deepEqual(plan.unplanned, [], name);
    const reached = [plan, ...plan.otherPlans].flatMap(({ reaches }) => reaches);
    for (const rpc of found.flatMap(({ rpcs }) => rpcs)) assert.ok(reached.includes(rpc), `${name}: ${rpc}`);
  }
});

test('a call says where it is', () => {
  const text = "// 🔑\nconst models = await fetch('https://api.clarifai.com/v2/models');\n";
  const [found, ...others] = scanCalls(text);
  assert.deepEqual(others, []);
  assert.deepEqual(found, {
    call: { verb: 'GET', url: 'https://api.clarifai.com/v2/models' },
    rpcs: ['ListModels'],
    certainty: 'certain',
    line: 2,
    column: 22,
    span: { start: 27, end: 32 },
  });
  assert.equal(text.slice(found.span.start, found.span.end), 'fetch');
});

test('what the body holds is known to a plan', () => {
  const annotate = (data) => `
    fetch('https://api.clarifai.com/v2/annotations', {
      method: 'POST',
      body: JSON.stringify({ annotations: [{ input_id: '1', data: ${data} }] }),
    });`;
  const planned = (text) => JSON.stringify(planKey(scanCalls(text).map(({ call }) => call)).warnings);
  assert.ok(planned(annotate("{ concepts: [{ id: 'dog' }] }")).includes('Concepts:Add'));
  assert.ok(!planned(annotate("{ text: { raw: 'dog' } }")).includes('Concepts:Add'));
});

test('calls for one app make one plan, whatever the program calls the app', () => {
  const text = `
    const base = 'https://api.clarifai.com/v2';
    fetch(\`\${base}/users/\${user}/apps/\${app}/inputs\`, { method: 'POST', body });
    fetch(\`\${base}/users/\${userId}/apps/\${appId}/models\`);`;
  const calls = scanCalls(text).map(({ call }) => call);
  const plan = planKey(calls, { userId: 'ada', appId: 'shop' });
  assert.deepEqual(plan.otherPlans, []);
  assert.equal(plan.calls.length, 2);
  assert.match(plan.curl, /shop/);
});

test('no call shows a credential', () => {
  const text = `
    fetch('https://ada:${key}@api.clarifai.com/v2/users/me/keys/${key}?key=${key}', { method: 'DELETE' });
    curl -H 'Authorization: Key ${key}' https://api.clarifai.com/v2/models/${key}
    stub.GetKey(service_pb2.GetKeyRequest(key_id="${key}", user_app_id=UserAppIDSet(user_id="${key}", app_id="${key}")))`;
  const found = scanCalls(text);
  assert.equal(found.length, 3);
  assert.ok(!JSON.stringify(found).includes(key.slice(0, 10)));
});

test('ten megabytes of anything are read in bounded memory', () => {
  for (const piece of [
    'clarifai(',
    "fetch('clarifai",
    '/v2/',
    'curl "clarifai',
    '\ud800clarifai\0',
    '${clarifai{',
  ]) {
    assert.ok(Array.isArray(scanCalls(piece.repeat(1e7 / piece.length))), piece);
  }
});
