// A plain page without a bundler: the package's own files, by an import map.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, serve, withPage } from './browser.mjs';
import { stranger } from './stranger.mjs';

let home;
let browser;
before(async () => {
  home = await stranger('page');
  browser = await launch();
});
after(() => browser?.close());

const wasmPath = '/node_modules/clarifai-auth/pkg/core.wasm';
const imports = {
  'clarifai-auth': '/node_modules/clarifai-auth/pkg/browser.js',
  'clarifai-auth/client': '/node_modules/clarifai-auth/pkg/client/browser.js',
};
const importMap = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
const document = { type: 'text/html', body: `<!doctype html><title>stranger</title>${importMap}` };

/** Runs `work` in a page of its own that can import the package. */
async function inPage(t, work, answers = {}, given) {
  const server = await serve(home.folder, { '/': document, ...answers });
  t.after(() => server.close());
  const result = await withPage(browser, server.url, (page) => page.evaluate(work, given));
  return { result, asked: server.asked };
}

test('one `await ready()` and everything works', async (t) => {
  const { result, asked } = await inPage(t, async () => {
    const auth = await import('clarifai-auth');
    const { check } = await import('/check.js');
    const answer = await auth.ready();
    return [answer, check(auth)];
  });
  assert.deepEqual(result, [undefined, 'checked']);
  assert.equal(asked.filter((path) => path === wasmPath).length, 1);
  assert.ok(!asked.some((path) => path.endsWith('inline.js')), 'the wasm is not loaded twice');
});

test('the client entry loads its own, smaller wasm', async (t) => {
  const { result, asked } = await inPage(t, async () => {
    const auth = await import('clarifai-auth/client');
    const { check } = await import('/check.js');
    await auth.ready();
    return check(auth);
  });
  assert.equal(result, 'checked');
  assert.deepEqual(
    asked.filter((path) => path.endsWith('.wasm')),
    ['/node_modules/clarifai-auth/pkg/client/core.wasm'],
  );
});

test('every call before ready() throws ERR_NOT_READY', async (t) => {
  const { result } = await inPage(t, async () => {
    const auth = await import('clarifai-auth');
    const key = '5a4db0c5f00df00df00df00df00d0001';
    const calls = {
      checkCredential: () => auth.checkCredential(key),
      catalogue: () => auth.catalogue(),
      rpcMethod: () => auth.rpcMethod('MyScopes'),
      operationScope: () => auth.operationScope('All'),
      matchRoute: () => auth.matchRoute('GET', '/v2/models'),
      parse: () => auth.Credential.parse(key),
      Grant: () => new auth.Grant({ scopes: [] }),
      fromAnswer: () => auth.Grant.fromAnswer({ scopes: [] }),
      Client: () => new auth.Client({ credential: key }),
      allows: () => auth.Grant.prototype.allows.call(Object.create(auth.Grant.prototype), 'MyScopes'),
    };
    const thrown = {};
    for (const [name, call] of Object.entries(calls)) {
      try {
        call();
        thrown[name] = 'nothing';
      } catch (error) {
        thrown[name] = `${error instanceof Error} ${error.code}: ${error.message}`;
      }
    }
    await auth.ready();
    return { thrown, afterwards: auth.checkCredential(key).ok };
  });
  const expected =
    'true ERR_NOT_READY: clarifai-auth is not ready: `await ready()` once before the first call';
  for (const [name, found] of Object.entries(result.thrown)) assert.equal(found, expected, name);
  assert.equal(Object.keys(result.thrown).length, 10);
  assert.equal(result.afterwards, true);
});

test('ready() may be called often and concurrently; the wasm is loaded once', async (t) => {
  const { result, asked } = await inPage(t, async () => {
    const auth = await import('clarifai-auth');
    const { check } = await import('/check.js');
    await Promise.all([auth.ready(), auth.ready(), auth.ready()]);
    await auth.ready();
    return check(auth);
  });
  assert.equal(result, 'checked');
  assert.equal(asked.filter((path) => path === wasmPath).length, 1);
});

