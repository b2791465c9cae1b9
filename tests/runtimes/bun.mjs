// Bun, from npm: the path of its program.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { locked } from '../../scripts/lock.mjs';
import { npmPackages } from '../../scripts/setup/npm-packages.mjs';
import { at, Failure } from '../../scripts/task.mjs';

const folder = at('tests/runtimes/bun-package');

/** npm installs what is made for this machine, and may install what is made for one like it. */
export async function bun() {
  await locked(() => npmPackages(folder, 'runtimes'));
  const modules = join(folder, 'node_modules/@oven');
  const packages = existsSync(modules) ? readdirSync(modules).sort() : [];
  const found = packages.map((name) => join(modules, name, 'bin/bun')).find((file) => existsSync(file));
  if (found) return found;
  throw new Failure(
    `npm has no Bun for ${process.platform} on ${process.arch}`,
    'Run the tests on Linux or macOS, on x64 or arm64.',
  );
}
