// `clarifai-auth verify`, against a server on this machine.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { at } from '../../scripts/task.mjs';
import { fingerprint, json, key, line, other, run } from './cli.mjs';

/** A stand-in for the API on this machine; it keeps what it was sent. */
async function api(t, answer) {
  const requests = [];
  const server = createServer(({ method, url, headers }, response) => {
    requests.push({ method, path: url, authorization: headers.authorization });
    answer(response, url);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, requests };
}

const said = (status, body) => (response) => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};
const success = { status: { code: 10000, description: 'Ok' } };
const predictOnly = ['Apps:Get', 'Concepts:Get', 'Models:Get', 'Predict'];

test('verify: nothing is sent where no credential can be', async (t) => {
  const { url, requests } = await api(t, said(200, success));
  const env = { CLARIFAI_API_BASE: url };
  for (const [pat, problem] of [
    ['', /no credential was found in: environment/],
    [`${key} `, /environment: white space \(space\) after the credential/],
    ['None', /no credential was found|environment: /],
  ]) {
    const { code, stdout } = await run(['verify'], { env: { ...env, CLARIFAI_PAT: pat } });
    assert.equal(code, 1);
    assert.match(stdout, /^nothing was sent\n/);
    assert.match(stdout, problem);
  }
  assert.deepEqual(requests, []);
});

test('verify: UTF-16 is said as such with its remedy, of a file as of standard input', async (t) => {
  const { url, requests } = await api(t, said(200, success));
  const input = Buffer.from(`\ufeff${line}`, 'utf16le');
  const options = { files: { '.env': input }, input, env: { CLARIFAI_API_BASE: url } };
  for (const [names, place] of [
    [['.env'], '.env'],
    [['-'], 'standard input'],
    [[], 'environment, .env.local, .env'],
  ]) {
    const { code, stdout } = await run(['verify', ...names], options);
    assert.equal(code, 1);
    assert.ok(
      stdout.includes(`  no credential was found in: ${place} (the text is saved as UTF-16: `),
      stdout,
    );
    assert.match(stdout, /^ {2}fix: save the file as UTF-8$/m);
    const { exitCode, remedy } = await json(['verify', ...names], options);
    assert.deepEqual([exitCode, remedy], [1, 'save the file as UTF-8']);
  }
  assert.deepEqual(requests, []);
});

test('verify: a base that could show the credential on the way is refused before anything is sent', async () => {
  for (const base of ['http://api.clarifai.com', 'ftp://127.0.0.1', 'https://ada@127.0.0.1', 'nowhere']) {
    for (const options of [
      { env: { CLARIFAI_PAT: key, CLARIFAI_API_BASE: base } },
      { files: { '.env': `${line}CLARIFAI_API_BASE=${base}\n` } },
    ]) {
      const { code, stdout, stderr } = await run(['verify'], options);
      assert.deepEqual([code, stdout], [2, ''], base);
      assert.match(stderr, /^clarifai-auth: .*baseUrl/);
    }
  }
});

test('verify: an id that fits in no path is refused before it says that it asks', async (t) => {
  const { url, requests } = await api(t, said(200, success));
  const env = { CLARIFAI_PAT: key, CLARIFAI_API_BASE: url };
  for (const [ids, what] of [
    [['--user-id', '../me'], 'user'],
    [['--user-id', 'ada', '--app-id', '..'], 'app'],
    [['--user-id', 'ada', '--app-id', 'a\\..\\b'], 'app'],
  ]) {
    const { code, stdout, stderr } = await run(['verify', ...ids], { env });
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, new RegExp(`^clarifai-auth: the ${what} id .+\\nNothing was sent: mend `));
  }
  assert.deepEqual(requests, []);
  await run(['verify', '--user-id', 'ada', '--app-id', 'shop'], { env });
  assert.equal(requests[0].path, '/v2/users/ada/apps/shop/myscopes');
});

