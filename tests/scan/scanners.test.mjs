// The rules for other scanners: that they are up to date, and what each finds of the cases.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { lintSource } from '@secretlint/core';
import { scanText } from 'clarifai-auth';
import { creator } from 'clarifai-auth/secretlint';
import { scanFiles } from '../../scripts/scan/rules.mjs';
import { gitleaks } from '../../scripts/setup/gitleaks.mjs';
import { at, run } from '../../scripts/task.mjs';
import { cases, key } from './cases.mjs';

const rules = (name) => at('pkg/rules', name);
let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'scanners-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('the generated files are what the words give', () => {
  for (const [file, text] of Object.entries(scanFiles())) {
    assert.equal(readFileSync(at(file), 'utf8'), text, `${file} is stale: run \`npm run generate\``);
  }
});

test('the package carries the rules', () => {
  for (const name of ['gitleaks.toml', 'trufflehog.yaml']) {
    assert.equal(
      readFileSync(new URL(import.meta.resolve(`clarifai-auth/rules/${name}`)), 'utf8'),
      readFileSync(rules(name), 'utf8'),
    );
  }
});

test('a rule holds no expression that RE2 refuses, and TruffleHog has the ones of gitleaks', () => {
  const [toml, yaml] = ['gitleaks.toml', 'trufflehog.yaml'].map((name) => readFileSync(rules(name), 'utf8'));
  const found = [...toml.matchAll(/^regex = '''(.*)'''$/gm)].map(([, regex]) => regex);
  const same = [...yaml.matchAll(/^ {6}credential: '(.*)'$/gm)].map(([, regex]) =>
    regex.replaceAll("''", "'"),
  );
  assert.ok(found.length >= 6);
  assert.deepEqual(same, found);
  for (const regex of found) {
    assert.doesNotMatch(regex, /\(\?[=!<]|\\[1-9]/, 'look-around or a back reference');
    for (const [, most] of regex.matchAll(/\{\d+,(\d+)\}/g)) assert.ok(Number(most) <= 1000, regex);
  }
});

test('secretlint finds what scanText finds, and shows no credential', async () => {
  for (const { name, text, places } of cases) {
    const result = await lintSource({
      source: { content: text, filePath: '/case.txt', ext: '.txt', contentType: 'text' },
      options: { config: { rules: [{ id: 'clarifai-auth/secretlint', rule: creator }] } },
    });
    assert.deepEqual(
      result.messages.map(({ range: [start] }) => start),
      places,
      name,
    );
    assert.ok(!JSON.stringify(result.messages).includes(key), name);
  }
});

test('gitleaks takes the rules: it finds most of the leaks, and nothing that is none', async (t) => {
  const program = await gitleaks();
  if (!program) return t.skip('gitleaks is not installed here; CI tries the rules with it');
  cases.forEach(({ text }, index) => {
    writeFileSync(join(folder, `${index}.txt`), text);
  });
  const options = ['--report-format', 'json', '--report-path', '-', '--no-banner', '--log-level', 'error'];
  const said = await run(
    program,
    ['dir', folder, '--config', rules('gitleaks.toml'), '--exit-code', '0', '--redact', ...options],
    { failure: 'gitleaks failed' },
  );
  const found = new Set(JSON.parse(said).map(({ File }) => Number(File.match(/(\d+)\.txt$/)[1])));
  const lists = { both: [], 'scanText only': [], 'gitleaks only': [], none: [] };
  cases.forEach(({ name, places }, index) => {
    const ours = places.length > 0;
    assert.equal(scanText(cases[index].text).length > 0, ours, name);
    const list = found.has(index) ? (ours ? 'both' : 'gitleaks only') : ours ? 'scanText only' : 'none';
    lists[list].push(name);
  });
  for (const [list, names] of Object.entries(lists)) {
    t.diagnostic(`${list}: ${names.length}${/only/.test(list) ? ` (${names.join('; ')})` : ''}`);
  }
  assert.deepEqual(lists['gitleaks only'], []);
  assert.ok(lists.both.length > 3 * lists['scanText only'].length, 'gitleaks finds three of four');
});