test('ready() tries anew after a failure', async (t) => {
  const answers = {};
  const { result } = await inPage(
    t,
    async () => {
      const auth = await import('clarifai-auth');
      const { check } = await import('/check.js');
      const failures = [];
      for (const lost of ['/lost.wasm', '/page.wasm', '/broken.wasm', 'http://127.0.0.1:1/refused.wasm']) {
        const both = await Promise.allSettled([auth.ready(lost), auth.ready(lost)]);
        failures.push(
          ...both.map(
            ({ reason }) => `${reason instanceof Error} ${reason.code} ${reason.message.slice(0, 70)}`,
          ),
        );
      }
      await auth.ready();
      return { failures, answer: check(auth) };
    },
    Object.assign(answers, {
      '/page.wasm': { type: 'text/html', body: '<!doctype html>' },
      '/broken.wasm': { type: 'application/wasm', body: 'no wasm' },
    }),
  );
  assert.equal(result.failures.length, 8);
  for (const failure of result.failures) {
    assert.match(failure, /^true ERR_NOT_READY core\.wasm of clarifai-auth could not be (loaded|started)/);
  }
  assert.equal(result.answer, 'checked');
});

test('ready() tries anew after a module that loads and cannot be started', async (t) => {
  const { result } = await inPage(
    t,
    async () => {
      const auth = await import('clarifai-auth');
      const { check } = await import('/check.js');
      const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
      const failed = await auth.ready(empty).catch(({ code }) => code);
      let early;
      try {
        auth.checkCredential('x');
      } catch ({ code }) {
        early = code;
      }
      await auth.ready(await (await fetch('/mine.wasm')).arrayBuffer());
      return [failed, early, check(auth)];
    },
    {
      '/mine.wasm': { type: 'application/wasm', body: readFileSync(join(home.packageFolder, 'core.wasm')) },
    },
  );
  assert.deepEqual(result, ['ERR_NOT_READY', 'ERR_NOT_READY', 'checked']);
});

test('a wasm that is not served falls back on the one in the code', async (t) => {
  for (const answer of [
    { status: 404, body: 'no such file' },
    { status: 200, type: 'text/html', body: '<!doctype html>' },
  ]) {
    const { result } = await inPage(
      t,
      async () => {
        const auth = await import('clarifai-auth');
        const { check } = await import('/check.js');
        await auth.ready();
        return check(auth);
      },
      { [wasmPath]: answer },
    );
    assert.equal(result, 'checked');
  }
});

test('ready() takes a module, bytes, a view, a URL and a string', async (t) => {
  for (const kind of ['module', 'buffer', 'view', 'URL', 'string']) {
    const { result, asked } = await inPage(
      t,
      async (kind) => {
        const auth = await import('clarifai-auth');
        const { check } = await import('/check.js');
        const bytes = async () => (await fetch('/mine.wasm')).arrayBuffer();
        const sources = {
          module: async () => WebAssembly.compile(await bytes()),
          buffer: bytes,
          view: async () => new Uint8Array(await bytes()),
          URL: async () => new URL('/mine.wasm', location.href),
          string: async () => '/mine.wasm',
        };
        await auth.ready(await sources[kind]());
        return check(auth);
      },
      {
        '/mine.wasm': { type: 'application/wasm', body: readFileSync(join(home.packageFolder, 'core.wasm')) },
      },
      kind,
    );
    assert.equal(result, 'checked', kind);
    assert.ok(!asked.includes(wasmPath), kind);
  }
});

test('a worker of the page can use it too', async (t) => {
  const { result } = await inPage(
    t,
    () =>
      new Promise((resolve, reject) => {
        const worker = new Worker('/worker.js', { type: 'module' });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      }),
    {
      '/worker.js': {
        type: 'text/javascript',
        body:
          "import * as auth from '/node_modules/clarifai-auth/pkg/browser.js';\n" +
          "import { check } from '/check.js';\nawait auth.ready();\npostMessage(check(auth));\n",
      },
    },
  );
  assert.equal(result, 'checked');
});
