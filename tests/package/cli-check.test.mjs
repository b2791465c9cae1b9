// `clarifai-auth check`: where programs find a credential, and what is wrong with it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codesOf, fingerprint, json, key, line, other, run } from './cli.mjs';

test('check: the environment comes before the files, and `.env.local` before `.env`', async () => {
  const files = {
    '.env.local': `CLARIFAI_PAT=${key}\n`,
    '.env': `CLARIFAI_PAT=${other}\n`,
    '.dev.vars': `CLARIFAI_PAT=${other}\n`,
    '~/.config/clarifai/config': `current_context: a\ncontexts:\n  a:\n    CLARIFAI_PAT: ${other}\n`,
    '~/.clarifai/config': `[clarifai]\nCLARIFAI_API_KEY=${other}\n`,
  };
  const names = ['environment', ...Object.keys(files)];
  const env = { CLARIFAI_PAT: key };
  let rest = { ...files };
  for (const [place, name] of names.entries()) {
    const said = await json(['check'], { files: rest, env: place ? {} : env });
    assert.equal(said.used.source, name);
    assert.deepEqual(
      said.sources.map((source) => [source.name, source.used]),
      ['environment', ...Object.keys(rest)].map((source) => [source, source === name]),
    );
    if (place) rest = Object.fromEntries(Object.entries(rest).slice(1));
  }
});

test('check: what the current context of the configuration holds is used, not the first one', async () => {
  const contexts = `contexts:\n  a:\n    CLARIFAI_PAT: ${other}\n  b:\n    CLARIFAI_PAT: ${key}\n`;
  const files = { '~/.config/clarifai/config': `current_context: b\n${contexts}` };
  assert.equal((await json(['check'], { files })).used.fingerprint, fingerprint);
});

test('check: what one place lacks another may have', async () => {
  const files = { '.env': `CLARIFAI_PAT=${key}\n` };
  const alone = await json(['check'], { files });
  assert.deepEqual(codesOf(alone), ['missing-user-id', 'missing-app-id']);
  const env = { CLARIFAI_USER_ID: 'ada', CLARIFAI_APP_ID: 'shop' };
  const together = await json(['check'], { files, env });
  assert.deepEqual([together.ok, codesOf(together)], [true, []]);
});

