// Everything that a change must pass, one step after the other; CI runs exactly this.
// `npm test -- package chromium` runs the steps whose names hold one of these words.
import { writeFileSync } from 'node:fs';
import { filesBelow } from './build/inputs.mjs';
import { build } from './build.mjs';
import { lint } from './lint.mjs';
import { browserArguments, browserTools, buildTools } from './setup.mjs';
import { at, Failure, program, readArguments, run } from './task.mjs';

const target = 'wasm32-unknown-unknown';

/** Name and work, in the order in which they run. */
const steps = [
  ['lint', lint],
  ['core', () => cargo(['test', '--locked'])],
  ['bindings in Node', () => wasmTests({ only: 'NODE' })],
  ['bindings in Chromium', () => wasmTests({ only: 'WEB' })],
  ['publint', () => node([at('node_modules/publint/src/cli.js'), '--strict', '.'])],
  ...testFolders().map(([folder, files]) => [
    folder,
    // One file at a time: they start browsers and servers, and a small machine runs this too.
    () => node(['--test', '--test-concurrency=1', '--test-timeout=600000', '--test-reporter=spec', ...files]),
  ]),
];

async function test(words) {
  const chosen = steps.filter(
    ([name]) => !words.length || words.some((word) => name.toLowerCase().includes(word)),
  );
  if (!chosen.length) {
    throw new Failure(
      `no step is called \`${words.join('` or `')}\``,
      `The steps are: ${steps.map(([name]) => name).join(', ')}.`,
    );
  }
  forgetAmbientCredentials();
  const started = performance.now();
  await build();
  const results = [];
  for (const [name, work] of chosen) results.push(await timed(name, work));
  console.log(`\n${'─'.repeat(60)}`);
  for (const { name, seconds, error } of results) {
    console.log(`${error ? 'failed' : 'passed'}  ${name} (${seconds} s)${error ? `: ${error.message}` : ''}`);
  }
  const failed = results.filter(({ error }) => error).length;
  console.log(`in ${elapsed(started)} s`);
  console.log(`steps: ${results.length - failed} passed, ${failed} failed`);
  if (failed) process.exitCode = 1;
}

async function timed(name, work) {
  const started = performance.now();
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 56 - name.length))}`);
  let error;
  try {
    await work();
  } catch (caught) {
    if (!(caught instanceof Failure)) console.error(caught);
    else if (caught.remedy) console.error(`remedy: ${caught.remedy}`);
    error = caught;
  }
  console.log(`── ${name}: ${error ? `failed, ${error.message}` : 'passed'} after ${elapsed(started)} s`);
  return { name, error, seconds: elapsed(started) };
}

const elapsed = (since) => ((performance.now() - since) / 1000).toFixed(1);

/** A test must not act on a credential of whoever runs it, nor on their API base. */
function forgetAmbientCredentials() {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('CLARIFAI_')) delete process.env[name];
  }
}

/** The folders of tests/ that hold Node tests, each with its files: Node 20 takes no patterns. */
function testFolders() {
  const folders = new Map();
  for (const file of filesBelow('tests').filter((name) => name.endsWith('.test.mjs'))) {
    const folder = file.split('/').slice(0, -1).slice(0, 2).join('/');
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [...folders];
}

const cargo = (args, env = {}) => run('cargo', args, { env, show: true, failure: `cargo ${args[0]} failed` });
const node = (args, env = {}) => run(process.execPath, args, { env, show: true, failure: 'a test failed' });

async function wasmTests({ only }) {
  const { wasm, runner } = await buildTools();
  const page = only === 'WEB' ? await webDriver() : {};
  await cargo(
    [
      'test',
      '--locked',
      // As a list: a variable would be split at the spaces of a folder's name.
      '--config',
      `target.${target}.runner=[${JSON.stringify(runner)}]`,
      '--target',
      target,
      '--test',
      'js',
      ...(only === 'WEB' ? ['--features', 'browser-tests'] : []),
    ],
    {
      ...wasm.env,
      [`WASM_BINDGEN_TEST_ONLY_${only}`]: '1',
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: undefined,
      ...page,
    },
  );
}

/** The variables that lead the test runner to the browser. */
async function webDriver() {
  const { browser, driver } = await browserTools();
  const capabilities = at('target', 'webdriver.json');
  writeFileSync(
    capabilities,
    JSON.stringify({
      'goog:chromeOptions': { binary: browser, args: ['--headless=new', ...browserArguments] },
    }),
  );
  return { CHROMEDRIVER: driver, WASM_BINDGEN_TEST_WEBDRIVER_JSON: capabilities };
}

await program(import.meta.url, () => {
  const { positionals } = readArguments(
    { allowPositionals: true },
    'Give words of the names of steps, or nothing for all of them.',
  );
  return test(positionals.map((word) => word.toLowerCase()));
});
