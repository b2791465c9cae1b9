// The recipes, run as a reader would run them: with the packed package, and what they are for around them.
import assert from 'node:assert/strict';
import { exec, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { lintSource } from '@secretlint/core';
import { creator } from 'clarifai-auth/secretlint';
import { Hono } from 'hono';
import { at, run } from '../../scripts/task.mjs';
import { launch, serve, withPage } from './browser.mjs';
import { asserting, marked } from './examples.mjs';
import { stranger } from './stranger.mjs';

const text = readFileSync(at('docs/recipes.md'), 'utf8');
const recipes = marked(text);
const key = 'c0ffee15dead10ccfeedfacecafebabe';
const names = [
  'env-line',
  'env-file',
  'no-new-access',
  'collaborator',
  'two-apps',
  'hono',
  'express',
  'field',
  'report',
  'access-log',
  'har',
  'least-key',
  'secretlint',
];

let home;
before(async () => {
  home = await stranger('recipes');
});

const imported = (name) => import(pathToFileURL(home.write(`${name}.mjs`, recipes.get(name))));

test('every block is run', () => {
  assert.equal(text.match(/^```\w+$/gm).length, recipes.size);
  assert.deepEqual([...recipes.keys()], names);
});

test('a `.env` file is checked by its exit code, and no reason shows the credential', async () => {
  home.write('env-file.mjs', recipes.get('env-file'));
  const check = (command) =>
    new Promise((resolve) => {
      exec(command, { cwd: home.folder }, (error, said) => resolve([error?.code ?? 0, said]));
    });
  for (const [env, code, reason] of [
    [`CLARIFAI_PAT=${key}\nCLARIFAI_USER_ID=ada\nCLARIFAI_APP_ID=shop\n`, 0, /^$/],
    [`# made up\nCLARIFAI_KEY="${key} "\n`, 1, /^\.env:2 error [\w-]+: no program reads `CLARIFAI_KEY`/],
    ['', 1, /^\.env:1 error missing-credential: /],
  ]) {
    home.write('.env', env);
    assert.equal((await check(recipes.get('env-line')))[0], code, env);
    const [exit, said] = await check('node env-file.mjs');
    assert.equal(exit, code, said);
    assert.match(said, reason);
    assert.ok(!said.includes(key));
  }
});

test('a key that would be able to call more, or for longer, fails the build, which says what it gains', () => {
  home.write('no-new-access.mjs', recipes.get('no-new-access'));
  const scopes = ['Apps_Get', 'Concepts_Get'];
  const plain = { scopes };
  const shop = { scopes, app: { id: 'shop' } };
  const listed = { scopes, endpoints: ['/clarifai.api.V2/ListConcepts'] };
  const [early, late] = ['2030-01-01T00:00:00Z', '2031-01-01T00:00:00Z'];
  const ends = (expiresAt) => ({ scopes, expiresAt });
  for (const [before, after, code, reason] of [
    [plain, plain, 0, /^$/],
    [plain, { scopes: ['Apps_Get'] }, 0, /^$/],
    [
      plain,
      { scopes: ['All'] },
      1,
      /^the key gains methods: .*PostModelOutputs.*\nthe key gains scopes: All/,
    ],
    [plain, { scopes: [...scopes, 'Search'] }, 1, /^the key gains scopes: Search\n$/],
    [plain, { scopes: ['Models_Get'] }, 1, /^the key gains scopes: Models_Get\n$/],
    [plain, shop, 0, /^$/],
    [shop, { ...shop, app: { id: 'blog' } }, 1, /^the key gains app: blog in place of shop\n$/],
    [shop, plain, 1, /^the key gains app: any in place of shop\n$/],
    [
      { ...shop, scopes: ['All'] },
      { scopes, app: { id: 'blog' } },
      1,
      /^the key gains app: blog in place of shop\n$/,
    ],
    [plain, listed, 0, /^$/],
    [
      listed,
      { ...plain, endpoints: ['/clarifai.api.V2/GetConcept'] },
      1,
      /\nthe key gains endpoints: \S+GetConcept\n$/,
    ],
    [listed, plain, 1, /^the key gains methods: .*GetConcept.*\nthe key gains endpoints: any\n$/],
    [
      plain,
      { ...plain, keyType: 'personal_access_token' },
      1,
      /^the key gains .*type: personal_access_token\n$/s,
    ],
    [ends(early), ends(early), 0, /^$/],
    [ends(late), ends(early), 0, /^$/],
    [plain, ends(early), 0, /^$/],
    [ends(early), ends(late), 1, /^the key gains time: until 2031-\S+ in place of 2030-\S+\n$/],
    [ends(early), plain, 1, /^the key gains time: until it is deleted in place of 2030-\S+\n$/],
  ]) {
    home.write('before.json', JSON.stringify(before));
    home.write('after.json', JSON.stringify(after));
    const run = spawnSync(process.execPath, ['no-new-access.mjs', 'before.json', 'after.json'], {
      cwd: home.folder,
      encoding: 'utf8',
    });
    assert.equal(run.status, code, run.stdout + run.stderr);
    assert.match(run.stdout, reason);
  }
});

test('a server refuses what cannot be sent, and lets pass what can', async () => {
  const { refuseBadCredential } = await imported('hono');
  const app = new Hono().use(refuseBadCredential).get('/', (context) => context.text('passed'));
  const express = (await imported('express')).refuseBadCredential;
  for (const [authorization, code] of [
    [`Key ${key}`],
    [`key ${key}`, 'scheme-case'],
    [`Key ${key}0`, 'wrong-length'],
    ['Key $CLARIFAI_PAT', 'unexpanded-reference'],
    [undefined, 'empty'],
  ]) {
    const answer = await app.request('/', authorization ? { headers: { authorization } } : {});
    assert.equal(answer.status, code ? 401 : 200);
    const said = await answer.text();
    const sent = [];
    const response = { status: (status) => ({ json: (body) => sent.push(status, JSON.stringify(body)) }) };
    express({ headers: { authorization } }, response, () => sent.push('passed'));
    if (code) assert.equal(JSON.parse(said).code, code);
    assert.deepEqual(sent, code ? [401, said] : ['passed']);
    assert.ok(!said.includes(key.slice(0, 12)));
  }
});

test('a field says what is wrong, to a screen reader too', async (t) => {
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>field</title>${recipes.get('field')}`;
  const page = { type: 'text/html; charset=utf-8', body };
  const server = await serve(`${home.folder}/node_modules/clarifai-auth`, { '/page.html': page });
  const browser = await launch();
  t.after(() => Promise.all([browser.close(), server.close()]));
  await withPage(browser, `${server.url}/page.html`, async (tab) => {
    const field = tab.getByLabel('Clarifai key');
    await tab.waitForLoadState('networkidle');
    for (const [typed, said, invalid] of [
      [`${key} `, 'white space (space) after the credential: remove it', 'true'],
      [key, '', 'false'],
      ['YOUR_PAT_HERE', 'a placeholder stands where the credential should', 'true'],
      ['', '', 'false'],
    ]) {
      await field.fill(typed);
      await tab.locator(`#key[aria-invalid="${invalid}"]`).waitFor();
      const shown = await tab.getByRole('status').textContent();
      assert.ok(said ? shown.startsWith(said) : shown === '', shown);
      const id = await field.getAttribute('aria-describedby');
      assert.equal(await tab.locator(`#${id}`).textContent(), shown);
    }
  });
});

