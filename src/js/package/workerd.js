// Cloudflare's runtime compiles wasm only when a Worker is uploaded: a static import, started at once.
import module from './core.wasm';
import { initSync } from './core.js';

export * from './index.js';

initSync({ module });

export async function ready() {}
