// Builds, then runs the sandbox, the Worker and the page on this machine until Ctrl-C, or until npm ends.
//
//   npm start                      everything against the sandbox
//   npm start -- --port 9000       the page there, or on the next free port
//   npm start -- --open            opens the page too
//   npm start -- --live            the real API, with CLARIFAI_PAT or CLARIFAI_API_KEY; no sandbox
//   npm start -- --live --model user/app/model    with another model; a model's id alone is one of
//                                  Clarifai's own for a PAT, of the key's app for an app-specific key
import { spawn } from 'node:child_process';
import { build } from './build.mjs';
import { atStop, Failure, program, readArguments, step, stopWithNpm } from './task.mjs';

const ports = { page: 8788, worker: 8789, sandbox: 8790 };
const sandboxModel = 'color-recognition';
/** Public, and known to exist on the real service. */
const liveModel = 'general-image-recognition';

async function start(args) {
  stopWithNpm();
  const options = readOptions(args);
  // Asked for in so many words: a variable alone never sends anything to the real API.
  const live = options.live ? readLive(options.model) : undefined;
  await build();
  if (live) await checkKey(live);
  const { startPage, startSandbox, startWorker, keys } = await parts();

  let page;
  let sandbox;
  let worker;
  await step(`starting the page${live ? '' : ', the sandbox'} and the Worker`, async () => {
    atStop(() => console.log('  Everything is stopped.'));
    const model = live?.model.split('/').at(-1).split('@')[0] ?? sandboxModel;
    const pageOptions = { workerUrl: () => worker?.url, sandbox: !live, model };
    page = await opened('page', options.port, (port) => startPage({ ...pageOptions, port }));
    sandbox = live ? undefined : await opened('sandbox', ports.sandbox, (port) => startSandbox({ port }));
    worker = await opened('Worker', ports.worker, (port) =>
      startWorker({
        key: live?.key ?? keys[0].key,
        apiBase: sandbox?.url ?? 'https://api.clarifai.com',
        // One page under both of its names.
        origins: [page.url, page.url.replace('//127.0.0.1:', '//localhost:')],
        models: [live?.model ?? sandboxModel],
        port,
      }),
    );
  });
  report(page.url, worker.url, sandbox?.url, keys, live);
  if (options.open) openBrowser(page.url);
}

function readOptions(args) {
  const { values } = readArguments(
    {
      args,
      options: {
        port: { type: 'string' },
        live: { type: 'boolean' },
        model: { type: 'string' },
        open: { type: 'boolean' },
      },
    },
    'The options are --port, --open, --live and --model.',
  );
  const port = Number(values.port ?? ports.page);
  if (!Number.isInteger(port) || port < 0 || port > 65_535 || values.port === '') {
    throw new Failure(`\`${values.port}\` is not a port`, 'Give a number from 0 to 65535.');
  }
  if (values.model !== undefined && !values.live) {
    throw new Failure('--model goes with --live only', `The sandbox predicts with \`${sandboxModel}\`.`);
  }
  if (values.model !== undefined && !/^(?:[\w.-]+\/[\w.-]+\/)?[\w.-]+(?:@[\w.-]+)?$/.test(values.model)) {
    throw new Failure(
      '--model is neither `user/app/model` nor `model`',
      `Give for example \`clarifai/main/${liveModel}\`.`,
    );
  }
  return { ...values, port };
}

/** The credential, the variable that holds it, and the model as the Worker takes it. */
function readLive(given = liveModel) {
  // A personal access token reaches public models; an app-specific key only what is in its app.
  const variable = ['CLARIFAI_PAT', 'CLARIFAI_API_KEY'].find((name) => process.env[name]);
  if (!variable) {
    throw new Failure(
      '--live needs a credential, and neither CLARIFAI_PAT nor CLARIFAI_API_KEY is set',
      'Set one of them to a restricted key, or leave out --live.',
    );
  }
  const model = variable === 'CLARIFAI_PAT' && !given.includes('/') ? `clarifai/main/${given}` : given;
  return { key: process.env[variable], variable, model };
}

/** Says what is wrong with the credential before anything starts; only the build can tell. */
async function checkKey({ key, variable }) {
  const { Credential } = await import('clarifai-auth');
  try {
    Credential.parse(key).free();
  } catch (error) {
    if (error.code !== 'ERR_CREDENTIAL') throw error;
    const [finding] = error.findings ?? [];
    throw new Failure(`${variable} cannot be sent: ${finding?.message ?? error.message}`, finding?.fix);
  }
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

/** What is on another port than it was meant for. */
const moved = [];

/** Starts one server, on another port where its own is taken, and has it closed on Ctrl-C. */
async function opened(name, port, open) {
  try {
    const server = await onFreePort(open, port);
    atStop(() => server.close());
    const got = Number(new URL(server.url).port || 80);
    if (port !== 0 && got !== port) moved.push(`Port ${port} is taken: the ${name} is on ${got} instead.`);
    return server;
  } catch (error) {
    const remedy = error.code === 'EACCES' ? 'Choose a port above 1023 with --port.' : undefined;
    throw new Failure(`the ${name} could not start: ${error.message}`, remedy);
  }
}

async function onFreePort(open, port) {
  try {
    return await open(port);
  } catch (error) {
    // The page tries the ports that follow, and behind 65535 there is none.
    if (!['EADDRINUSE', 'ERR_SOCKET_BAD_PORT'].includes(error.code)) throw error;
    return open(0);
  }
}

function report(page, worker, sandbox, keys, live) {
  console.log(`\n  Page      ${page}/\n            ${page}/predict.html\n  Worker    ${worker}`);
  if (sandbox) {
    console.log(`  Sandbox   ${sandbox} (a local stand-in, not the Clarifai service)\n`);
    console.log('  Keys of the sandbox, to try on the page; the Worker holds the first:');
    for (const { key, purpose } of keys) console.log(`    ${key}  ${purpose}`);
  } else {
    const place = live.model.includes('/') ? '' : ' in the app of the key';
    console.log(`  API       https://api.clarifai.com, with the key of ${live.variable}`);
    console.log(`  Model     ${live.model}${place}; --model names another`);
  }
  if (moved.length) console.log(`\n  ${moved.join('\n  ')}`);
  console.log('\n  All of this runs now. Ctrl-C stops everything.\n');
}

function openBrowser(url) {
  const command = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(command, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => console.log(`  ${command} is not there: open ${url}/ yourself.`));
  child.unref();
}

await program(import.meta.url, () => start(process.argv.slice(2)));
