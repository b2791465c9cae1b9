// Installs what is missing on a machine that has Rust, Node and little else. Node's built-ins only.
// What is there already costs a look; what is cached works without a network.
import { locked } from './lock.mjs';
import { chromium } from './setup/chromium.mjs';
import { npmPackages } from './setup/npm-packages.mjs';
import { wasmBindgen } from './setup/wasm-bindgen.mjs';
import { wasmStd } from './setup/wasm-std.mjs';
import { Failure, program } from './task.mjs';

export { python } from './setup/python.mjs';

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 11)) return;
  throw new Failure(
    `this is Node ${process.versions.node}, and 20.11 or newer is needed`,
    'Install it and start again.',
  );
}

/** What a build needs: npm packages, a wasm32 compiler and wasm-bindgen. */
export function buildTools() {
  return locked(async () => {
    checkNode();
    const wasm = await wasmStd();
    await npmPackages();
    return { wasm, ...(await wasmBindgen()) };
  });
}

/** Chromium and its driver, for tests in a page. */
export const browserTools = () => locked(chromium);

await program(import.meta.url, async () => {
  const { wasm } = await buildTools();
  const { browser, driver } = await browserTools();
  console.log(`wasm32 compiler: ${wasm.rustc}\nChromium: ${browser}\nChromeDriver: ${driver}`);
});
