// The command line as a whole: its arguments, what it reads, what it writes, and the installed program.
import assert from 'node:assert/strict';
import { chmodSync, closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { at } from '../../scripts/task.mjs';
import { codesOf, folderWith, json, key, line, run } from './cli.mjs';
import { consoles, typed } from './consoles.mjs';
import { stranger } from './stranger.mjs';

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

test('a folder as standard input is said as such, and the exit code is 3', async (t) => {
  // Elsewhere a folder cannot be opened.
  if (process.platform === 'win32') return t.skip();
  const stdin = openSync(folderWith(), 'r');
  t.after(() => closeSync(stdin));
  for (const command of ['check', 'verify', 'explain']) {
    const { code, stdout } = await run([command, '-'], { stdin });
    assert.equal(code, 3, command);
    assert.match(stdout, /standard input.*it is a folder/s);
  }
});

test('an endless standard input ends', async () => {
  const chunk = Buffer.alloc(1 << 20, 'y');
  const meanwhile = ({ stdin }) => {
    const pour = () => {
      while (stdin.writable && stdin.write(chunk));
      stdin.once('drain', pour);
    };
    pour();
    return true;
  };
  for (const command of ['check', 'explain']) {
    const { code, stdout } = await run([command, '-'], { meanwhile });
    assert.deepEqual([code, stdout.includes('it is longer than 8 MiB')], [3, true]);
  }
});

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
    const meanwhile = (child) => {
      child.stdout.destroy();
    };
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
      for (const shown of stdout.split('\n')) assert.ok(shown.length <= 80, shown);
    }
  for (const args of [['--version'], ['-v'], ['check', '--version']])
    assert.match((await run(args)).stdout, /^\d+\.\d+\.\d+\n$/);
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
