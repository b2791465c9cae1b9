// One decision in words: what the RPC method demands, what is missing, and what would help.

import { operationScope, rpcMethod } from 'clarifai-auth';
import { h, prose, sentence } from './dom.js';

export const callers = {
  NoAuth: 'anyone, without a credential',
  KeyAuth: 'an app-specific key or a personal access token',
  PATAuth: 'a personal access token only',
  SessionTokenAuth: 'a signed-in browser session only',
  AdminAuth: 'Clarifai’s own administrators only',
};
const costs = {
  'same-key': 'with the same key',
  'wider-key': 'with a wider key',
  'other-key-type': 'with another type of key',
};
const verdicts = {
  allow: 'Allowed',
  redact: 'Allowed, with parts of the answer left out',
  reject: 'Refused',
  unknown: 'Not known',
};

const label = (name) => operationScope(name)?.label ?? name;
const labels = (names) => names.map((name) => `\`${label(name)}\``).join(', ');

/** @param {import('clarifai-auth').Decision} decision */
export const isAllowed = (decision) => decision.type === 'allow' || decision.type === 'redact';

/** @param {import('clarifai-auth').Reason} reason */
export function reasonInWords(reason) {
  switch (reason.code) {
    case 'missing-scopes':
      return `The key lacks ${labels(reason.scopes)}.`;
    case 'endpoint-not-listed':
      return `The key’s endpoint list does not name \`${reason.endpoint}\`.`;
    case 'needs-personal-access-token':
      return 'An app-specific key may not call it, whatever its scopes: it takes a personal access token.';
    case 'needs-session-token':
      return 'No key may call it: it takes a signed-in browser session.';
    case 'needs-admin':
      return 'No key may call it: it is for Clarifai’s own administrators.';
    case 'other-app':
      return `The key is bound to the app \`${reason.expected}\`, and the call names \`${reason.found}\`.`;
    case 'user-app-id-missing':
      return 'With a personal access token the call must name a user and an app.';
    case 'expired':
      return `The key expired at ${reason.at}.`;
    default:
      return reason.code;
  }
}

/**
 * @param {import('clarifai-auth').Decision} decision
 * @param {string} name the RPC method
 * @param {(scopes: string[]) => void} tick called where the person asks to add what is missing
 * @returns {Node[]}
 */
export function drawDecision(decision, name, tick) {
  const method = rpcMethod(name);
  const allowed = isAllowed(decision);
  const missing = decision.missingScopes ?? [];
  return [
    h(
      'p.decision-verdict',
      null,
      h(`span.mark.${allowed ? 'good' : 'error'}`, { 'aria-hidden': 'true' }, allowed ? '✓' : '✕'),
      h('strong', null, verdicts[decision.type] ?? decision.type),
      ' ',
      h('code', null, name),
    ),
    list('Why', decision.reasons?.map(reasonInWords)),
    list(
      'What helps',
      decision.remedies?.map(
        ({ action, cost }) => `${sentence(action).slice(0, -1)} (${costs[cost] ?? cost}).`,
      ),
    ),
    missing.length > 0 &&
      h('p', null, h('button', { type: 'button', onclick: () => tick(missing) }, 'Tick the missing scopes')),
    list(
      'Good to know',
      decision.caveats?.map((caveat) => sentence(caveat.message)),
    ),
    h(
      'dl.facts',
      null,
      fact('Who may call it', callers[method.authType] ?? method.authType),
      fact('Required scopes', ...required(method, missing)),
    ),
    h(
      'details',
      null,
      h('summary', null, 'Endpoint and HTTP rules'),
      h('ul.rules', null, h('li', null, h('code', null, method.endpoint)), ...method.httpRules.map(rule)),
    ),
  ].filter(Boolean);
}

function list(title, sentences) {
  if (!sentences?.length) return null;
  return h(
    'div',
    null,
    h('h4', null, title),
    h('ul', null, ...sentences.map((text) => h('li', null, ...prose(text)))),
  );
}

const fact = (name, ...value) => h('div', null, h('dt', null, name), h('dd', null, ...value));
const rule = ({ verb, template }) => h('li', null, h('code', null, `${verb} ${template}`));

function required(method, missing) {
  if (!method.requiredScopes.length) return ['none'];
  const items = method.requiredScopes.map((name) => {
    const lacking = missing.includes(name);
    return h(
      `li.${lacking ? 'lacking' : 'held'}`,
      null,
      h('span', { 'aria-hidden': 'true' }, lacking ? '✕ ' : '✓ '),
      h('code', null, label(name)),
      lacking && ' (missing)',
    );
  });
  return [h('ul.scope-list', null, ...items)];
}
