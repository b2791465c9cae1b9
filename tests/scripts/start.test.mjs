// `npm start` as a person runs it: a process, a port that is taken, Ctrl-C.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { at, onPath } from '../../scripts/task.mjs';

const script = at('scripts', 'start.mjs');
const host = '127.0.0.1';

test('it takes another port where one is taken, serves, and leaves nothing behind on Ctrl-C', async (t) => {
  const taken = await listen(0);
  t.after(() => taken.close());
  const started = start(t, ['--port', String(taken.address().port)]);
  const text = await started.said(/Ctrl-C stops everything/);
  const urls = urlsIn(text);
  const moved = `Port ${taken.address().port} is taken: the page is on ${new URL(urls.page).port} instead.`;
  assert.ok(text.includes(moved), text);
  assert.notEqual(new URL(urls.page).port, String(taken.address().port));
  for (const url of Object.values(urls)) assert.equal(new URL(url).hostname, host);

  const page = await fetch(`${urls.page}/predict.html`);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /<title>/);
  assert.equal((await (await fetch(`${urls.page}/config.json`)).json()).workerUrl, urls.worker);
  for (const origin of [urls.page, urls.page.replace('127.0.0.1', 'localhost')]) {
    const headers = { origin, 'content-type': 'application/json' };
    const outputs = `${urls.worker}/v2/models/color-recognition/outputs`;
    const answer = await fetch(outputs, { method: 'POST', headers, body: '{"inputs":[]}' });
    assert.equal(answer.headers.get('access-control-allow-origin'), origin, 'the Worker serves the page');
    await answer.body.cancel();
  }
  assert.equal((await fetch(`${urls.page}/pkg/core.wasm`)).headers.get('content-type'), 'application/wasm');
  assert.ok((await fetch(`${urls.sandbox}/v2/models`)).status >= 400, 'the sandbox wants a key');

  const children = descendants(started.process.pid);
  assert.ok(children.length > 0, 'workerd runs');
  started.process.kill('SIGINT');
  assert.deepEqual(await started.ended, [0, null]);
  await until(() => children.every((pid) => !alive(pid)), 'the children to end');
  assert.deepEqual(members(started.process.pid), []);
  await allFree(urls);
});

test('what runs and how to stop it is said last, once everything runs', async (t) => {
  const started = start(t, ['--port', '0']);
  const text = await started.said(/Ctrl-C stops everything/);
  const places = [
    'starting the page, the sandbox and the Worker',
    'done in',
    'Page  ',
    'Worker  ',
    'Sandbox  ',
  ];
  const found = [...places, 'Keys of the sandbox', 'All of this runs now. Ctrl-C'].map((words) =>
    text.indexOf(words),
  );
  assert.deepEqual(
    found,
    [...found].sort((x, y) => x - y),
    text,
  );
  assert.ok(!found.includes(-1), text);
  await pause(300);
  assert.match(started.text(), /Ctrl-C stops everything\.\n\n$/);
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL']) {
  test(`${signal} to npm itself ends all that npm start has started`, async (t) => {
    const started = start(t, ['start', '--', '--port', '0'], [onPath('npm')]);
    const urls = urlsIn(await started.said(/Ctrl-C stops everything/));
    started.process.kill(signal);
    await until(() => members(started.process.pid).length === 0, 'everything to end');
    assert.match(started.text(), /Everything is stopped\./);
    await allFree(urls);
  });
}

test('a terminal that is gone does not keep SIGHUP from ending everything', async (t) => {
  const started = start(t, ['--port', '0']);
  const urls = urlsIn(await started.said(/Ctrl-C stops everything/));
  started.process.stdout.destroy();
  started.process.stderr.destroy();
  started.process.kill('SIGHUP');
  assert.deepEqual(await started.ended, [0, null]);
  await until(() => members(started.process.pid).length === 0, 'everything to end');
  await allFree(urls);
});

test('SIGTERM stops it too, also before everything has started', async (t) => {
  const started = start(t, ['--port', '0']);
  await started.said(/starting/);
  await until(() => descendants(started.process.pid).length > 0, 'the first child');
  started.process.kill('SIGTERM');
  const [code, signal] = await started.ended;
  assert.ok(code === 0 || code === 143, `${code} ${signal}`);
  await until(() => members(started.process.pid).length === 0, 'the children to end');
});

for (const [what, args, expected] of [
  [
    'an option that is none',
    ['--prot', '1'],
    /^error: Unknown option '--prot'\nremedy: The options are --port, --open, --live and --model\.$/m,
  ],
  [
    'a port that is none',
    ['--port', '70000'],
    /^error: `70000` is not a port\nremedy: Give a number from 0 to 65535\.$/m,
  ],
  [
    '--live without a key',
    ['--live'],
    /^error: --live needs a credential, .* is set\nremedy: Set one of them/m,
  ],
]) {
  test(`${what} is said in a sentence, and nothing starts`, async (t) => {
    const started = start(t, args);
    assert.deepEqual(await started.ended, [1, null]);
    assert.match(started.text(), expected);
    assert.doesNotMatch(started.text(), /Page|\n {4}at /);
  });
}

const urlsIn = (text) => ({
  page: /Page +(http\S+)\//.exec(text)[1],
  worker: /Worker +(http\S+)/.exec(text)[1],
  sandbox: /Sandbox +(http\S+)/.exec(text)[1],
});

/** Nobody listens on the ports any more. */
async function allFree(urls) {
  for (const url of Object.values(urls)) (await listen(Number(new URL(url).port))).close();
}

/** Starts the script without the credentials of whoever runs this test. */
function start(t, args, [program, ...first] = [process.execPath, script]) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('CLARIFAI_')),
  );
  // A group of its own, so that what it leaves behind is found although its parent is gone.
  const child = spawn(program, [...first, ...args], {
    cwd: at(),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = once(child, 'close');
  t.after(async () => {
    child.kill('SIGTERM');
    await Promise.race([ended, pause(5000)]);
    if (members(child.pid).length > 0) process.kill(-child.pid, 'SIGKILL');
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      text += chunk;
    });
  return {
    process: child,
    text: () => text,
    ended,
    async said(pattern) {
      await until(() => pattern.test(text) || child.exitCode !== null, `${pattern}`, 180_000);
      assert.match(text, pattern);
      return text;
    },
  };
}

async function until(condition, what, milliseconds = 10_000) {
  const end = Date.now() + milliseconds;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await pause(50);
  }
}

/** The living processes of a group. */
function members(group) {
  return execFileSync('ps', ['-A', '-o', 'pid=,pgid=,stat='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, pgid, state]) => pgid === String(group) && !state.startsWith('Z'))
    .map(([pid]) => pid);
}

/** The processes that `pid` started, and those that they started. */
function descendants(pid) {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const below = (parent) =>
    table.filter((row) => row[1] === String(parent)).flatMap((row) => [row[0], ...below(row[0])]);
  return below(pid).filter((child) => alive(child));
}

/** A process that has ended but was not yet reaped counts as gone. */
function alive(pid) {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return false;
  }
}

function listen(port) {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}
