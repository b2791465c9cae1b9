// "What do its scopes reach?": the form is a grant's description, the package decides.

import { catalogue, Grant, operationScope, ready, rpcMethod } from 'clarifai-auth';
import { announce, byId, count, goTo, h, whenIdle, withoutCredentials } from './dom.js';
import { createReach } from './reach.js';
import { scopesByResource } from './resources.js';

/** What an answer said and the form has no field for. */
let beyondForm = {};
/** @type {Map<string, HTMLInputElement>} */
const boxes = new Map();
let reach;
/** The form says something of a key once a person has ticked a scope, chosen a preset or pasted an answer. */
let isFilled = false;
/** The scopes that the page ticked by itself, as an example, and that nobody has touched since. */
const example = new Set();
let whenChanged = () => {};

/**
 * The scopes that a person gave the form, without those of the example.
 *
 * @returns {import('clarifai-auth').GrantDescription | undefined}
 */
export function filledGrant() {
  if (!isFilled) return undefined;
  const given = description();
  return { ...given, scopes: given.scopes.filter((name) => !example.has(name)) };
}

/** Where a call is judged by the form, nothing is ticked in it that the person did not tick. */
export function forgetExample() {
  if (!example.size) return;
  for (const name of example) boxes.get(name).checked = false;
  example.clear();
  draw();
  // The verdict on the paste is being said: the form is quiet, and says nothing that is no longer so.
  announce(byId('reach-status'), '');
}

/** @param {() => void} action called at each change of the form */
export function whenScopesChange(action) {
  whenChanged = action;
}

/** Fills the form with what a paste says that a key carries, and goes there. */
export function fillScopes(grant) {
  fill(grant);
  goToScopes();
}

export const goToScopes = () => goTo(byId('scopes-title'));

const keyType = () => document.querySelector('input[name="key-type"]:checked').value;
const ticked = () => [...boxes].filter(([, box]) => box.checked).map(([name]) => name);
const endpointsGiven = () =>
  byId('endpoints')
    .value.split(/[\s,]+/)
    .filter(Boolean)
    .map((name) => rpcMethod(name)?.endpoint ?? name);

/** @returns {import('clarifai-auth').GrantDescription} */
function description() {
  const { unknownScopes = [], ...rest } = beyondForm;
  return {
    ...rest,
    keyType: keyType(),
    scopes: [...ticked(), ...unknownScopes],
    endpoints: endpointsGiven(),
  };
}

/** Draws what the form reaches, and says it in words. */
function draw() {
  const grant = new Grant(description());
  const summary = reach.update(grant.evaluateAll());
  drawUnknown(grant);
  grant.free();
  const endpoints = endpointsGiven().length;
  const restricted = endpoints || beyondForm.endpointsRestricted;
  byId('endpoint-count').textContent = restricted ? `(${endpoints} listed)` : '(no restriction)';
  return summary;
}

function update() {
  announce(byId('reach-status'), draw());
  whenChanged();
}

/** A person has changed a scope. Who only takes one of the example away has given none yet. */
function choose(name, isTicked) {
  example.delete(name);
  isFilled ||= isTicked;
}

function drawUnknown(grant) {
  const { unknownScopes, unknownEndpoints } = grant;
  const lines = [];
  if (unknownScopes.length) lines.push(['Scopes that the catalogue does not know', unknownScopes]);
  if (unknownEndpoints.length) lines.push(['Endpoints that the catalogue does not know', unknownEndpoints]);
  byId('unknown-scopes').replaceChildren(
    ...lines.map(([title, names]) =>
      h(
        'p.notice',
        null,
        `${title}, kept as they are: `,
        h('code', null, withoutCredentials(names.join(', '))),
      ),
    ),
  );
}

function tick(names) {
  for (const name of names) {
    const box = boxes.get(operationScope(name)?.name);
    if (!box) continue;
    box.checked = true;
    choose(box.value, true);
  }
  update();
}

