// What a program learns of a mangled key or header, and that no answer shows it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Credential, checkAuthorization, checkCredential } from 'clarifai-auth';

const key = 'c0ffee0123456789c0ffee0123456789';

/** Name, mangled text, the code that names it. */
const mangled = [
  ['a no-break space', `${key}\u00a0`, 'surrounding-whitespace'],
  ['a byte-order mark', `\ufeff${key}`, 'invisible-character'],
  ['a bidirectional control', `\u202e${key}`, 'invisible-character'],
  ['a line break', `${key.slice(0, 16)}\r\n${key.slice(16)}`, 'line-break'],
  ['curly quotes', `“${key}”`, 'surrounding-quotes'],
  ['a header', `Authorization: Key ${key}`, 'pasted-header'],
  ['an option of curl', `-H 'Authorization: Key ${key}'`, 'pasted-argument'],
  ['an export line', `export CLARIFAI_PAT="${key}"`, 'variable-name'],
  ['JSON', JSON.stringify({ pat: key }), 'pasted-fragment'],
  ['YAML', `- pat: '${key}'`, 'pasted-fragment'],
  ['percent signs', encodeURIComponent(`Key ${key}\n`), 'percent-encoded'],
  ['base64', btoa(`${key}\n`), 'base64-encoded'],
  ['a Basic header', `Basic ${btoa(`${key}:`)}`, 'base64-encoded'],
  ['Cyrillic letters', key.replaceAll('c', '\u0441'), 'look-alike-character'],
  ['Greek letters', key.replaceAll('0', '\u03bf'), 'look-alike-character'],
  ['full-width digits', key.replaceAll('1', '１'), 'full-width-character'],
  ['the letter O', key.replaceAll('0', 'O'), 'letter-for-digit'],
  ['the letter l', key.replaceAll('1', 'l'), 'letter-for-digit'],
  ['caps lock', key.toUpperCase(), 'upper-case'],
  ['itself', `${key}${key}`, 'repeated-credential'],
  ['a sentence', `My key is ${key}, thanks`, 'surrounding-text'],
];

function noKey(value, where) {
  const shown = JSON.stringify(value).toLowerCase();
  for (const part of [key.slice(0, 12), key.slice(-12)]) assert.ok(!shown.includes(part), where);
}

for (const [name, text, code] of mangled) {
  test(`${name} around or in a key is found and undone`, () => {
    const report = checkCredential(text);
    assert.ok(
      report.findings.some((finding) => finding.code === code),
      JSON.stringify(report),
    );
    assert.deepEqual([report.shape, report.repairable, report.length], ['key', true, 32]);
    noKey(report, name);
    const credential = Credential.parse(text, { repair: true });
    assert.equal(credential.expose(), key);
    credential.free();
  });
}

test('what has no repair or several is refused, and the error shows nothing', () => {
  for (const text of [
    key.slice(1),
    `${key}0`,
    `${key} ${key.replaceAll('0', 'd')}`,
    `${key.slice(0, 12)}…`,
    `${key}\r\nX-Injected: yes`,
    '$CLARIFAI_PAT',
    undefined,
    null,
  ]) {
    const report = checkCredential(text);
    assert.deepEqual([report.ok, report.repairable], [false, false], String(text));
    noKey(report, String(text));
    assert.throws(
      () => Credential.parse(text, { repair: true }),
      (error) => {
        noKey([error.message, error.stack, error.findings], String(text));
        return error.code === 'ERR_CREDENTIAL' && error.findings.length > 0;
      },
    );
  }
});

test('a header is read for each place that a request can go to', () => {
  for (const [value, target, ok, scheme, code] of [
    [`Key ${key}`, undefined, true, 'Key'],
    [`Key ${key}`, 'grpc', true, 'Key'],
    [`Bearer ${key}`, 'openai', true, 'Bearer'],
    [`Bearer ${key}`, 'mcp', true, 'Bearer'],
    [`Bearer ${key}`, 'rest', false, 'Bearer', 'undocumented-scheme'],
    [`key ${key}`, 'rest', false, 'key', 'scheme-case'],
    [key, 'rest', false, '', 'missing-scheme'],
    [`Key ${key} `, 'rest', false, 'Key', 'surrounding-whitespace'],
    [`Host: x\r\nAuthorization: Key ${key}`, 'rest', true, 'Key'],
    [`Authorization: Key ${key}`, 'grpc', false, 'Key', 'header-name-case'],
    [undefined, 'rest', false, '', 'empty'],
    ['', 'rest', false, '', 'empty'],
  ]) {
    const report = checkAuthorization(value, target);
    assert.deepEqual([report.ok, report.scheme, report.findings[0]?.code], [ok, scheme, code], value);
    noKey(report, String(value));
  }
  assert.throws(() => checkAuthorization('', 'soap'), { code: 'ERR_CALL' });
});
