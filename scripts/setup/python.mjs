// A Python with the packages that read protobuf descriptors and YAML, and those that Clarifai's REST channel sends with;
// `npm run generate -- --fetch` asks for it, and the tests that run Clarifai's own clients.
import { rmSync } from 'node:fs';
import { at, digest, Failure, fresh, onPath, run, runnable, stamp, step, unstamp } from '../task.mjs';

const packages = [
  'protobuf==7.36.2',
  'googleapis-common-protos==1.76.0',
  'pyyaml==6.0.3',
  'requests==2.34.2',
  'urllib3==2.8.0',
  'grpcio==1.85.1',
];
const folder = at('target', 'python');

/** @returns {Promise<string>} the path of its interpreter */
export async function python() {
  const interpreter = `${folder}/bin/python`;
  const wanted = digest(...packages);
  if (fresh('python', wanted) && runnable(interpreter)) return interpreter;
  const system = onPath('python3', 'python');
  if (!system)
    throw new Failure(
      'Python 3 is not installed',
      'Install it (Debian: `apt-get install python3-venv`) and start again.',
    );
  unstamp('python');
  await step(`preparing Python with ${packages.join(' and ')}`, async () => {
    rmSync(folder, { recursive: true, force: true });
    await run(system, ['-m', 'venv', folder], {
      failure: 'Python could not make a virtual environment',
      remedy: 'Install its venv module (Debian: `apt-get install python3-venv`) and start again.',
    });
    await run(interpreter, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', ...packages], {
      failure: 'pip could not install the Python packages',
      remedy: 'Look at the lines above, see that a network is there, and start again.',
    });
  });
  stamp('python', wanted);
  return interpreter;
}