/** Fills the form; what it has no field for stays beside it. */
function fill({ scopes, endpoints = [], keyType: type, ...rest }) {
  const known = new Set(scopes.map((name) => operationScope(name)?.name));
  for (const [name, box] of boxes) box.checked = known.has(name);
  example.clear();
  isFilled = true;
  beyondForm = { ...rest, unknownScopes: scopes.filter((name) => !operationScope(name)) };
  byId('endpoints').value = withoutCredentials(endpoints.join('\n'));
  if (type) document.querySelector(`input[name="key-type"][value="${type}"]`).checked = true;
  update();
}

function readAnswer() {
  const status = byId('answer-status');
  const refuse = (text) => {
    status.className = 'error';
    status.textContent = text;
  };
  const text = byId('answer').value;
  if (!text.trim()) return refuse('There is nothing to read yet. Paste the answer first.');
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    // The parser's own message would quote the text.
    return refuse('This is not JSON. Paste the whole answer, from its first { to its last }.');
  }
  try {
    const grant = Grant.fromAnswer(answer, keyType());
    const read = grant.describe();
    grant.free();
    fill(read);
    const app = read.app ? `, bound to the app ${withoutCredentials(read.app.id)}` : '';
    const endpoints = read.endpoints?.length
      ? `, ${count(read.endpoints.length, 'endpoint')}`
      : ', no endpoint list';
    status.className = 'help';
    status.textContent = `Read: ${count(read.scopes.length, 'scope')}${endpoints}${app}.`;
  } catch (error) {
    if (error.code !== 'ERR_GRANT') throw error;
    refuse(`This answer holds no grant: ${error.message}.`);
  }
}

function scopeChoice({ name, label }) {
  const box = h('input', { type: 'checkbox', value: name });
  box.addEventListener('change', () => {
    choose(name, box.checked);
    update();
  });
  boxes.set(name, box);
  const [resource, action] = label.split(':');
  const text = action ? [h('span.prefix', null, `${resource}:`), action] : [resource];
  return h('label.chip', null, box, h('span', null, ...text));
}

function drawGroups(root, scopes) {
  root.append(
    ...scopesByResource(scopes)
      .filter((group) => group.scopes.length)
      .map(({ resource, scopes: members }) =>
        h(
          'fieldset.scope-group',
          null,
          h('legend', null, resource || 'General'),
          h('div.chips', null, ...members.map(scopeChoice)),
        ),
      ),
  );
}

function drawForm({ scopes, rpcMethods, version }) {
  const offered = (scope) => scope.exposed && !scope.deprecated;
  const rest = scopes.filter((scope) => !offered(scope) && scope.name !== 'undef');
  const more = h(
    'details',
    null,
    h('summary', null, `More: ${rest.length} deprecated or not offered by the portal`),
  );
  const groups = byId('scope-groups');
  groups.setAttribute('role', 'group');
  groups.setAttribute('aria-label', 'Scopes by resource');
  drawGroups(groups, scopes.filter(offered));
  drawGroups(more, rest);
  groups.append(more);

  const needs = (name) => rpcMethods.find((each) => each.name === name).requiredScopes;
  const presets = [
    ['Predict only', needs('PostModelOutputs')],
    ['Search only', needs('PostSearches')],
    ['All', ['All']],
    ['None', []],
  ];
  byId('presets').append(
    ...presets.map(([name, names]) =>
      h('button', { type: 'button', onclick: () => fill({ scopes: names }) }, name),
    ),
  );
  byId('catalogue-version').textContent = `Scopes and RPC methods are those of clarifai-grpc ${version}.`;
}

try {
  await ready();
  const everything = catalogue();
  drawForm(everything);
  reach = createReach(byId('reach'), everything.rpcMethods, tick);
  for (const radio of document.querySelectorAll('input[name="key-type"]'))
    radio.addEventListener('change', update);
  byId('endpoints').addEventListener(
    'input',
    whenIdle(() => {
      delete beyondForm.endpointsRestricted;
      update();
    }, 150),
  );
  byId('read-answer').addEventListener('click', readAnswer);
  fill({ scopes: everything.rpcMethods.find((each) => each.name === 'PostModelOutputs').requiredScopes });
  isFilled = false;
  for (const name of ticked()) example.add(name);
} catch (error) {
  const broken = byId('broken');
  broken.hidden = false;
  broken.textContent = `The checker could not start (${error.message}). Load the page again; it needs WebAssembly.`;
}