test('verify: a key in force says what it may call', async (t) => {
  const app = { id: 'shop', user_id: 'ada' };
  const { url, requests } = await api(t, said(200, { ...success, scopes: predictOnly, app }));
  const { code, stdout, stderr } = await run(['verify'], {
    env: { CLARIFAI_API_KEY: key, CLARIFAI_API_BASE: url },
  });
  assert.equal(code, 0);
  assert.equal(stderr, `asking ${url} about \`CLARIFAI_API_KEY\` of the environment (${fingerprint})\n`);
  assert.match(stdout, /^live: the credential is in force\n {2}may call \d+ of 273 RPC methods\n/);
  assert.ok(
    readFileSync(at('docs/command-line.md'), 'utf8').includes(`\`\`\`text\n${stdout}\`\`\`\n`),
    stdout,
  );
  assert.deepEqual(requests[0], { method: 'GET', path: '/v2/myscopes', authorization: `Key ${key}` });
});

test('verify: a credential of another kind than the name of its variable is warned of', async (t) => {
  const answer = (type) => said(200, { ...success, scopes: predictOnly, ...(type && { type }) });
  for (const [variable, type, warning] of [
    [
      'CLARIFAI_PAT',
      'app_specific_key',
      "by the API's answer this is an app-specific key, and `CLARIFAI_PAT` is the name of a personal access token",
    ],
    [
      'CLARIFAI_API_KEY',
      'personal_access_token',
      "by the API's answer this is a personal access token, and `CLARIFAI_API_KEY` is the name of an app-specific key",
    ],
    ['CLARIFAI_PAT', 'personal_access_token'],
    ['CLARIFAI_API_KEY', 'app_specific_key'],
    ['CLARIFAI_PAT'],
  ]) {
    const { url } = await api(t, answer(type));
    const env = { [variable]: key, CLARIFAI_API_BASE: url };
    const told = await json(['verify'], { env });
    assert.deepEqual([told.exitCode, told.verdict.type, told.warning], [0, 'live', warning]);
    const { stdout } = await run(['verify'], { env });
    assert.deepEqual(
      stdout.split('\n').filter((shown) => shown.includes('warning')),
      warning ? [`  warning: ${warning}`] : [],
    );
  }
});

test('verify: ids, base and credential come from options, variables and files together', async (t) => {
  const { url, requests } = await api(t, said(200, { ...success, scopes: ['All'] }));
  const files = { '.env': `CLARIFAI_PAT=${key}\nCLARIFAI_USER_ID=ada\n` };
  const args = ['verify', '--app-id', 'shop', '--base-url', url];
  const { exitCode, verdict, reach, ...who } = await json(args, { files });
  assert.deepEqual([exitCode, verdict.type, verdict.grant.scopes, reach.of], [0, 'live', ['All'], 273]);
  assert.deepEqual(who, {
    command: 'verify',
    source: '.env',
    variable: 'CLARIFAI_PAT',
    fingerprint,
    sentTo: url,
  });
  assert.equal(requests[0].path, '/v2/users/ada/apps/shop/myscopes');
  const env = { CLARIFAI_API_BASE: url };
  const piped = await run(['verify', '-'], { input: `Key ${key}\n`, env });
  assert.equal(piped.code, 0);
  assert.equal(requests.at(-1).authorization, `Key ${key}`);
});

test('verify: a base in a file leads no credential of elsewhere there', async (t) => {
  const [mine, theirs] = [await api(t, said(200, success)), await api(t, said(200, success))];
  const files = {
    '.env': `CLARIFAI_API_BASE=${theirs.url}\nCLARIFAI_PAT=${other}\n`,
    '.env.local': `CLARIFAI_PAT=${key}\nCLARIFAI_API_BASE=${mine.url}\n`,
  };
  await run(['verify'], { files });
  await run(['verify'], { files, env: { CLARIFAI_PAT: key, CLARIFAI_API_BASE: mine.url } });
  assert.deepEqual([theirs.requests, mine.requests.length > 1], [[], true]);
});

