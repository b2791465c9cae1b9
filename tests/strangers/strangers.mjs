// Clients that other people wrote, each as a function from calls to what it answered or complained.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fetchWheel } from '../../scripts/catalogue/fetch.mjs';
import { locked } from '../../scripts/lock.mjs';
import { npmPackages } from '../../scripts/setup/npm-packages.mjs';
import { python } from '../../scripts/setup.mjs';
import { at, environment, Failure, onPath } from '../../scripts/task.mjs';

/**
 * @typedef {object} Call
 * @property {string} call one of those in `commands`
 * @property {string} base the API's address
 * @property {string} key
 * @property {string} [image] base64
 * @property {{ user_id: string, app_id: string }} [ids]
 * @typedef {{ answer?: object, words?: string }} Result `words` are the client's own, where it failed
 */

// A proxy of this machine must not stand between a client and the sandbox.
const proxies = Object.keys(process.env).filter((name) => /^(https?|all|no)_proxy$/i.test(name));
const env = environment(Object.fromEntries(proxies.map((name) => [name, undefined])));

/** Runs a program to its end, with `input` as its standard input. */
function converse(program, args, input = '') {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, cwd: at('tests/strangers/clients') });
    const printed = { out: '', errors: '' };
    child.stdout.on('data', (chunk) => {
      printed.out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      printed.errors += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...printed, code }));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

async function converseInJson(program, args, calls) {
  const { out, errors, code } = await converse(program, args, JSON.stringify(calls));
  if (code !== 0) throw new Error(`${args[0]} ended with status ${code}: ${errors}`);
  return JSON.parse(out);
}

/** The npm package `clarifai`. @param {Call[]} calls @returns {Promise<Result[]>} */
export async function javascript(calls) {
  await locked(() => npmPackages(at('tests/strangers/clients'), 'strangers'));
  return converseInJson(process.execPath, ['javascript.cjs'], calls);
}

/** The Python package `clarifai-grpc` over its JSON channel. @param {Call[]} calls @returns {Promise<Result[]>} */
export async function pythonJson(calls) {
  const { source } = JSON.parse(readFileSync(at('scripts/catalogue/facts.json'), 'utf8'));
  const [interpreter, wheel] = await locked(async () => [await python(), await fetchWheel(source)]);
  return converseInJson(interpreter, ['python_json.py', wheel], calls);
}

const inputsOf = (image) => ({ inputs: [{ id: 'added', data: { image: { base64: image } } }] });
const byConcept = { query: { ranks: [{ annotation: { data: { concepts: [{ id: 'Red', value: 1 }] } } }] } };
const byImage = (base64) => ({ query: { ranks: [{ annotation: { data: { image: { base64 } } } }] } });
const marked = { id: 'added', data: { concepts: [{ id: 'square', value: 1 }] } };
const made = { id: 'made', nodes: [{ id: 'concepts', model: { id: 'color-recognition' } }] };
const commands = {
  predict: ({ image }) => ['POST', '/models/color-recognition/outputs', inputsOf(image)],
  list: () => ['GET', '/models'],
  get: () => ['GET', '/models/color-recognition'],
  search: () => ['POST', '/inputs/searches', { searches: [byConcept] }],
  look: ({ image }) => ['POST', '/inputs/searches', { searches: [byImage(image)] }],
  mark: () => ['PATCH', '/inputs', { action: 'merge', inputs: [marked] }],
  make: () => ['POST', '/workflows', { workflows: [made] }],
  inputs: () => ['GET', '/inputs'],
  add: ({ image }) => ['POST', '/inputs', inputsOf(image)],
  workflow: ({ image }) => ['POST', '/workflows/find-colors/results', inputsOf(image)],
};

async function curlOnce(program, { call, base, key, ids, ...given }) {
  const [verb, path, body] = commands[call](given);
  const place = ids === undefined ? '/v2' : `/v2/users/${ids.user_id}/apps/${ids.app_id}`;
  const args = ['--disable', '-sSi', '-X', verb, base + place + path, '-H', `Authorization: Key ${key}`];
  const content = body === undefined ? [] : ['-H', 'Content-Type: application/json', '--data-binary', '@-'];
  const { out, errors, code } = await converse(program, [...args, ...content], body && JSON.stringify(body));
  const [head, text] = out.split('\r\n\r\n');
  return code === 0 && /^HTTP\/1\.1 200 /.test(head) ? { answer: JSON.parse(text) } : { words: out + errors };
}

/** curl, with the lines that the documentation prints. @param {Call[]} calls @returns {Promise<Result[]>} */
export async function curl(calls) {
  const program = onPath('curl');
  if (!program) throw new Failure('curl is not installed', 'Install it (Debian: `apt-get install curl`).');
  const results = [];
  for (const call of calls) results.push(await curlOnce(program, call));
  return results;
}
