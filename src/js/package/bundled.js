// For programs that a bundler makes for Node: one file without anything beside it, so the module is
// carried in the code. Node itself never loads this file.
import { initSync } from './core.js';
import { bytes } from './inline.js';

export * from './index.js';

initSync({ module: bytes() });

export async function ready() {}
