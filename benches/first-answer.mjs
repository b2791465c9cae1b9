// From import to first answer, each time in a process of its own: code read, wasm compiled, one question.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { print } from './table.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const runs = 15;

const programs = {
  'clarifai-auth: checkCredential': `
    const { checkCredential } = await import('../pkg/node.js');
    if (checkCredential('5a4db0c5f00df00df00df00df00d0001 ').ok) throw new Error('a padded key is not ok');`,
  'of that, reading and compiling core.wasm': `
    const { readFileSync } = await import('node:fs');
    new WebAssembly.Module(readFileSync('../pkg/core.wasm'));`,
  '@cedar-policy/cedar-wasm: isAuthorized': `
    const cedar = await import('@cedar-policy/cedar-wasm/nodejs');
    const { response } = cedar.isAuthorized({
      principal: { type: 'Key', id: 'k' }, action: { type: 'Action', id: 'a' }, resource: { type: 'App', id: 'a' },
      context: {}, entities: [], policies: { staticPolicies: 'permit(principal, action, resource);' } });
    if (response.decision !== 'allow') throw new Error('cedar did not allow');`,
};

const rows = Object.entries(programs).map(([name, program]) => {
  const timed = `const started = performance.now(); ${program} console.log(performance.now() - started);`;
  const times = Array.from({ length: runs }, () =>
    Number(
      execFileSync(process.execPath, ['--input-type=module', '-e', timed], { cwd: here, encoding: 'utf8' }),
    ),
  ).sort((a, b) => a - b);
  return [name, times[(runs - 1) / 2] * 1e6];
});
print(`from import to first answer, median of ${runs} processes`, rows, '5 ms');
