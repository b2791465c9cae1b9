// How a long paste is drawn: whatever a key looks like, wherever it stands, it becomes dots.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPaste } from 'clarifai-auth';
import { guessedTarget, mendedLines, read } from '../../www/page/reading.js';
import { hidden } from '../../www/page/secrets.js';
import { textLines } from '../../www/page/text-lines.js';

const key = 'f00dfacef00dfacef00dfacef00dface';
const inGroups = (size, between) => key.match(new RegExp(`.{${size}}`, 'g')).join(between);
const fullWidth = [...key].map((each) => String.fromCharCode(each.charCodeAt(0) + 0xfee0)).join('');
const manglings = [
  key,
  key.toUpperCase(),
  fullWidth,
  btoa(key),
  [...key].map((each) => `%${each.charCodeAt(0).toString(16)}`).join(''),
  [...key].join('\u200b'),
  inGroups(16, ' '),
  inGroups(16, '\n'),
  inGroups(16, '\\\n'),
  inGroups(8, '-'),
  inGroups(4, ' '),
  inGroups(4, '\t'),
  key.replaceAll('a', 'а'),
  key.replaceAll('0', 'O'),
  `"${key}"`,
  `${key}\\n`,
  `${key.slice(0, 20)}…`,
  `${key.slice(0, 5)}%66${key.slice(5)}`,
];
const models = 'https://api.clarifai.com/v2/models';
const pastes = [
  (text) => `Authorization: Key ${text}`,
  (text) => `X-Other: ${text}\nAuthorization: Key abc\nX-Api-Key: ${text}`,
  (text) => `curl '${models}' -H 'Authorization: Key ${text}'`,
  (text) => `curl '${models}/${text}?key=${text}' -H 'Authorization: Key abc' -d '{"key":"${text}"}'`,
  (text) => `CLARIFAI_PAT=abc\nCLARIFAI_API_KEY=${text}\nOTHER=${text}\nCLARIFAI_USERID=${text}`,
  (text) => `A=1\nCLARIFAI_PAT="${text}" # ${text}`,
  (text) => `contexts:\n  default:\n    CLARIFAI_PAT: ${text}\n`,
  (text) => `x = Model(pat="${text}")\ny = "${text}"`,
  (text) => `const key = '${text}';\nfetch('${models}', { headers: { Authorization: 'Key ' + key } });`,
  (text) => JSON.stringify({ status: { code: 11009, details: `API key '${text}' not found` } }),
  (text) => `Error: API key '${text}' not found\n    at f (x.js:1)`,
  (text) => `hello there, my key is ${text} and it does not work at all, sorry about that`,
];

const plain = (text) =>
  text
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll('а', 'a')
    .replaceAll(/[\s\p{Cf}-]/gu, '');
const drawn = (rows) =>
  rows.map((row) => row.pieces?.map(({ kind, text }) => (kind === 'invisible' ? '' : text)).join('') ?? '|');
const partOf = (secret, text) =>
  Array.from({ length: secret.length - 7 }, (_, at) => secret.slice(at, at + 8)).some((each) =>
    text.includes(each),
  );

test('no part of a key is drawn, however it is mangled and wherever it stands', () => {
  for (const [number, paste] of pastes.entries()) {
    for (const mangled of manglings) {
      const text = paste(mangled);
      const evidence = readPaste(text, { reveal: true });
      const reading = read(text, evidence, guessedTarget(evidence, text));
      const secrets = reading.position ? [reading.position, reading.position.trim()] : [];
      const shown = [
        ...drawn(textLines(text, reading.findings, secrets)),
        ...mendedLines(reading).map(({ name, value, secret }) => (secret ? name : name + value)),
        hidden(evidence.request?.url ?? '', secrets),
        hidden(evidence.error ?? '', secrets),
        reading.readAs,
      ].join('');
      const where = `paste ${number}, ${manglings.indexOf(mangled)}`;
      assert.ok(!partOf(key, plain(shown)), where);
      assert.ok(!partOf(plain(btoa(key)), plain(shown)), where);
    }
  }
});

test('what is no secret stays readable', () => {
  const texts = [
    `curl -X POST '${models}/general-image-recognition/outputs' -H 'Content-Type: application/json'`,
    'Invalid API key or Invalid API key/application pair',
    'code: CONN_KEY_NOT_FOUND, status 11009, HTTP 401, at 2026-11-21T08:00:00Z',
    'CLARIFAI_USER_ID=me\nCLARIFAI_APP_ID=pictures\nCLARIFAI_API_BASE=https://api.clarifai.com',
    'Authorization: Key $CLARIFAI_PAT and token: {{ secrets.KEY }} and password: %TOKEN_OF_MINE%',
    'MY_VERY_LONG_DATABASE_NAME_HERE=postgres\nNEXT_PUBLIC_CLARIFAI_PAT=$env:CLARIFAI_PAT',
    'Authorization: Key <credential>',
  ];
  for (const text of texts) assert.equal(drawn(textLines(text, [])).join('\n'), text);
});

const dots = '•'.repeat(32);
const withNames = [
  [`NEXT_PUBLIC_CLARIFAI_PAT=${key}`, `NEXT_PUBLIC_CLARIFAI_PAT=${dots}`],
  [
    `MY_VERY_LONG_DATABASE_NAME_HERE=postgres\nCLARIFAI_PAT=${key}\nAFTER_THE_KEY_COMES_A_NAME=1`,
    `MY_VERY_LONG_DATABASE_NAME_HERE=postgres\nCLARIFAI_PAT=${dots}\nAFTER_THE_KEY_COMES_A_NAME=1`,
  ],
  [`A_TOKEN=${key}\n`.repeat(9).trim(), `A_TOKEN=${dots}\n`.repeat(9).trim()],
  ['PASSWORD=hunter2hunter2 \ud83d', `PASSWORD=${'•'.repeat(14)} \ufffd`],
];
test('of a variable the name stays and the value becomes dots', () => {
  for (const [text, expected] of withNames)
    assert.equal(drawn(textLines(text, [])).join('\n'), expected.replace(' \ufffd', ' '));
});

test('what stands between two secrets is hidden where it could be a part of one', () => {
  const spaced = inGroups(8, ' ');
  const [line] = drawn(textLines(`${spaced} ${spaced} end of it`, []));
  assert.match(line, /^[• ]+ end of it$/);
});

test('lines are numbered as in the text, and a long one is drawn around its faults only', () => {
  const text = `${'first\n'.repeat(2000)}here \u200b it is\n${'last '.repeat(3000)}`;
  const at = text.indexOf('\u200b');
  const rows = textLines(text, [{ severity: 'error', span: { start: at, end: at + 1 } }]);
  const marked = rows.find((row) => row.pieces?.some(({ severity }) => severity === 'error'));
  assert.equal(marked.number, 2001);
  assert.ok(rows.length < 40);
  const skipped = rows.reduce((sum, row) => sum + (row.skipped ?? 0), 0);
  assert.ok(skipped > 25_000 && skipped < text.length);
});
