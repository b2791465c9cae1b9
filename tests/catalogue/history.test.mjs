// The history of the releases: what is generated from it, how it ends, and how changes are found. No network.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { catalogue, generate, history, readFacts, stale } from '../../scripts/generate.mjs';
import { page } from '../../scripts/history/page.mjs';
import { compareVersions, difference, reduce, replay } from '../../scripts/history/reduce.mjs';
import { at } from '../../scripts/task.mjs';
import { requirementHistory } from '../../src/js/history/history.js';

const facts = readFacts(history);
const now = readFacts(catalogue);

test('the generated files are what the facts give', () => {
  assert.deepEqual(stale(facts, history), []);
  assert.deepEqual(generate(facts, history), generate(facts, history));
});

test('a fact that changed makes all files stale', () => {
  const changed = readFacts(history);
  changed.releases.find(({ version }) => version === '9.6.0').changes.changedMethods[0].added = ['All'];
  const files = stale(changed, history).map((difference) => difference.split(' ')[0]);
  assert.deepEqual(files, [
    'src/js/history/history-data.js',
    'docs/history.md',
    'src/catalogue/later_table.rs',
  ]);
});

test('the requirements that diagnose dates are those that the history says came after the method', () => {
  const table = readFileSync(at('src/catalogue/later_table.rs'), 'utf8');
  const named = [...table.matchAll(/^ {4}\("([^"]+)", "([^"]+)"\),$/gm)].map(([, ...release]) => release);
  const rows = [...table.matchAll(/^ {4}\((\d+), (\d+), (\d+)\),$/gm)].map((row) => row.slice(1).map(Number));
  const dated = rows.map(([method, scope, release]) =>
    [now.rpcMethods[method].name, now.scopes[scope].name, ...named[release]].join(' '),
  );
  const expected = now.rpcMethods.flatMap(({ name, requiredScopes }) => {
    const { changes } = requirementHistory(name);
    return [...new Set(requiredScopes)].flatMap((scope) => {
      // What came with the method, or when it came back, is no later requirement.
      const { version, date, event } = changes.findLast(({ added }) => added.includes(scope));
      return event ? [] : [[name, scope, version, date].join(' ')];
    });
  });
  assert.deepEqual(dated.sort(), expected.sort());
  assert.ok(dated.includes('PostModelOutputs Apps_Get 9.6.0 2023-07-08'));
});

test('it ends with what the catalogue says', () => {
  const expected = {
    rpcMethods: now.rpcMethods.map(({ name, authType, requiredScopes }) => ({
      name,
      authType,
      // A descriptor may name a scope twice.
      requiredScopes: [...new Set(requiredScopes)],
    })),
    scopes: now.scopes.map(({ name, exposed, deprecated }) => ({ name, exposed, deprecated })),
  };
  assert.deepEqual(replay(facts.releases), expected);
  assert.equal(facts.source.version, now.source.version);
  const last = facts.releases.at(-1);
  assert.deepEqual(
    [last.version, last.file, last.sha256],
    [now.source.version, now.source.file, now.source.sha256],
  );
});

