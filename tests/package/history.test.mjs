// `clarifai-auth/history`: when requirements changed, by the built package.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { catalogue } from 'clarifai-auth';
import * as history from 'clarifai-auth/history';
import { build } from 'esbuild';
import { Miniflare, NoOpLog } from 'miniflare';
import { filesBelow } from '../../scripts/build/inputs.mjs';
import { at } from '../../scripts/task.mjs';
import { launch, serve, withPage } from './browser.mjs';

const { releases, requiredScopesAt, requirementHistory, scopesAddedSince } = history;
const require = createRequire(import.meta.url);
const facts = JSON.parse(readFileSync(at('scripts/history/facts.json'), 'utf8'));

test('PostModelOutputs lost Workers_Get in May 2020 and came to need Apps_Get in July 2023', () => {
  assert.deepEqual(requirementHistory('PostModelOutputs'), {
    rpc: 'PostModelOutputs',
    changes: [
      {
        version: '0.0.1',
        date: '2020-03-16',
        event: 'already-there',
        authType: 'KeyAuth',
        added: ['Concepts_Get', 'Models_Get', 'Predict', 'Workers_Get'],
        removed: [],
      },
      { version: '0.1.1', date: '2020-05-18', added: [], removed: ['Workers_Get'] },
      { version: '9.6.0', date: '2023-07-08', added: ['Apps_Get'], removed: [] },
    ],
  });
});

test('a method may be named in full, and a name that no release had yields nothing', () => {
  const expected = requirementHistory('GetModel');
  for (const name of ['clarifai.api.V2/GetModel', '/clarifai.api.V2/GetModel', 'clarifai.api.V2.GetModel']) {
    assert.deepEqual(requirementHistory(name), expected);
  }
  const unknown = ['getmodel', 'GetModel ', '', '__proto__', 'toString', '/clarifai.api.V1/GetModel'];
  for (const name of [...unknown, null, undefined, 7, {}, Object.create(null), Symbol('GetModel')]) {
    assert.equal(requirementHistory(name), undefined);
    assert.equal(requiredScopesAt(name, '2024-01-01'), undefined);
    assert.equal(scopesAddedSince(name, '2024-01-01'), undefined);
  }
});

test('methods come, change their authorization type, and go', () => {
  const { changes } = requirementHistory('PostWorkflowVersionEvaluations');
  assert.equal(changes[0].event, 'introduced');
  assert.deepEqual(
    changes
      .filter(({ event, authType }) => !event && authType)
      .map(({ version, authType }) => [version, authType]),
    [['11.5.5', 'PATAuth']],
  );
  const collectors = requirementHistory('PostCollectors').changes.at(-1);
  assert.deepEqual(collectors, {
    version: '12.3.0',
    date: '2026-04-13',
    event: 'removed',
    added: [],
    removed: [],
  });
  assert.equal(requiredScopesAt('PostCollectors', '2026-04-13'), undefined);
  assert.ok(requiredScopesAt('PostCollectors', '2026-04-12').includes('Collectors_Add'));
  assert.equal(scopesAddedSince('PostCollectors', '2024-01-01'), undefined);
});

test('the day of the upload counts as a day with the change', () => {
  const before = ['Concepts_Get', 'Models_Get', 'Predict'];
  const after = ['Apps_Get', ...before];
  const cases = [
    ['2020-03-15', undefined],
    ['2020-03-16', [...before, 'Workers_Get']],
    ['2020-05-17T23:59:59Z', [...before, 'Workers_Get']],
    ['2020-05-18', before],
    ['2023-07-07', before],
    [new Date('2023-07-07T23:59:59.999Z'), before],
    ['2023-07-08', after],
    // Still the seventh in UTC.
    ['2023-07-08T01:00:00+02:00', before],
    ['2100-01-01', after],
  ];
  for (const [date, expected] of cases)
    assert.deepEqual(requiredScopesAt('PostModelOutputs', date), expected, String(date));
});

test('what a key that was made on a day may lack today', () => {
  const appsGet = [{ scope: 'Apps_Get', version: '9.6.0', date: '2023-07-08' }];
  // Before the first release nothing is known, so nothing is said to have come.
  for (const date of ['1999-01-01', '2020-03-16', '2023-07-07', new Date('2022-01-01')])
    assert.deepEqual(scopesAddedSince('PostModelOutputs', date), appsGet);
  assert.deepEqual(scopesAddedSince('PostModelOutputs', '2023-07-08'), []);
  // The method came later than the key.
  const { changes } = requirementHistory('ListNodepools');
  assert.equal(changes[0].event, 'introduced');
  const all = scopesAddedSince('ListNodepools', '2022-01-01').map(({ scope }) => scope);
  assert.deepEqual(all, requiredScopesAt('ListNodepools', new Date()));
});

test('what is no date is refused', () => {
  const texts = [
    '',
    'yesterday',
    'May 30',
    '30',
    '2023',
    '2023-13-01',
    '2023-02-30',
    '2023-07-08 on a Saturday',
  ];
  for (const date of [...texts, undefined, null, 1688774400000, new Date('x'), {}]) {
    for (const ask of [requiredScopesAt, scopesAddedSince]) {
      assert.throws(() => ask('GetModel', date), { name: 'CallError', code: 'ERR_CALL' });
      assert.throws(() => ask('Unknown', date), { code: 'ERR_CALL' });
    }
  }
});

