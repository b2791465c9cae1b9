// The engine of Cloudflare's Workers: a static import, and no call before the first one.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { build } from 'esbuild';
import { Miniflare, NoOpLog } from 'miniflare';
import { stranger } from './stranger.mjs';

let home;
before(async () => {
  home = await stranger('workerd');
});

/** Runs a module Worker made of `program` and gives the text of its answer. */
async function answerOf(program, folder = '.') {
  const entry = home.write('worker.js', program);
  // As wrangler bundles: the condition `workerd`, and wasm left to the engine.
  const { outputFiles } = await build({
    absWorkingDir: home.folder,
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['workerd'],
    external: ['*.wasm'],
    logLevel: 'silent',
  });
  const miniflare = new Miniflare({
    cf: false,
    log: new NoOpLog(),
    compatibilityDate: '2026-07-01',
    modules: [
      { type: 'ESModule', path: 'worker.js', contents: outputFiles[0].text },
      {
        type: 'CompiledWasm',
        path: 'core.wasm',
        contents: readFileSync(join(home.packageFolder, folder, 'core.wasm')),
      },
    ],
  });
  try {
    return await (await miniflare.dispatchFetch('http://localhost/')).text();
  } finally {
    await miniflare.dispose();
  }
}

test('a Worker imports it and calls at once', async () => {
  const answer = await answerOf(`import * as auth from 'clarifai-auth';
import { check } from './check.js';
export default { fetch: () => new Response(check(auth)) };
`);
  assert.equal(answer, 'checked');
});

test('a Worker may use it while it starts, outside a request', async () => {
  const answer = await answerOf(`import * as auth from 'clarifai-auth';
import { check } from './check.js';
const proved = check(auth);
await auth.ready();
export default { fetch: () => new Response(proved) };
`);
  assert.equal(answer, 'checked');
});

test('a Worker imports the client entry alone', async () => {
  const program = `import * as auth from 'clarifai-auth/client';
import { check } from './check.js';
export default { fetch: () => new Response(check(auth)) };
`;
  assert.equal(await answerOf(program, 'client'), 'checked');
});