for (const name of ['collaborator', 'two-apps', 'report', 'access-log', 'har']) {
  test(`the results in the recipe \`${name}\` are what Node gives`, async () => {
    const url = 'https://api.clarifai.com/v2/models/general/outputs';
    const call = (status, body) => ({
      request: { method: 'POST', url, headers: [{ name: 'Authorization', value: `Key ${key}` }] },
      response: { status, headers: [], content: { mimeType: 'application/json', text: body } },
    });
    const entries = [call(403, '{"status":{"code":11007}}'), call(200, '{"status":{"code":10000}}')];
    home.write('failed.har', JSON.stringify({ log: { entries } }));
    const line = (request) => `10.0.0.1 - - [05/Jan/2026:10:11:12 +0000] "${request} HTTP/1.1" 200 512\n`;
    const requests = ['GET /', 'GET /v2/models/m', 'POST /v2/models/m/outputs', 'POST /v2/models/n/outputs'];
    home.write('access.log', requests.map(line).join(''));
    const program = home.write(`${name}.mjs`, asserting(recipes.get(name)));
    assert.match(await run(process.execPath, [program], { cwd: home.folder }), /^\d+ results\n$/);
  });
}

test('the least key of a program is planned for what its files call', async () => {
  home.write(
    'upload.js',
    "await fetch('https://api.clarifai.com/v2/inputs', { method: 'POST', headers, body: JSON.stringify({ inputs }) });\n",
  );
  home.write(
    'predict.py',
    "from clarifai.client.model import Model\nprint(Model(user_id='ada', app_id='shop', model_id='m').predict_by_url(URL))\n",
  );
  const program = home.write('least-key.mjs', asserting(recipes.get('least-key')));
  assert.match(await run(process.execPath, [program], { cwd: home.folder }), /^\d+ results\n$/);
});

test('secretlint takes the configuration, and the ids and versions named are the real ones', async () => {
  const [{ id, ...options }] = JSON.parse(recipes.get('secretlint')).rules;
  assert.equal(id, creator.meta.id);
  const lint = async (content, rule) => {
    const source = { content, filePath: '/a.txt', ext: '.txt', contentType: 'text' };
    const { messages } = await lintSource({ source, options: { config: { rules: [rule] } } });
    return messages.map(({ messageId }) => messageId);
  };
  const content = `CLARIFAI_PAT=${key}\nCLARIFAI_API_KEY=c0ffee00c0ffee00c0ffee00c0ffee00\n`;
  assert.deepEqual(await lint(content, { id, rule: creator }), ['KEY', 'POSSIBLE_KEY']);
  assert.deepEqual(await lint(content, { id, rule: creator, ...options }), ['KEY']);
  for (const messageId of Object.keys(creator.messages)) assert.ok(text.includes(`\`${messageId}\``));
  const { devDependencies } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  assert.ok(text.includes(`\`@secretlint/core\` ${devDependencies['@secretlint/core']} `));
  const rules = readFileSync(at('pkg/rules/gitleaks.toml'), 'utf8');
  const ids = [...rules.matchAll(/^id = "(.+)"$/gm)].map(([, name]) => `\`${name}\``);
  assert.ok(text.includes(`${ids.join(', ')}:`), 'the rules of gitleaks');
});
