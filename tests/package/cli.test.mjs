// The command line, run as processes: in folders of their own, without this machine's variables and files.
// No output of any run here holds the credential: `run` asserts it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { Client } from 'clarifai-auth';
import { at } from '../../scripts/task.mjs';
import { consoles, typed } from './consoles.mjs';
import { stranger } from './stranger.mjs';

const key = 'c0ffee15dead10ccfeedfacecafebabe';
const other = '0123456789abcdef0123456789abcdef';
const fingerprint = 'sha256:33f7fa6bcffb';
const line = `CLARIFAI_PAT=${key}\nCLARIFAI_USER_ID=ada\nCLARIFAI_APP_ID=shop\n`;
const program = at('pkg', 'cli.js');

const folders = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder with these files; `~` stands for the home folder within it. */
function folderWith(files = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'clarifai-auth-cli-'));
  folders.push(folder);
  mkdirSync(join(folder, 'home'));
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name.replace('~', 'home'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return folder;
}

/** Runs the program; `meanwhile` gets the child. */
function run(args, { files, cwd = folderWith(files), env = {}, input, meanwhile } = {}) {
  const home = join(cwd, 'home');
  const { PATH, SystemRoot } = process.env;
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { PATH, SystemRoot, HOME: home, USERPROFILE: home, ...env },
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', (chunk) => {
      said[name] += chunk;
    });
  child.stdin.on('error', () => {}); // It may stop reading.
  child.stdin.end(input ?? '');
  meanwhile?.(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const all = said.stdout + said.stderr;
      for (const part of [key.slice(0, 12), key.slice(-12), key.toUpperCase()])
        assert.ok(!all.includes(part), `the output of ${args[0]} shows the credential`);
      assert.ok(!all.includes('unexpectedly'), all);
      resolve({ code, ...said });
    });
  });
}

async function json(args, options) {
  const { code, stdout } = await run([...args, '--json'], options);
  const said = JSON.parse(stdout);
  assert.equal(said.exitCode, code);
  return said;
}

const codesOf = ({ sources }) => sources.flatMap(({ findings }) => findings.map(({ code }) => code));

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

test('what cannot be read is said by its name, and the exit code is 3', async () => {
  const cwd = folderWith({ 'large.env': Buffer.alloc((8 << 20) + 1, 'x'), 'closed.env': line });
  chmodSync(join(cwd, 'closed.env'), 0);
  const cases = [
    ['none', 'there is no such file'],
    ['.', 'it is a folder'],
    ['large.env', 'it is longer than 8 MiB'],
    ['x'.repeat(5000), 'its name is too long'],
    // Whoever may do everything may read it.
    ...(process.getuid?.() ? [['closed.env', 'reading it is not permitted']] : []),
    ...(process.platform === 'win32' ? [] : [['/dev/zero', 'it is longer than 8 MiB']]),
  ];
  for (const [name, problem] of cases) {
    for (const command of ['check', 'explain', 'verify']) {
      const { code, stdout } = await run([command, name], { cwd });
      assert.equal(code, 3, `${command} ${name.slice(0, 20)}`);
      assert.ok(stdout.includes(problem), stdout);
    }
  }
});

test('an endless standard input ends', async () => {
  const chunk = Buffer.alloc(1 << 20, 'y');
  const pour = ({ stdin }) => {
    const more = () => {
      while (stdin.writable && stdin.write(chunk));
      stdin.once('drain', more);
    };
    more();
  };
  for (const command of ['check', 'explain']) {
    const meanwhile = (child) => {
      child.stdin.destroyed || pour(child);
    };
    const { code, stdout } = await runOpen([command, '-'], meanwhile);
    assert.deepEqual([code, stdout.includes('it is longer than 8 MiB')], [3, true]);
  }
});

/** As `run`, with a standard input that nobody ends. */
function runOpen(args, meanwhile) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: folderWith(), stdio: 'pipe' });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      stdout += chunk;
    });
    child.stdin.on('error', () => {});
    meanwhile(child);
    child.on('close', (code) => resolve({ code, stdout }));
  });
}

test('any bytes are read without a fault', async () => {
  const noise = Buffer.from(Array.from({ length: 70_000 }, (_, place) => (place * place * 31 + place) % 256));
  const utf16 = (text) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
  for (const [content, code, expected] of [
    [noise, 1],
    [Buffer.alloc(1000), 1],
    [Buffer.from([0xc3, 0x28, 0xff, 0xfe, 0xa0]), 1],
    [`CLARIFAI_PAT=${key}\0\n`, 1, 'control-character'],
    [Buffer.concat([Buffer.from('CLARIFAI_PAT=\xff', 'latin1'), Buffer.from(`${key}\n`)]), 1],
    [`\ufeff${line}`, 0, 'byte-order-mark'],
    [utf16(line), 1, 'utf-16'],
    [line.replaceAll('\n', '\r\n'), 0],
    [`${'"'.repeat(100_000)}\n${'{'.repeat(100_000)}`, 1],
  ]) {
    const files = { '.env': content };
    const said = await json(['check', '.env'], { files });
    assert.equal(said.exitCode, code, JSON.stringify(content.subarray?.(0, 9) ?? content.slice(0, 9)));
    if (expected) assert.ok(codesOf(said).includes(expected), codesOf(said).join());
    for (const args of [['check', '-'], ['explain'], ['explain', '.env']])
      assert.ok((await run(args, { files, input: content })).code < 2);
  }
});

