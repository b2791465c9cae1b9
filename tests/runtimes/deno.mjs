// Deno, from its makers' package on PyPI: the path of its program.
import { locked } from '../../scripts/lock.mjs';
import { pipProgram, systemPython } from '../../scripts/setup/pip-program.mjs';
import { Failure } from '../../scripts/task.mjs';

/** For Linux and macOS, on x64 and arm64. */
const wheels = [
  '037458003a1c76382e41baa1cd152b3325d9a13b2678f75cc653c893c0b2dfec',
  'f8e1f6c053d3376388b61e658a2438ba45904a62b261988f2b858efefdc0aaad',
  '845831e26d98553fb17b7baf9af4949857c5d78965c35890e7a0af9425e63734',
  'ecf7b5d938562e4227a5ee5b5b1025094ad44cf92d829917a3d3060bface5093',
];

export async function deno() {
  if (!systemPython())
    throw new Failure(
      'Python 3 is not installed, and Deno comes by it',
      'Install it (Debian: `apt-get install python3-venv`) and start again.',
    );
  const requirement = ['deno==2.9.6', ...wheels.map((digest) => `--hash=sha256:${digest}`)].join(' ');
  return locked(() => pipProgram('deno', requirement, 'bin/deno'));
}
