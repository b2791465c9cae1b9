// What a person pastes, as JavaScript sees it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkCredential, readPaste } from 'clarifai-auth';

const key = 'c0ffee15dead10ccfeedfacecafebabe';

/** The cases of the table that the core's own tests read too. */
const cases = readFileSync(new URL('../data/pastes.txt', import.meta.url), 'utf8')
  .split('=== ')
  .slice(1)
  .map((text) => {
    const name = text.slice(0, text.indexOf('\n'));
    const end = text.lastIndexOf('\n--- ');
    return { name, paste: text.slice(name.length + 1, end), expected: JSON.parse(text.slice(end + 5)) };
  });

test('every paste is read as what it is', () => {
  assert.ok(cases.length > 100);
  for (const { name, paste, expected } of cases) {
    const { credentialReport, ...evidence } = readPaste(paste);
    assert.deepEqual(evidence, expected, name);
    const { credential } = readPaste(paste, { reveal: true });
    assert.deepEqual(
      credentialReport,
      credential === undefined ? undefined : checkCredential(credential),
      name,
    );
  }
});

test('a body is what JSON.parse makes of it', () => {
  for (const body of [
    '{"a":[1,-0,1.5e3,1e400,0.1,12345678901234567,"\\u00e9\\ud83d\\udd11\\ud800",true,null,{}],"b":{}}',
    '{"status":"a","status":"b"}',
    '{"__proto__":{"a":1},"constructor":2}',
    '{"":"","\\u0061":"\\n\\"\\\\\\/"}',
    ' {\n\t"status" : { "code" : 11008 } }\r\n',
    '{"status":{"code":10000,"description":"h\u{e9}llo \u{1f511}"}}',
  ]) {
    const expected = JSON.parse(body, (_, value) =>
      value === 12345678901234568 ? '12345678901234567' : value,
    );
    const message = `POST /v2/x HTTP/1.1\nAccept: a\n\n${body}`;
    const { request } = readPaste(message);
    assert.deepEqual(request.body, expected, body);
    assert.equal(JSON.stringify(request.body), JSON.stringify(expected));
    assert.equal(Object.hasOwn(request.body, '__proto__'), Object.hasOwn(expected, '__proto__'));
  }
  for (const text of [
    '{"a":01}',
    '{"a":1,}',
    '[1 2]',
    '{a:1}',
    "{'a':1}",
    '"\\x41"',
    'nul',
    '{"a":1}}',
    '"\t"',
    '.5',
  ]) {
    assert.throws(() => JSON.parse(text), SyntaxError);
    const { request } = readPaste(
      `curl https://example.com/v2/x --data-raw '${text.replaceAll("'", "'\\''")}'`,
    );
    assert.equal(request.body, text);
  }
});

test('deep and long JSON does not end the module', () => {
  for (const text of [
    '['.repeat(1e5),
    '{"a":'.repeat(1e5),
    `[${'1,'.repeat(1e6)}1]`,
    '{"status":'.repeat(90),
  ]) {
    readPaste(text);
    readPaste(`{"status":1,"a":${text}`);
  }
  assert.equal(readPaste(key).credential, '<credential>');
});

test('a text that is too long is said to be', () => {
  assert.deepEqual(readPaste('a '.repeat(5 << 20)), { kind: 'too-long' });
});

test('a credential is revealed on demand alone', () => {
  const paste = `Authorization: key  ${key} \nAccept: a`;
  assert.ok(!JSON.stringify(readPaste(paste)).includes(key.slice(0, 16)));
  assert.ok(!JSON.stringify(readPaste(paste, { reveal: false })).includes(key.slice(0, 16)));
  assert.equal(readPaste(paste, { reveal: true }).authorization, `key  ${key} `);
});

test('what is no text is an empty paste, and what is no option throws', () => {
  for (const text of [undefined, null]) assert.equal(readPaste(text).kind, 'empty');
  for (const options of [{ reveal: 'yes' }, { reveal: 1 }]) {
    assert.throws(() => readPaste(key, options), { code: 'ERR_CALL' });
  }
});