test('verify: dead, narrow and unknown are told apart by the exit code', async (t) => {
  const refusal = (code, details) => said(401, { status: { code, description: 'refused', details } });
  for (const [answer, code, type, remedy] of [
    [refusal(11009, `invalid key(${key})`), 1, 'dead', /^ {2}fix: copy the credential anew/m],
    [refusal(11007), 0, 'live-but-narrow'],
    [said(503, {}), 3, 'unknown'],
    [(response) => response.destroy(), 3, 'unknown'],
    [(response) => response.end('<html>'), 3, 'unknown'],
    [(response) => response.writeHead(302, { location: 'https://api.clarifai.com' }).end(), 3, 'unknown'],
  ]) {
    const { url } = await api(t, answer);
    const env = { CLARIFAI_PAT: key, CLARIFAI_API_BASE: url };
    const { exitCode, verdict } = await json(['verify'], { env });
    assert.deepEqual([verdict.type, exitCode], [type, code]);
    const { code: shownCode, stdout } = await run(['verify'], { env });
    assert.equal(shownCode, code);
    if (remedy) assert.match(stdout, remedy);
  }
});

test('verify: its remedy for an answer is that of `explain`', async (t) => {
  for (const [code, description, details] of [
    [11009, 'API key not found', 'API key expired'],
    [11009, 'API key not found', `invalid key(${key})`],
    [11009, 'API key not found', undefined],
    [11001, 'Invalid authentication token', 'expired token'],
    [11102, 'Invalid request', 'Empty or malformed authorization header: provide an API key'],
  ]) {
    const body = { status: { code, description, details } };
    const { url } = await api(t, said(401, body));
    const { remedy } = await json(['verify'], { env: { CLARIFAI_PAT: key, CLARIFAI_API_BASE: url } });
    const { diagnosis } = await json(['explain'], { input: JSON.stringify(body) });
    assert.equal(remedy, diagnosis.causes[0].remedy, details);
  }
});

test('verify: a refused connection and a redirect are said in words that fit', async (t) => {
  const env = (url) => ({ CLARIFAI_PAT: key, CLARIFAI_API_BASE: url });
  const closed = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => closed.on('listening', resolve));
  const { port } = closed.address();
  await new Promise((resolve) => closed.close(resolve));
  const gone = await run(['verify'], { env: env(`http://127.0.0.1:${port}`) });
  assert.equal(gone.code, 3);
  assert.match(gone.stdout, /^ {2}no answer: the network failed \(ECONNREFUSED\)$/m);
  assert.ok(!gone.stdout.includes('CORS'));
  const { url } = await api(t, (response) => response.writeHead(302, { location: '/' }).end());
  const { verdict } = await json(['verify'], { env: env(url) });
  assert.equal(verdict.evidence, 'the server redirects; the API never does, so check `--base-url`');
});

test('verify: what is no answer of the API is not called a success', async (t) => {
  for (const [type, body] of [
    ['text/html', '<!doctype html><title>Sign in</title>'],
    ['application/json', 'null'],
    ['application/json', '{"status":{"code":10000},"scopes":"All"}'],
  ]) {
    const { url } = await api(t, (response) => response.writeHead(200, { 'content-type': type }).end(body));
    const { code, stdout } = await run(['verify', '--json'], {
      env: { CLARIFAI_PAT: key, CLARIFAI_API_BASE: url },
    });
    const { verdict, remedy } = JSON.parse(stdout);
    assert.deepEqual([code, verdict.type, remedy], [3, 'unknown', undefined], body);
  }
});

test('verify: a base in a variable is refused in words that name no option alone', async () => {
  const { stderr } = await run(['verify'], { env: { CLARIFAI_PAT: key, CLARIFAI_API_BASE: 'nowhere' } });
  assert.match(stderr, /or the variable that stands for it/);
});

test('verify: silence ends with the time that was given', async (t) => {
  const { url } = await api(t, () => {});
  const env = { CLARIFAI_PAT: key, CLARIFAI_API_BASE: url };
  const { exitCode, verdict } = await json(['verify', '--timeout', '0.2'], { env });
  assert.deepEqual([exitCode, verdict.type], [3, 'unknown']);
});
