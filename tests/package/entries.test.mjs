// The two entries of the package: the same names and types but for the readers of texts, two memories.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { at } from '../../scripts/task.mjs';
import { ofMainEntry } from './names.mjs';

const auth = await import('clarifai-auth');
const client = await import('clarifai-auth/client');
const require = createRequire(import.meta.url);
const required = { auth: require('clarifai-auth'), client: require('clarifai-auth/client') };
const key = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const ofBoth = (names) => names.filter((name) => !ofMainEntry.includes(name)).sort();

test('the client entry has all names but those of the readers of texts', () => {
  for (const name of ofMainEntry) assert.equal(typeof auth[name], 'function', name);
  assert.deepEqual(Object.keys(client).sort(), ofBoth(Object.keys(auth)));
  assert.deepEqual(Object.keys(required.client).sort(), ofBoth(Object.keys(required.auth)));
  for (const name of ['Client', 'Credential', 'Grant']) {
    assert.deepEqual(
      Object.getOwnPropertyNames(client[name].prototype),
      Object.getOwnPropertyNames(auth[name].prototype),
    );
  }
});

test('its types are those of the main entry but for theirs', () => {
  const declared = (folder) => {
    const text = readFileSync(at('pkg', folder, 'index.d.ts'), 'utf8');
    const parts = text.split(/^(?=\/\*\*|export )/m).map((part) => part.trim());
    return new Set(parts.filter((part) => part.startsWith('export ')));
  };
  const [all, some] = [declared(''), declared('client')];
  const names = [...all]
    .filter((part) => !some.has(part))
    .map((part) => /\b[A-Z]\w+|\w+(?=\()/.exec(part)[0]);
  assert.deepEqual(
    [...some].filter((part) => !all.has(part)),
    [],
  );
  const ours = [
    'EnvironmentFinding',
    'EnvironmentReport',
    'Evidence',
    'FoundCall',
    'GrpcStatus',
    'Leak',
    'LeakContext',
    'PasteKind',
    'Plan',
    'PlanOptions',
    'Plans',
    'Reference',
    'UsedCall',
    ...ofMainEntry,
  ];
  assert.deepEqual(names.sort(), ours.sort());
});

test('both are exported under the same conditions', () => {
  const { exports } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  const moved = JSON.stringify(exports['.']).replaceAll('./pkg/', './pkg/client/');
  assert.deepEqual(exports['./client'], JSON.parse(moved));
});

test('an object of one entry or copy is refused by another, and stays usable', () => {
  const modules = [auth, client, required.auth, required.client];
  const refused = {
    name: 'CallError',
    code: 'ERR_CALL',
    message: 'an object of another class, entry or copy of clarifai-auth was given',
  };
  for (const mine of modules) {
    for (const theirs of modules) {
      const [credential, grant] = [theirs.Credential.parse(key), new theirs.Grant({ scopes: ['Predict'] })];
      const calls = [
        () => new mine.Client({ credential }).free(),
        () => new mine.Grant({ scopes: ['All'] }).intersect(grant).free(),
      ];
      for (const call of calls) {
        if (mine === theirs) call();
        else assert.throws(call, refused);
      }
      assert.equal(credential.expose(), key);
      assert.equal(grant.describe().scopes[0], 'Predict');
      assert.throws(() => new mine.Client({ credential: grant }), refused);
      // What crosses are texts and plain objects.
      new mine.Client({ credential: mine.Credential.parse(credential.expose()) }).free();
      assert.deepEqual(new mine.Grant(grant.describe()).reach(), grant.reach());
    }
  }
});

test('nothing of a credential that was refused stays in its memory', async (t) => {
  const { initSync } = await import('../../pkg/core.js');
  const { memory } = initSync();
  const credential = auth.Credential.parse(key);
  const copies = () => Buffer.from(memory.buffer).toString('latin1').split(key).length - 1;
  t.after(() => credential.free());
  const before = copies();
  assert.throws(() => new client.Client({ credential }), { code: 'ERR_CALL' });
  assert.equal(copies(), before);
});
