// Cloudflare's runtime compiles wasm only when a Worker is uploaded: a static import, started at once.

import { initSync } from './core.js';
import module from './core.wasm';

export * from './index.js';

initSync({ module });

export async function ready() {}