test('it ends with the catalogue of the main entry', () => {
  const { rpcMethods, version } = catalogue();
  assert.equal(releases().at(-1).version, version);
  for (const { name, authType, requiredScopes } of rpcMethods) {
    assert.deepEqual(requiredScopesAt(name, '2100-01-01'), requiredScopes, name);
    const { changes } = requirementHistory(name);
    assert.equal(changes.findLast((change) => change.authType).authType, authType, name);
  }
  const names = new Set(rpcMethods.map(({ name }) => name));
  const everNamed = new Set(
    releases().flatMap(({ addedMethods = [] }) => addedMethods.map(({ name }) => name)),
  );
  for (const name of everNamed) {
    assert.equal(requiredScopesAt(name, '2100-01-01') !== undefined, names.has(name), name);
  }
});

test('the releases are those of the facts, with the same changes', () => {
  const whole = ({ changedMethods, ...others }) => ({
    ...others,
    ...(changedMethods && {
      changedMethods: changedMethods.map((change) => ({ added: [], removed: [], ...change })),
    }),
  });
  assert.deepEqual(
    releases(),
    facts.releases.map(({ version, uploaded, backport, yanked, changes = {} }) => ({
      version,
      date: uploaded.slice(0, 10),
      ...(backport && { backport }),
      ...(yanked && { yanked }),
      ...whole(changes),
    })),
  );
});

test('an answer is its own copy', () => {
  const [expected, everything] = [requirementHistory('PostModelOutputs'), releases()].map((answer) =>
    structuredClone(answer),
  );
  const mine = requirementHistory('PostModelOutputs');
  mine.changes[0].added.push('All');
  mine.changes[0].version = 'x';
  mine.changes.pop();
  for (const release of releases()) {
    release.addedMethods?.forEach((method) => {
      method.name = 'x';
      method.requiredScopes.length = 0;
    });
    release.changedMethods?.slice(1).forEach((method) => {
      method.added.push('All');
    });
    release.removedMethods?.pop();
    release.date = 'x';
  }
  assert.deepEqual(requirementHistory('PostModelOutputs'), expected);
  assert.deepEqual(releases(), everything);
  const [one, other] = releases().find(({ version }) => version === '9.6.0').changedMethods;
  assert.notEqual(one.added, other.added);
});

test('the examples of the types give what they say', () => {
  const types = readFileSync(at('pkg/history.d.ts'), 'utf8');
  const examples = [...types.matchAll(/^ \* (.+); \/\/ (.+)$/gm)];
  assert.equal(examples.length, 6);
  for (const [, expression, result] of examples) {
    const values = [expression, result].map((text) =>
      new Function(...Object.keys(history), `return ${text}`)(...Object.values(history)),
    );
    assert.deepEqual(values[0], values[1], expression);
  }
});

test('require gives the same, and its types differ in nothing but the file that they lean on', () => {
  const required = require('clarifai-auth/history');
  assert.deepEqual(Object.keys(required).sort(), Object.keys(history).sort());
  assert.deepEqual(required.releases(), releases());
  const [module, common] = ['history.d.ts', 'history.d.cts'].map((file) =>
    readFileSync(at('pkg', file), 'utf8'),
  );
  assert.equal(common, module.replace("'./index.js'", "'./index.cjs'"));
  assert.notEqual(common, module);
});

test('nothing else in the package loads it, and it loads no WebAssembly', () => {
  const code = filesBelow('pkg').filter((file) => /\.c?js$/.test(file));
  const naming = code.filter((file) => readFileSync(at(file), 'utf8').includes('history-data'));
  assert.deepEqual(naming, ['pkg/history.cjs', 'pkg/history.js']);
  for (const file of ['history.js', 'history-data.js', 'history.cjs'])
    assert.doesNotMatch(readFileSync(at('pkg', file), 'utf8'), /core\.js|wasm\b/, file);
});

const program = `import { scopesAddedSince } from 'clarifai-auth/history';
const said = scopesAddedSince('PostModelOutputs', '2022-01-01').map(({ scope, date }) => scope + ' ' + date).join();
`;

test('a Worker asks it', async (t) => {
  const { outputFiles } = await build({
    stdin: { contents: `${program}export default { fetch: () => new Response(said) };`, resolveDir: at() },
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['workerd'],
    logLevel: 'silent',
  });
  const miniflare = new Miniflare({
    cf: false,
    log: new NoOpLog(),
    compatibilityDate: '2026-07-01',
    modules: [{ type: 'ESModule', path: 'worker.js', contents: outputFiles[0].text }],
  });
  t.after(() => miniflare.dispose());
  assert.equal(await (await miniflare.dispatchFetch('http://localhost/')).text(), 'Apps_Get 2023-07-08');
});

test('a page loads it when it needs it, without a bundler', async (t) => {
  const body = `<!doctype html><meta charset="utf-8"><title>waiting</title><script type="module">
    const { scopesAddedSince } = await import('/pkg/history.js');
    document.title = scopesAddedSince('PostModelOutputs', '2022-01-01')[0].scope;
  </script>`;
  const server = await serve(at(), { '/page.html': { type: 'text/html; charset=utf-8', body } });
  const browser = await launch();
  t.after(() => Promise.all([browser.close(), server.close()]));
  await withPage(browser, `${server.url}/page.html`, async (page) => {
    await page.waitForFunction(() => document.title !== 'waiting', undefined, { timeout: 20_000 });
    assert.equal(await page.title(), 'Apps_Get');
  });
});
