// What the scripts say where something is wrong: a sentence and a remedy, never a stack trace.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { after, test } from 'node:test';
import { filesBelow } from '../../scripts/build/inputs.mjs';
import { checkNode } from '../../scripts/setup.mjs';
import { at } from '../../scripts/task.mjs';

mkdirSync(at('target', 'tmp'), { recursive: true });
const folder = mkdtempSync(at('target', 'tmp', 'scripts-'));
after(() => rmSync(folder, { recursive: true }));

/** A copy of the scripts alone, as a project of its own. */
function project(name) {
  const place = join(folder, name);
  cpSync(at('scripts'), join(place, 'scripts'), { recursive: true });
  return place;
}

function said(script, args = [], env = {}) {
  const variables = { ...process.env, DEBUG: undefined, ...env };
  for (const variable of Object.keys(variables)) {
    if (variable.startsWith('CLARIFAI_') && !(variable in env)) variables[variable] = undefined;
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    env: variables,
    encoding: 'utf8',
  });
  assert.equal(status, 1, `${stdout}${stderr}`);
  assert.doesNotMatch(stderr, /\n {4}at /);
  return stderr;
}

for (const [script, args, expected] of [
  ['test', ['--foo'], /^error: Unknown option '--foo'\nremedy: Give words/m],
  ['test', ['no-such-step'], /^error: no step is called `no-such-step`\nremedy: The steps are: lint,/m],
  ['generate', ['--foo'], /^error: Unknown option '--foo'\nremedy: The options are --fetch and --check\.$/m],
  ['bench', ['--foo'], /^error: there is no part `--foo`\nremedy: The parts are/m],
  ['fuzz', ['nothing'], /^error: there is no target `nothing`\nremedy: The targets are answer, /m],
  ['fuzz', ['--seconds', '0'], /^error: `0` is no number of seconds\nremedy: Give a whole number/m],
  ['start', ['--model', 'm'], /^error: --model goes with --live only\nremedy: The sandbox predicts/m],
  ['start', ['--live', '--model', 'a/b'], /^error: --model is neither `user\/app\/model` nor `model`\n/m],
]) {
  test(`${script} ${args.join(' ')} is refused in a sentence`, () => {
    assert.match(said(at('scripts', `${script}.mjs`), args), expected);
  });
}

test('--live names the variable whose text is no key, and the PAT comes first', () => {
  const pasted = 'Key 5a4db0c5f00df00df00df00df00d0001';
  const script = at('scripts/start.mjs');
  const both = { CLARIFAI_PAT: pasted, CLARIFAI_API_KEY: '5a4db0c5f00df00df00df00df00d0001' };
  for (const [env, variable] of [
    [both, 'CLARIFAI_PAT'],
    [{ CLARIFAI_API_KEY: pasted }, 'CLARIFAI_API_KEY'],
  ]) {
    const text = said(script, ['--live'], env);
    assert.match(text, new RegExp(`^error: ${variable} cannot be sent: .+\\nremedy: .+`, 'm'));
    assert.ok(!text.includes('5a4db0c5'), text);
  }
});

for (const [what, text, expected] of [
  ['that is missing', undefined, /^error: scripts\/catalogue\/facts\.json cannot be read: ENOENT/m],
  ['that is cut', '{"source": {', /^error: scripts\/catalogue\/facts\.json cannot be read: /m],
  ['without its parts', '{"source": {}}', /^error: scripts\/catalogue\/facts\.json has no rpcMethods, no /m],
]) {
  test(`generate says in a sentence what is wrong with a facts.json ${what}`, () => {
    const place = project(`facts ${what}`);
    const file = join(place, 'scripts/catalogue/facts.json');
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text);
    const answer = said(join(place, 'scripts/generate.mjs'));
    assert.match(answer, expected);
    assert.match(answer, /^remedy: Bring it back: `git checkout/m);
  });
}

test('a target that cannot be written is said in a sentence; DEBUG adds the trace', () => {
  const place = project('no target');
  writeFileSync(join(place, 'target'), 'a file where the folder should be');
  const script = join(place, 'scripts/setup.mjs');
  assert.match(said(script), /^error: E(EXIST|NOTDIR): .*target/m);
  const { stderr } = spawnSync(process.execPath, [script], {
    env: { ...process.env, DEBUG: '1' },
    encoding: 'utf8',
  });
  assert.match(stderr, /\n {4}at /);
});

test('files of desktops and editors are no sources', () => {
  const place = join(folder, 'stray');
  mkdirSync(join(place, '.idea'), { recursive: true });
  const stray = ['.DS_Store', '.lib.rs.swp', 'lib.rs~', '#lib.rs#', 'lib.rs.orig', '.idea/x', 'Thumbs.db'];
  for (const name of [...stray, 'lib.rs', 'core.js']) writeFileSync(join(place, name), '');
  const names = filesBelow(relative(at(), place)).map((path) => path.split('/').at(-1));
  assert.deepEqual(names, ['core.js', 'lib.rs']);
});

test('Node is refused where the development packages refuse it, and Windows altogether', () => {
  const { engines } = JSON.parse(readFileSync(at('node_modules/vite/package.json'), 'utf8'));
  assert.equal(engines.node, '^20.19.0 || >=22.12.0');
  for (const version of ['20.19.0', '20.20.2', '22.12.0', '23.0.0', '24.1.0']) checkNode(version, 'linux');
  for (const version of ['18.20.0', '20.11.0', '20.18.3', '21.7.0', '22.11.0']) {
    assert.throws(() => checkNode(version, 'linux'), { message: /20\.19 or newer, 22\.12 or newer/ });
  }
  assert.throws(() => checkNode('22.12.0', 'win32'), {
    message: 'these scripts do not run on Windows itself',
    remedy: 'Use WSL: clone and start there.',
  });
});
