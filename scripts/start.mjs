// Builds, then runs the sandbox, the Worker and the page on this machine until Ctrl-C.
//
//   npm start                      everything against the sandbox
//   npm start -- --port 9000       the page there, or on the next free port
//   npm start -- --open            opens the page too
//   npm start -- --live            the real API, with CLARIFAI_API_KEY or CLARIFAI_PAT; no sandbox
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { atStop, Failure, program, step } from './task.mjs';

const ports = { page: 8788, worker: 8789, sandbox: 8790 };

async function start(args) {
  const options = readOptions(args);
  // Asked for in so many words: a variable alone never sends anything to the real API.
  const key = options.live ? liveKey() : undefined;
  await build();
  const { startPage, startSandbox, startWorker, keys } = await parts();

  let sandbox;
  let worker;
  await step('starting', async () => {
    const page = await opened('page', () =>
      startPage({ port: options.port, workerUrl: () => worker?.url, sandbox: !options.live }),
    );
    sandbox = options.live
      ? undefined
      : await opened('sandbox', () => onFreePort(startSandbox, ports.sandbox));
    worker = await opened('Worker', () =>
      startWorker({
        key: key ?? keys[0].key,
        apiBase: sandbox?.url ?? 'https://api.clarifai.com',
        origins: [page.url],
        models: ['color-recognition'],
        port: ports.worker,
        // The model belongs to Clarifai, not to the app of the key.
        variables: options.live ? { USER_ID: 'clarifai', APP_ID: 'main' } : undefined,
      }),
    );
    report(page.url, worker.url, sandbox?.url, keys);
    if (options.open) openBrowser(page.url);
  });
}

function readOptions(args) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: { port: { type: 'string' }, live: { type: 'boolean' }, open: { type: 'boolean' } },
    }));
  } catch (error) {
    throw new Failure(error.message.split('. ')[0], 'The options are --port, --open and --live.');
  }
  const port = Number(values.port ?? ports.page);
  if (!Number.isInteger(port) || port < 0 || port > 65_535 || values.port === '') {
    throw new Failure(`\`${values.port}\` is not a port`, 'Give a number from 0 to 65535.');
  }
  return { ...values, port };
}

function liveKey() {
  const key = process.env.CLARIFAI_API_KEY || process.env.CLARIFAI_PAT;
  if (key) return key;
  throw new Failure(
    '--live needs a credential, and neither CLARIFAI_API_KEY nor CLARIFAI_PAT is set',
    'Set one of them to a restricted key, or leave out --live.',
  );
}

// What they import is installed by the build's set-up, hence late.
async function parts() {
  const [page, sandbox, worker, { keys }] = await Promise.all([
    import('../www/page/serve.mjs'),
    import('../www/sandbox/sandbox.js'),
    import('../www/worker/local.mjs'),
    import('../www/sandbox/keys.js'),
  ]);
  return { ...page, ...sandbox, ...worker, keys };
}

/** Starts one server, and has it closed on Ctrl-C. */
async function opened(name, open) {
  try {
    const server = await open();
    atStop(() => server.close());
    return server;
  } catch (error) {
    const port = error.code === 'EACCES' ? 'Choose a port above 1023 with --port.' : undefined;
    throw new Failure(`the ${name} could not start: ${error.message}`, port);
  }
}

async function onFreePort(open, port) {
  try {
    return await open({ port });
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
    return open({ port: 0 });
  }
}

function report(page, worker, sandbox, keys) {
  console.log(`\n  Page      ${page}/\n            ${page}/predict.html\n  Worker    ${worker}`);
  if (sandbox) {
    console.log(`  Sandbox   ${sandbox} (a local stand-in, not the Clarifai service)\n`);
    console.log('  Keys of the sandbox, to try on the page; the Worker holds the first:');
    for (const { key, purpose } of keys) console.log(`    ${key}  ${purpose}`);
  } else {
    console.log('  API       https://api.clarifai.com, with the key of the environment');
  }
  console.log('\n  Ctrl-C stops everything.\n');
}

function openBrowser(url) {
  const command = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open';
  const child = spawn(command, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => console.log(`  ${command} is not there: open ${url}/ yourself.`));
  child.unref();
}

await program(import.meta.url, () => start(process.argv.slice(2)));
