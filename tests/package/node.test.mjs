// What users install, imported by Node as a stranger does: no call before the first one.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { filesBelow } from '../../scripts/build/inputs.mjs';
import { run } from '../../scripts/task.mjs';
import { entries } from './names.mjs';
import { stranger } from './stranger.mjs';

/** @type {Awaited<ReturnType<typeof stranger>>} */
let home;
before(async () => {
  home = await stranger('node');
});

const node = (file, ...args) => run(process.execPath, [file, ...args], { cwd: home.folder });

test('the package holds its build, its licences, its lists and nothing of the project', () => {
  const outside = home.files.filter((path) => !path.startsWith('pkg/'));
  assert.deepEqual(outside.sort(), [
    'LICENSE-APACHE',
    'LICENSE-MIT',
    'README.md',
    ...filesBelow('docs'),
    'package.json',
  ]);
  for (const name of ['browser.js', 'core.wasm', 'index.d.ts', 'node.cjs', 'node.js', 'workerd.js']) {
    assert.ok(home.files.includes(`pkg/${name}`), name);
  }
  assert.deepEqual(home.files.filter((path) => path.endsWith('.wasm')).sort(), [
    'pkg/client/core.wasm',
    'pkg/core.wasm',
  ]);
});

test('an error that nobody catches shows a short line of the source, and then its message', async () => {
  for (const entry of ['clarifai-auth', 'clarifai-auth/client']) {
    home.write('uncaught.mjs', `import { Credential } from '${entry}';\nCredential.parse('');\n`);
    const { stderr } = spawnSync(process.execPath, ['uncaught.mjs'], { cwd: home.folder, encoding: 'utf8' });
    assert.match(stderr, /^Error \[CredentialError\]: credential is empty$/m);
    for (const line of stderr.split('\n'))
      assert.ok(line.length < 400, `a line of ${line.length} characters`);
  }
});

test('the package depends on no other', () => {
  const { dependencies, peerDependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(home.folder, 'node_modules/clarifai-auth/package.json'), 'utf8'),
  );
  assert.deepEqual(
    { dependencies, peerDependencies, optionalDependencies },
    {
      dependencies: undefined,
      peerDependencies: undefined,
      optionalDependencies: undefined,
    },
  );
});

test('nothing in the package names a folder of the machine that built it', () => {
  for (const path of home.files) {
    const text = readFileSync(join(home.folder, 'node_modules/clarifai-auth', path), 'latin1');
    for (const folder of [
      process.cwd(),
      '.cargo/registry',
      ...(process.env.HOME?.length > 1 ? [`${process.env.HOME}/`] : []),
    ]) {
      assert.ok(!text.includes(folder), `${path} holds ${folder}`);
    }
  }
});

for (const [entry, names] of Object.entries(entries)) {
  test(`an ES module imports ${entry} and calls at once`, async () => {
    const file = home.write(
      'import.js',
      `import * as auth from '${entry}';\nimport { check } from './check.js';\n` +
        'console.log(check(auth));\nawait auth.ready();\nconsole.log(Object.keys(auth).join());\n',
    );
    assert.equal(await node(file), `checked\n${names.join()}\n`);
  });

  test(`require() imports ${entry} and calls at once`, async () => {
    const file = home.write(
      'require.cjs',
      `const auth = require('${entry}');\n` +
        "import('./check.js').then(({ check }) => console.log(check(auth) + '\\n' + Object.keys(auth).sort().join()));\n",
    );
    assert.equal(await node(file), `checked\n${names.join()}\n`);
  });

  test(`\`${entry}/core.wasm\` names the wasm file`, async () => {
    const file = home.write(
      'resolve.js',
      "import { readFileSync } from 'node:fs';\n" +
        `const bytes = readFileSync(new URL(import.meta.resolve('${entry}/core.wasm')));\n` +
        'console.log(WebAssembly.validate(bytes));\n',
    );
    assert.equal(await node(file), 'true\n');
  });
}

test('classes are disposable', async () => {
  const file = home.write(
    'dispose.js',
    "import { Client, Credential, Grant } from 'clarifai-auth';\n" +
      'console.log([Client, Credential, Grant].map((it) => typeof it.prototype[Symbol.dispose]).join());\n',
  );
  assert.equal(await node(file), 'function,function,function\n');
});

test('a lost core.wasm is said in one sentence', async () => {
  const broken = await stranger('node-broken');
  rmSync(join(broken.packageFolder, 'core.wasm'));
  const file = broken.write(
    'lost.js',
    "import('clarifai-auth').catch(({ code, message }) => console.log(code + ': ' + message));\n",
  );
  assert.ok(existsSync(file));
  assert.equal(
    await run(process.execPath, [file], { cwd: broken.folder }),
    'ERR_NOT_READY: core.wasm of clarifai-auth was not found beside its code\n',
  );
});