test('a reader that stops early is no failure', async () => {
  for (const args of [['check'], ['check', '--json'], ['--help'], ['explain']]) {
    const meanwhile = (child) => child.stdout.destroy();
    const { code, stderr } = await run(args, { files: { '.env': line }, input: '{}', meanwhile });
    assert.equal(stderr, '');
    assert.ok(code < 2, `${args}: ${code}`);
  }
});

test('nothing that is read can steer a terminal', async () => {
  const steering = '\u001b[31m\u202e\u0007\u009b2J';
  const status = {
    code: 11101,
    description: `gone ${steering}`,
    details: `model_id '${steering}' not found`,
  };
  const files = {
    '.env': `CLARIFAI_USER_ID=ada${steering}\nCLARIFAI${steering}_KEY=${key}\nCLARIFAI_PAT=${key}${steering}\n`,
    '~/.config/clarifai/config': `current_context: ${steering}\ncontexts:\n  a:\n    CLARIFAI_PAT: None\n`,
  };
  for (const args of [
    ['check'],
    ['check', `a${steering}`],
    ['check', `--a${steering}`],
    [steering],
    ['explain'],
  ])
    for (const more of [[], ['--json']]) {
      const { stdout, stderr } = await run([...args, ...more], { files, input: JSON.stringify({ status }) });
      assert.ok(!/[^\P{C}\n]/u.test(stdout + stderr), JSON.stringify(stdout + stderr));
    }
});

test('a credential is taken from no argument, and not repeated', async () => {
  for (const args of [
    [key],
    ['verify', key],
    ['check', `Key ${key}`],
    ['check', ` ${key}`],
    ['verify', '--token', key],
    ['verify', `--key=${key}`],
    [`--${key}`],
    [key.slice(0, -1)],
    [`--${key.slice(1)}`],
    ['check', `--${key.slice(1)}`],
    ['verify', `--app-id=${key}`],
    ['explain', '--scopes', key],
    ['explain', `Authorization: Key ${key}`],
  ]) {
    const { code, stdout, stderr } = await run(args);
    assert.deepEqual([code, stdout], [2, '']);
    assert.ok(stderr.startsWith('clarifai-auth: '), stderr);
  }
  // A part of one is a file that is not there.
  for (const command of ['check', 'verify', 'explain'])
    assert.equal((await run([command, key.slice(0, -1)])).code, 3);
  const { stderr } = await run(['verify', '--pat']);
  assert.match(stderr, /^clarifai-auth: a credential is never taken from an argument/);
});

test('what is not understood has exit code 2 and a hint', async () => {
  for (const [args, message] of [
    [[], 'no command was given'],
    [['chekc'], 'unknown command `chekc`; closest is `check`'],
    [['xyzzy'], 'unknown command `xyzzy`'],
    [['check', '--jsno'], 'unknown option `--jsno`; closest is `--json`'],
    [['check', '--timeout', '3'], 'unknown option `--timeout`'],
    [['check', '--a1'], 'unknown option'],
    [['verify', '-x'], 'unknown option `-x`'],
    [['verify', '--timeout'], 'the option `--timeout` needs a value: `--timeout <seconds>`'],
    [['verify', '--base-url', '--json'], 'the option `--base-url` needs a value: `--base-url <url>`'],
    [['check', '--json=yes'], 'the option `--json` takes no value'],
    [['verify', '--timeout', 'soon'], '`--timeout` is not a number of seconds from 0 to 600'],
    [['verify', 'a', 'b'], 'one place can be verified at a time'],
    [['check', '-', '-'], 'standard input can be read once'],
    [['explain', 'a', 'b'], 'one failure can be explained at a time'],
    [['explain', '--key-created', 'yesterday'], '`--key-created` is not a date'],
    [['explain', '--scopes', 'Predict,Foo'], 'unknown scope `Foo`'],
  ]) {
    const { code, stdout, stderr } = await run(args);
    assert.deepEqual([code, stdout], [2, ''], args.join(' '));
    const [first, hint] = stderr.split('\n');
    assert.equal(first, `clarifai-auth: ${message}`);
    assert.ok(hint, 'a hint');
  }
});

