// Node, Deno and Bun read the module from its file and start at once.
import { readFileSync } from 'node:fs';
import { initSync } from './core.js';
import { notReadyError } from './not-ready.js';

export * from './index.js';

function read(url) {
  try {
    return readFileSync(url);
  } catch (cause) {
    throw notReadyError('core.wasm of clarifai-auth was not found beside its code', cause);
  }
}

initSync({ module: read(new URL('./core.wasm', import.meta.url)) });

export async function ready() {}
