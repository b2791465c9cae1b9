// Browsers compile wasm asynchronously: `await ready()` once.
import init from './core.js';
import { notReadyError } from './not-ready.js';

export * from './index.js';

/** @type {Promise<void> | undefined} */
let starting;

/** @param {WebAssembly.Module | BufferSource | URL | string} [module] */
export function ready(module) {
  starting ??= start(module).catch((error) => {
    starting = undefined; // The next call tries anew.
    throw error;
  });
  return starting;
}

async function start(module) {
  if (module !== undefined) return instantiate(module);
  let failure;
  try {
    // A literal, so that Vite, webpack and Parcel see the file and copy it.
    return await instantiate(new URL('./core.wasm', import.meta.url));
  } catch (error) {
    failure = error;
  }
  // Bundlers that leave the line above alone (esbuild, plain Rollup) do not copy the file. They carry
  // the module in the code instead: only there is this part of the first download.
  try {
    const { bytes } = await import('./inline.js');
    return await instantiate(bytes());
  } catch {
    throw failure;
  }
}

async function instantiate(module) {
  const source = typeof module === 'string' || module instanceof URL ? await load(module) : module;
  try {
    await init({ module_or_path: source });
  } catch (cause) {
    throw notReadyError(`core.wasm of clarifai-auth could not be started: ${cause.message}`, cause);
  }
}

async function load(url) {
  let response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw notReadyError(
      `core.wasm of clarifai-auth could not be loaded from ${url}: ${cause.message}`,
      cause,
    );
  }
  // A server that answers an unknown path with its front page says 200.
  const isPage = response.headers.get('content-type')?.startsWith('text/html');
  if (response.ok && !isPage) return response;
  const found = isPage ? 'a page' : `HTTP ${response.status}`;
  throw notReadyError(`core.wasm of clarifai-auth could not be loaded from ${url}: found ${found}`);
}