test('help and version are given in every way that people ask for them', async () => {
  for (const args of [['--help'], ['-h'], ['help']])
    assert.match((await run(args)).stdout, /^Usage: clarifai-auth <command> \[options\]\n/);
  for (const command of ['check', 'verify', 'explain'])
    for (const args of [
      [command, '--help'],
      [command, '-h'],
      ['help', command],
      ['--help', command],
    ]) {
      const { code, stdout } = await run(args);
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`^Usage: clarifai-auth ${command} `));
      assert.match(stdout, /^Exit codes:$/m);
    }
  for (const args of [['--version'], ['-v'], ['check', '--version']])
    assert.match((await run(args)).stdout, /^\d+\.\d+\.\d+\n$/);
});

test('explain: a failure is explained by its cause, its evidence, its remedy and the checklist', async () => {
  const details = 'Empty or malformed authorization header. Please provide an API key or session token.';
  const answer = JSON.stringify({ status: { code: 11102, description: 'Invalid request', details } });
  const input = `curl -H 'Authorization: key ${key}' https://api.clarifai.com/v2/models\n${answer}\n`;
  const { code, stdout } = await run(['explain'], { input });
  assert.equal(code, 0);
  assert.match(stdout, /^status: 11102 CONN_INVALID_REQUEST Invalid request\n/);
  assert.match(stdout, /^the Authorization header is malformed \(authorization-malformed, certain\)$/m);
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
    ['', 1, 'unknown'],
  ]) {
    const { exitCode, diagnosis } = await json(['explain'], { input });
    assert.equal(exitCode, code, input.replace(key, '<key>'));
    if (cause) assert.equal(diagnosis.causes[0].code, cause);
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

// The client of this package may not be able to yet.
const skip = typeof Client.prototype.verify === 'function' ? false : 'Client.verify is not there';

test('verify: a key in force says what it may call', { skip }, async (t) => {
  const app = { id: 'shop', user_id: 'ada' };
  const { url, requests } = await api(t, said(200, { ...success, scopes: predictOnly, app }));
  const { code, stdout, stderr } = await run(['verify'], {
    env: { CLARIFAI_API_KEY: key, CLARIFAI_API_BASE: url },
  });
  assert.equal(code, 0);
  assert.equal(stderr, `asking ${url} about \`CLARIFAI_API_KEY\` of environment (${fingerprint})\n`);
  assert.match(stdout, /^live: the credential is in force\n {2}may call \d+ of 273 RPC methods\n/);
  assert.match(stdout, /^ {2}scopes: Apps_Get, Concepts_Get, Models_Get, Predict$/m);
  assert.match(stdout, /^ {2}app: shop$/m);
  assert.deepEqual(requests[0], { method: 'GET', path: '/v2/myscopes', authorization: `Key ${key}` });
});

test('verify: ids, base and credential come from options, variables and files together', {
  skip,
}, async (t) => {
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
  const piped = await run(['verify', '-', '--base-url', url], { input: `Key ${key}\n` });
  assert.equal(piped.code, 0);
  assert.equal(requests.at(-1).authorization, `Key ${key}`);
});

test('verify: a base in a file leads no credential of elsewhere there', { skip }, async (t) => {
  const [mine, theirs] = [await api(t, said(200, success)), await api(t, said(200, success))];
  const files = {
    '.env': `CLARIFAI_API_BASE=${theirs.url}\nCLARIFAI_PAT=${other}\n`,
    '.env.local': `CLARIFAI_PAT=${key}\nCLARIFAI_API_BASE=${mine.url}\n`,
  };
  await run(['verify'], { files });
  await run(['verify'], { files, env: { CLARIFAI_PAT: key, CLARIFAI_API_BASE: mine.url } });
  assert.deepEqual([theirs.requests, mine.requests.length > 1], [[], true]);
});

test('verify: dead, narrow and unknown are told apart by the exit code', { skip }, async (t) => {
  const refusal = (code, details) => said(401, { status: { code, description: 'refused', details } });
  for (const [answer, code, type] of [
    [refusal(11009, `invalid key(${key})`), 1, 'dead'],
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
    assert.equal((await run(['verify'], { env })).code, code);
  }
});

test('verify: silence ends with the time that was given', { skip }, async (t) => {
  const { url } = await api(t, () => {});
  const env = { CLARIFAI_PAT: key, CLARIFAI_API_BASE: url };
  const { exitCode, verdict } = await json(['verify', '--timeout', '0.2'], { env });
  assert.deepEqual([exitCode, verdict.type], [3, 'unknown']);
});

test('the consoles in the documents show what the installed package says', async () => {
  const home = await stranger('cli');
  let shown = 0;
  for (const document of ['README.md', 'docs/command-line.md']) {
    for (const block of consoles(readFileSync(at(document), 'utf8'))) {
      assert.equal(await typed(block, home), block, document);
      shown += 1;
    }
  }
  assert.equal(shown, 4);
  for (const name of ['pkg/cli.js', 'pkg/cli/main.js']) assert.ok(home.files.includes(name), name);
});