test('check: a finding names file, line and column, and the exit code is 1', async () => {
  const files = { '.env': `# mine\r\nCLARIFAI_APP_ID=shop\r\nCLARIFAI_PAT="${key} "\r\n` };
  const said = await run(['check'], { files });
  assert.equal(said.code, 1);
  assert.match(said.stdout, /^ {2}\.env:3:47 error: white space \(space\) after the credential \(/m);
  assert.match(said.stdout, /^ {4}fix: remove it/m);
  assert.match(said.stdout, /^1 error, 1 warning; programs use `CLARIFAI_PAT` of \.env$/m);
  const inEnvironment = await run(['check'], { env: { CLARIFAI_PAT: `${key} ` } });
  assert.match(inEnvironment.stdout, /^ {2}environment:CLARIFAI_PAT error: white space/m);
});

test('check: no credential anywhere is one error, said once', async () => {
  for (const files of [{}, { '.env': 'PORT=1\n', '.dev.vars': '' }]) {
    const said = await json(['check'], { files });
    assert.deepEqual([said.exitCode, codesOf(said)], [1, ['missing-credential']]);
  }
});

test('check: a variable that no program reads is not used', async () => {
  const said = await json(['check'], { files: { '.env': `CLARIFAI_KEY=${key}\n`, '.dev.vars': line } });
  assert.equal(said.used.source, '.dev.vars');
  assert.equal(said.exitCode, 1);
  const { stdout } = await run(['check'], { files: { '.env': `VITE_CLARIFAI_PAT=${key}\n` } });
  assert.match(stdout, /`VITE_CLARIFAI_PAT`, which no program reads/);
});

test('check: a warning passes, but not with --strict', async () => {
  const files = { '.env': `CLARIFAI_PAT=${key}\n` };
  assert.equal((await run(['check'], { files })).code, 0);
  assert.equal((await run(['check', '--strict'], { files })).code, 1);
  assert.equal((await run(['check', '--strict'], { files: { '.env': line } })).code, 0);
});

test('check: a file that is named is judged by itself', async () => {
  const files = { 'a.env': line, 'b.env': 'PORT=1\n', '.env': line };
  assert.equal((await run(['check', 'a.env'], { files, env: { CLARIFAI_PAT: 'None' } })).code, 0);
  const said = await json(['check', 'a.env', 'b.env'], { files });
  assert.deepEqual([said.exitCode, said.used], [1, undefined]);
  assert.deepEqual(
    said.sources.map(({ name, ok }) => [name, ok]),
    [
      ['a.env', true],
      ['b.env', false],
    ],
  );
});

test('check: standard input may be a credential, a header, a call or an environment', async () => {
  for (const [input, codes] of [
    [key, []],
    [`${key}\r\n`, []],
    [`${key} \n`, ['surrounding-whitespace']],
    [`Authorization: Key ${key}\n`, []],
    [`Authorization: key ${key}\n`, ['scheme-case']],
    [`curl -H 'Authorization: key ${key}' https://api.clarifai.com/v2/models\n`, ['scheme-case']],
    [line, []],
    ['CLARIFAI_PAT=None\n', ['unset-value']],
    ['', ['missing-credential']],
  ]) {
    const said = await json(['check', '-'], { input });
    assert.deepEqual(codesOf(said), codes, input.replaceAll(key, '<key>'));
    assert.equal(said.exitCode, codes.length ? 1 : 0);
    if (input.includes(`${key}\n`)) assert.equal(said.sources[0].fingerprint, fingerprint);
  }
});

test('check: UTF-16 is one finding, in a file as on standard input', async () => {
  for (const text of [line, `${key}\r\n`, `Authorization: Key ${key}\r\n`]) {
    const little = Buffer.from(`\ufeff${text}`, 'utf16le');
    for (const input of [little, Buffer.from(little).swap16()])
      for (const name of ['a.env', '-']) {
        const said = await json(['check', name], { files: { 'a.env': input }, input });
        assert.deepEqual([said.exitCode, codesOf(said)], [1, ['utf-16']], name);
        assert.equal(said.sources[0].findings[0].fix, 'save the file as UTF-8');
      }
  }
});

test('check: the JSON has the documented shape', async () => {
  const files = { '.env': `CLARIFAI_PAT=${key}\nCLARIFAI_USERID=ada\nCLARIFAI_APP_ID=shop\n` };
  assert.deepEqual(await json(['check', '.env', 'none'], { files }), {
    command: 'check',
    exitCode: 3,
    ok: false,
    errors: 0,
    warnings: 2,
    hints: 0,
    sources: [
      {
        name: '.env',
        kind: 'file',
        ok: true,
        variable: 'CLARIFAI_PAT',
        keyType: 'personal_access_token',
        appId: 'shop',
        fingerprint,
        findings: [
          {
            code: 'misnamed-variable',
            severity: 'warning',
            message: 'no program reads `CLARIFAI_USERID`; they read `CLARIFAI_USER_ID`',
            fix: 'rename the variable to `CLARIFAI_USER_ID`',
            variable: 'CLARIFAI_USERID',
            expected: 'CLARIFAI_USER_ID',
            line: 2,
            column: 1,
            place: '.env:2:1',
          },
          {
            code: 'missing-user-id',
            severity: 'warning',
            message: 'a personal access token is set, but no user id',
            fix: 'set `CLARIFAI_USER_ID` to the owner of what you call',
            expected: 'CLARIFAI_USER_ID',
            place: '.env',
          },
        ],
      },
      { name: 'none', kind: 'file', ok: false, problem: 'there is no such file', findings: [] },
    ],
  });
});
