// Runs the Worker on this machine in workerd, the engine that Cloudflare runs, without Cloudflare.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare, NoOpLog } from 'miniflare';
import { readPolicy } from './policy.js';

const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const HOST = '127.0.0.1';

/**
 * Starts the Worker. Rejects with one sentence where its settings let it serve nothing.
 *
 * @param {object} options
 * @param {string} [options.key]
 * @param {string} [options.apiBase]
 * @param {string[]} [options.origins]
 * @param {string[]} [options.models]
 * @param {number} [options.port]           0, or one that is taken: any free port
 * @param {number} [options.dailyCalls]
 * @param {number} [options.callsPerMinute]
 * @param {Record<string, string>} [options.variables]  any other setting, or one of the above by its own name
 * @param {(line: string) => void} [options.log]        takes what the runtime prints; by default nobody does
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function startWorker({ log, ...options }) {
  const settings = settingsOf(options);
  const { refusal } = readPolicy({ ...settings, ...placeholders });
  if (refusal) throw new Error(`${refusal.message}; ${refusal.fix}`);
  const miniflare = new Miniflare({
    ...(await workerOptions(settings, options.callsPerMinute)),
    host: HOST,
    port: await freePort(options.port ?? 0),
    cf: false,
    log: new NoOpLog(),
    handleRuntimeStdio: (...streams) => {
      for (const stream of streams) stream.on('data', (bytes) => log?.(String(bytes)));
    },
  });
  try {
    const { origin } = await miniflare.ready;
    return { url: origin, close: () => miniflare.dispose() };
  } catch (error) {
    await miniflare.dispose();
    throw error;
  }
}

/** The bindings are made by miniflare; the settings are judged before it starts. */
const placeholders = { RATE_LIMIT: { limit() {} }, DAY: { idFromName() {} } };

/** The Worker's environment, without its bindings. */
export function settingsOf({ key, apiBase, origins, models, dailyCalls, variables }) {
  const settings = {
    CLARIFAI_KEY: key,
    CLARIFAI_API_BASE: apiBase,
    ALLOWED_ORIGINS: origins?.join(' '),
    ALLOWED_MODELS: models?.join(' '),
    DAILY_CALLS: dailyCalls === undefined ? undefined : String(dailyCalls),
    ...variables,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** What miniflare needs to run the Worker with these settings; wrangler.toml says the same to Cloudflare. */
export async function workerOptions(settings, callsPerMinute = 30) {
  const toml = await readFile(file('wrangler.toml'), 'utf8');
  return {
    modules: await bundle(file('worker.js')),
    compatibilityDate: /^compatibility_date = "(.*)"$/m.exec(toml)[1],
    bindings: settings,
    durableObjects: { DAY: { className: 'DayBudget', useSQLite: true } },
    ratelimits: { RATE_LIMIT: { namespace_id: '1001', simple: { limit: callsPerMinute, period: 60 } } },
  };
}

/** Bundles a module Worker; its wasm stays a module of its own, as workerd wants it. */
export async function bundle(entry) {
  const wasm = new Map();
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd'],
    external: ['cloudflare:*'],
    logLevel: 'silent',
    plugins: [
      {
        name: 'wasm-modules',
        setup({ onResolve, resolve }) {
          onResolve({ filter: /\.wasm$/ }, async ({ path, pluginData, ...from }) => {
            if (pluginData === 'resolved') return undefined;
            const found = await resolve(path, { ...from, pluginData: 'resolved' });
            if (found.errors.length > 0) return { errors: found.errors };
            const name = `wasm${wasm.size}.wasm`;
            wasm.set(name, found.path);
            return { path: `./${name}`, external: true };
          });
        },
      },
    ],
  });
  const modules = [{ type: 'ESModule', path: 'worker.js', contents: outputFiles[0].text }];
  for (const [path, from] of wasm)
    modules.push({ type: 'CompiledWasm', path, contents: await readFile(from) });
  return modules;
}

/** The port itself where it is free, else 0, which lets the system choose. */
function freePort(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(0));
    probe.listen(port, HOST, () => probe.close(() => resolve(port)));
  });
}
