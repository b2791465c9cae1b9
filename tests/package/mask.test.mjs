// maskCredentials through the package: whole texts, in place, in linear time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskCredentials } from 'clarifai-auth';

const key = 'c0ffee15dead10ccfeedfacecafebabe';

test('credentials and other secrets are replaced by marks, and nothing else is', () => {
  for (const [text, expected] of [
    [`Authorization: Key ${key}`, 'Authorization: Key <credential>'],
    [`🔑 ${key}\u2028${key.toUpperCase()}`, '🔑 <credential>\u2028<credential 2>'],
    ['DB_PASS=hunter2\nUSER=ada', 'DB_PASS=<credential>\nUSER=ada'],
    ['CLARIFAI_PAT=$CLARIFAI_PAT', 'CLARIFAI_PAT=$CLARIFAI_PAT'],
    [
      'status 401 for https://api.clarifai.com/v2/models',
      'status 401 for https://api.clarifai.com/v2/models',
    ],
    ['', ''],
  ]) {
    assert.equal(maskCredentials(text), expected);
  }
});

test('a long text is masked whole', () => {
  const line = '2024-01-01T00:00:00Z GET /v2/models 200\n';
  const log = line.repeat(20_000);
  assert.equal(maskCredentials(`${log}${key}`), `${log}<credential>`);
});

test('what is no text is refused', () => {
  for (const value of [undefined, null, 1, {}, [key]]) {
    // @ts-expect-error: none of these is a text.
    assert.throws(() => maskCredentials(value), { code: 'ERR_CALL' });
  }
});
