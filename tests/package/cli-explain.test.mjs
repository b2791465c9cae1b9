// `clarifai-auth explain`: why a call failed, by what is pasted of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { json, key, run } from './cli.mjs';

test('explain: a failure is explained by its cause, its evidence, its remedy and the checklist', async () => {
  const details = 'Empty or malformed authorization header. Please provide an API key or session token.';
  const answer = JSON.stringify({ status: { code: 11102, description: 'Invalid request', details } });
  const input = `curl -H 'Authorization: key ${key}' https://api.clarifai.com/v2/models\n${answer}\n`;
  const { code, stdout } = await run(['explain'], { input });
  assert.equal(code, 0);
  assert.match(stdout, /^status: 11102 CONN_INVALID_REQUEST Invalid request\n/);
  assert.match(stdout, /^the Authorization header has the wrong form \(authorization-malformed, certain\)$/m);
  assert.match(stdout, /^ {2}- the scheme word is `key` where the server takes `Key`$/m);
  assert.match(stdout, /^ {2}fix: write `Key`$/m);
  assert.match(stdout, /^ {2}problem {6}header /m);
  const files = { 'failure.txt': input };
  assert.equal((await run(['explain', 'failure.txt'], { files })).stdout, stdout);
  const { command, kind, diagnosis } = await json(['explain', '-'], { input });
  assert.deepEqual([command, kind], ['explain', 'command-line']);
  assert.equal(diagnosis.causes[0].code, 'authorization-malformed');
  assert.equal(diagnosis.checklist.length, 7);
});

test('explain: the exit code is 0 where a cause is found or nothing failed, and 1 where it tells too little', async () => {
  for (const [input, code, cause] of [
    [`{"status":{"code":11009,"details":"invalid key(${key})"}}`, 0, 'credential-unknown'],
    ['{"status":{"code":10000}}', 0, 'not-a-failure'],
    ['TypeError: Failed to fetch', 0],
    ['it does not work', 1, 'unknown'],
  ]) {
    const { exitCode, diagnosis } = await json(['explain'], { input });
    assert.equal(exitCode, code, input.replace(key, '<key>'));
    if (cause) assert.equal(diagnosis.causes[0].code, cause);
  }
});

test('explain: where nothing was given, it says what to give, with exit code 2', async () => {
  for (const input of ['', ' \r\n\t', '\ufeff\n', Buffer.from('\ufeff\r\n', 'utf16le')])
    for (const args of [['explain'], ['explain', '-'], ['explain', 'a.txt'], ['explain', '--json']]) {
      const { code, stdout, stderr } = await run(args, { files: { 'a.txt': input }, input });
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /^clarifai-auth: nothing was given\nGive the call, its answer or .+: paste it /);
    }
});

test('explain: what the paste lacks can be added', async () => {
  const input = `curl -X POST -H 'Authorization: Key ${key}' https://api.clarifai.com/v2/models/m/outputs\n{"status":{"code":11007}}`;
  const remedy = async (...args) => (await json(['explain', ...args], { input })).diagnosis.causes[0].remedy;
  assert.match(await remedy(), /Apps:Get.*Concepts:Get.*Models:Get.*Predict/);
  assert.doesNotMatch(await remedy('--scopes', 'Predict, Models:Get'), /Models:Get|Predict/);
  assert.equal(await remedy('--key-created', '2022-05-30'), 'add to the credential: Apps:Get');
});

test('explain: a file that PowerShell wrote as UTF-16 is read', async () => {
  const text = '{"status":{"code":11009,"description":"API key not found"}}\r\n';
  const little = Buffer.from(`\ufeff${text}`, 'utf16le');
  for (const input of [little, Buffer.from(little).swap16(), `\ufeff${text}`])
    assert.equal((await json(['explain'], { input })).diagnosis.causes[0].code, 'credential-unknown');
});
