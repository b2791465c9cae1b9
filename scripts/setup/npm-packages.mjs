// The development packages, exactly as package-lock.json pins them.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digest, fresh, root, run, stamp, step, unstamp } from '../task.mjs';

/** Installs what the lock file of `folder` pins; by default the project's own. */
export async function npmPackages(folder = root, name = 'npm-packages') {
  const lock = readFileSync(join(folder, 'package-lock.json'));
  const wanted = digest(lock, process.platform, process.arch);
  if (fresh(name, wanted) && existsSync(join(folder, 'node_modules', '.package-lock.json'))) return;
  unstamp(name);
  await step(folder === root ? 'installing npm packages' : `installing the npm packages of ${name}`, () =>
    // No package here needs its install script; scripts that fetch binaries from elsewhere are not run.
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
      failure: '`npm ci` failed',
      remedy: 'Look at the lines above, see that a network is there, and start again.',
    }),
  );
  stamp(name, wanted);
}
