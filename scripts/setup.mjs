// Installs what is missing on a machine that has Rust, Node and little else. Node's built-ins only.
// What is there already costs a look; what is cached works without a network.
import { locked } from './lock.mjs';
import { chromium } from './setup/chromium.mjs';
import { npmPackages } from './setup/npm-packages.mjs';
import { wasmBindgen } from './setup/wasm-bindgen.mjs';
import { wasmStd } from './setup/wasm-std.mjs';
import { Failure, program } from './task.mjs';

export { python } from './setup/python.mjs';

/** Refuses where the development packages do not run; Vite and Rolldown ask for the newest Node among them. */
export function checkNode(version = process.versions.node, platform = process.platform) {
  if (platform === 'win32')
    throw new Failure('these scripts do not run on Windows itself', 'Use WSL: clone and start there.');
  const [major, minor] = version.split('.').map(Number);
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22) return;
  throw new Failure(
    `this is Node ${version}, and development needs 20.19 or newer, 22.12 or newer, or a later line`,
    'Install one (https://nodejs.org) and start again.',
  );
}

/** What a build needs: npm packages, a wasm32 compiler and wasm-bindgen. */
export function buildTools() {
  checkNode();
  return locked(async () => {
    const wasm = await wasmStd();
    await npmPackages();
    return { wasm, ...(await wasmBindgen()) };
  });
}

/** Chromium and its driver, for tests in a page. */
export const browserTools = () => locked(chromium);

/** What keeps Chromium to itself, and lets it run in a container. */
export const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

await program(import.meta.url, async () => {
  const { wasm } = await buildTools();
  const { browser, driver } = await browserTools();
  console.log(`wasm32 compiler: ${wasm.rustc}\nChromium: ${browser}\nChromeDriver: ${driver}`);
});
