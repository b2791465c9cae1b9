// node www/sandbox/main.js [--port 8787] [--origins https://a.example,https://b.example] [--redacts]
//   [--fault '{"kind":"answer-lost","rpc":"PostKeys"}' …]
import { parseArgs } from 'node:util';
import { readFault } from './faults/fault.js';
import { keys } from './keys.js';
import { startSandbox } from './sandbox.js';

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}

function faultOf(text) {
  try {
    return readFault(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof RangeError ? error.message : 'it is not JSON';
    return stop(`--fault takes a fault as JSON: ${reason}.`);
  }
}

function readOptions() {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        port: { type: 'string', default: '8787' },
        origins: { type: 'string' },
        redacts: { type: 'boolean', default: false },
        fault: { type: 'string', multiple: true, default: [] },
      },
    }));
  } catch (error) {
    stop(`${error.message} The options are --port, --origins, --redacts and --fault.`);
  }
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65535)
    stop(`--port must be a number from 0 to 65535, not \`${values.port}\`.`);
  const common = { port, redacts: values.redacts, faults: values.fault.map(faultOf) };
  if (values.origins === undefined) return common;
  const origins = values.origins.split(/[\s,]+/).filter(Boolean);
  for (const origin of origins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      stop(`--origins takes origins such as https://example.com, not \`${origin}\`.`);
    }
  }
  return { ...common, origins };
}

const options = readOptions();
let sandbox;
try {
  sandbox = await startSandbox(options);
} catch (error) {
  const reasons = {
    EADDRINUSE: `Port ${options.port} is taken: stop what listens there, or choose another with --port.`,
    EACCES: `Port ${options.port} may not be opened by this user: choose one above 1023 with --port.`,
  };
  stop(reasons[error.code] ?? `The sandbox could not start: ${error.message}.`);
}

console.log(`Clarifai sandbox (a local stand-in, not the Clarifai service) on ${sandbox.url}`);
for (const { key, purpose } of keys) console.log(`  ${key}  ${purpose}`);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await sandbox.close();
    process.exit(0);
  });
}