test('every release is there once, with its file, digest and time, in the order of upload', () => {
  assert.equal(facts.releases.length, 289);
  assert.equal(new Set(facts.releases.map(({ version }) => version)).size, 289);
  assert.equal(facts.releases.filter(({ changes }) => changes).length, 83);
  for (const { version, uploaded, file, sha256 } of facts.releases) {
    assert.match(uploaded, /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.match(sha256, /^[0-9a-f]{64}$/);
    assert.match(file, /\.(whl|tar\.gz)$/);
    assert.ok(file.includes(version), file);
  }
  const times = facts.releases.map(({ uploaded }) => uploaded);
  assert.deepEqual(times, times.slice().sort());
});

test('what is set apart is said, with its reason', () => {
  const versions = (key) => facts.releases.filter((release) => release[key]).map(({ version }) => version);
  assert.deepEqual(versions('backport'), ['7.12.0rc2', '10.3.6', '10.3.7']);
  assert.deepEqual(versions('yanked'), ['9.7.2']);
  assert.deepEqual(versions('unreadable'), []);
  const [first, second, ...others] = facts.releases;
  const unreadable = { ...second, unreadable: 'it has no grpc/api/service_pb2.py' };
  const text = page({ ...facts, releases: [first, unreadable, ...others] });
  assert.match(text, /^## 0\.0\.2 \(2020-04-13\)\n\nNot read: it has no grpc\/api\/service_pb2\.py\.$/m);
  assert.match(text, /^- Not readable: 0\.0\.2 \(2020-04-13\)\.$/m);
});

test('the page names every version that changed something, the newest first, and counts the others', () => {
  const text = page(facts);
  const titles = [...text.matchAll(/^## (\d\S+) /gm)].map(([, version]) => version);
  const changed = facts.releases.filter(({ changes }) => changes).map(({ version }) => version);
  assert.deepEqual(titles, changed.reverse());
  const folded = [...text.matchAll(/^(?:The (\d+) releases from|\d\S+) .*changed nothing\.$/gm)];
  const backports = facts.releases.filter(({ backport }) => backport);
  const counted = folded.reduce((sum, [, count]) => sum + Number(count ?? 1), 0);
  assert.equal(counted + titles.length + backports.length, facts.releases.length);
  for (const said of [text, readFileSync(at('README.md'), 'utf8')])
    assert.ok(said.includes(`the ${facts.releases.length} releases of`));
});

const method = (name, requiredScopes, authType = 'KeyAuth') => ({ name, authType, requiredScopes });
const scope = (name, exposed = true, deprecated = false) => ({ name, exposed, deprecated });
const before = {
  rpcMethods: [method('GetModel', ['Models_Get', 'Workers_Get']), method('ListVocabs', [])],
  scopes: [scope('Models_Get'), scope('Vocabs_Get'), scope('Workers_Get')],
};
const after = {
  rpcMethods: [
    method('GetModel', ['Apps_Get', 'Models_Get'], 'PATAuth'),
    method('ListRunners', ['Runners_Get']),
  ],
  scopes: [scope('Models_Get'), scope('Runners_Get', false), scope('Workers_Get', true, true)],
};

test('each kind of change is found, and going through the changes gives the same', () => {
  const changes = difference(before, after);
  assert.deepEqual(changes, {
    addedMethods: [method('ListRunners', ['Runners_Get'])],
    removedMethods: ['ListVocabs'],
    changedMethods: [
      { name: 'GetModel', authType: 'PATAuth', added: ['Apps_Get'], removed: ['Workers_Get'] },
    ],
    addedScopes: [scope('Runners_Get', false)],
    removedScopes: ['Vocabs_Get'],
    changedScopes: [{ name: 'Workers_Get', deprecated: true }],
  });
  const first = difference({ rpcMethods: [], scopes: [] }, before);
  assert.deepEqual(replay([{ changes: first }, {}, { changes }]), after);
  assert.deepEqual(difference(after, after), {});
});

test('a release of an older line, and one that cannot be read, change nothing', () => {
  const release = (version, uploaded, declared) => ({ version, uploaded, ...(declared && { declared }) });
  const reduced = reduce([
    release('1.1.0', '2024-05-03T00:00:00Z', after),
    release('1.0.0', '2024-05-01T00:00:00Z', before),
    release('1.0.1', '2024-05-04T00:00:00Z', before),
    { ...release('1.0.2rc1', '2024-05-02T00:00:00Z'), unreadable: 'it has no files' },
    release('1.1.1', '2024-05-05T00:00:00Z', after),
  ]);
  assert.deepEqual(
    reduced.map(({ version, backport, unreadable, changes }) => [version, backport ?? unreadable, changes]),
    [
      ['1.0.0', undefined, difference({ rpcMethods: [], scopes: [] }, before)],
      ['1.0.2rc1', 'it has no files', undefined],
      ['1.1.0', undefined, difference(before, after)],
      ['1.0.1', true, undefined],
      ['1.1.1', undefined, undefined],
    ],
  );
});

test('versions are ordered as numbers, candidates before their release', () => {
  const versions = ['0.0.1', '6.2.0', '6.10.0', '8.12.0rc1', '8.12.0rc6', '8.12.0', '9.0.0', '10.0.10'];
  assert.deepEqual([...versions].reverse().sort(compareVersions), versions);
  assert.equal(compareVersions('1.2.3', '1.2.3'), 0);
  assert.throws(() => compareVersions('1.2', '1.2.3'), /the version 1\.2 is not of the kind/);
});
