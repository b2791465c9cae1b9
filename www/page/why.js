// "Why it failed": the causes of a failing call, the most probable first, and the seven things to check.

import { operationScope } from 'clarifai-auth';
import { count, h, prose, sentence, withoutCredentials } from './dom.js';
import { visible } from './secrets.js';

const headings = {
  'not-a-failure': 'What the answer tells',
  'response-redacted': 'Why parts are missing',
};
const tones = { 'not-a-failure': 'good', 'response-redacted': 'warning', unknown: 'hint' };
const certainties = { certain: ['Certain', 3], likely: ['Likely', 2], possible: ['Possible', 1] };
/** Credentials are masked in it by the package. */
const told = (text) => prose(sentence(visible(text)));
/** Causes that the scopes of the key decide. */
const ofScopes = ['scope-missing', 'endpoint-not-listed', 'response-redacted'];
const scopesNamed = 6;
const items = {
  key: 'Key',
  environment: 'Environment',
  limits: 'Limits',
  activation: 'Activation',
  permissions: 'Permissions',
  header: 'Header',
  endpoint: 'Address',
};
const states = {
  ok: ['good', '✓', 'ok'],
  problem: ['error', '✕', 'problem'],
  'not-checked': ['unchecked', '–', 'not checked'],
};

/**
 * @param {import('./reading.js').Reading} reading
 * @param {object} actions
 * @param {import('clarifai-auth').GrantDescription} [actions.counted] the scopes that were ticked, where they
 *   count, for the paste tells none
 * @param {() => void} actions.goToScopes
 */
export function drawWhy({ diagnosis }, { counted, goToScopes }) {
  if (!diagnosis) return undefined;
  const { causes, checklist, retryAfterSeconds } = diagnosis;
  const [first, ...others] = causes;
  const offersScopes = ofScopes.includes(first.code);
  return h(
    'section.panel.why',
    { 'aria-labelledby': 'why-title' },
    h('h3', { id: 'why-title' }, headings[first.code] ?? 'Why it failed'),
    h(
      `div.cause.${tones[first.code] ?? 'error'}`,
      { 'data-code': first.code },
      h('h4', null, ...told(first.title), drawCertainty(first)),
      drawCause(first),
      retryAfterSeconds !== undefined &&
        h('p.help', null, `Trying again can help after ${count(retryAfterSeconds, 'second')}.`),
      offersScopes &&
        h(
          'p',
          null,
          h(
            'button',
            { type: 'button', onclick: goToScopes },
            counted ? 'Change the scopes' : 'Tick the key’s scopes',
          ),
          counted && h('span.help', null, ' ', ...prose(countedInWords(counted))),
        ),
    ),
    others.length > 0 &&
      h('h4', null, first.code === 'not-a-failure' ? 'Also seen' : 'What else it could be'),
    ...others.map((cause) =>
      h(
        'details.cause',
        { 'data-code': cause.code },
        h('summary', null, ...told(cause.title), drawCertainty(cause)),
        drawCause(cause),
      ),
    ),
    h('h4', null, 'The seven things to check'),
    h('ul.checklist', { role: 'list' }, ...checklist.map(drawCheck)),
  );
}

/** What was counted, so that nobody takes scopes that he forgot to tick for scopes that were read. */
function countedInWords({ scopes, endpoints = [] }) {
  const label = (name) => visible(withoutCredentials(operationScope(name)?.label ?? name));
  const names = scopes.slice(0, scopesNamed).map((name) => `\`${label(name)}\``);
  if (scopes.length > names.length) names.push(`${scopes.length - names.length} more`);
  const list = endpoints.length ? `, and a list of ${count(endpoints.length, 'endpoint')}` : '';
  return `Judged by the scopes that are ticked below. Counted: ${names.join(', ') || 'no scope'}${list}.`;
}

function drawCause({ remedy, evidence }) {
  return h(
    'dl.facts',
    null,
    h('div.remedy', null, h('dt', null, 'What to do'), h('dd', null, ...told(remedy))),
    h(
      'div',
      null,
      h('dt', null, 'What tells it'),
      h('dd', null, h('ul', null, ...evidence.map((text) => h('li', null, ...told(text))))),
    ),
  );
}

/** Three bars, as many of them filled as it is sure, beside the word. */
function drawCertainty({ code, certainty }) {
  if (code === 'unknown') return undefined;
  const [word, level] = certainties[certainty];
  const bars = [1, 2, 3].map((bar) => h(bar <= level ? 'span.full' : 'span'));
  return h('span.certainty', null, h('span.bars', { 'aria-hidden': 'true' }, ...bars), h('span', null, word));
}

function drawCheck({ item, state, note }) {
  const [tone, sign, word] = states[state];
  return h(
    `li.${tone}`,
    { 'data-item': item },
    h('span.mark', { 'aria-hidden': 'true' }, sign),
    h('span.item', null, h('strong', null, items[item]), h('span.state', null, word)),
    h('span.note', null, ...told(note)),
  );
}
