// The request and the answer that a paste holds: what is called, what that needs, what came back.

import { Grant, matchRoute, operationScope, rpcMethod } from 'clarifai-auth';
import { callers, reasonInWords } from './decision.js';
import { h, prose } from './dom.js';
import { hidden } from './secrets.js';

const fact = (name, ...value) => h('div', null, h('dt', null, name), h('dd', null, ...value));
const code = (text) => h('code', null, text);

/** The path alone, or the whole address where it is another host's. */
function pathOf(url) {
  const [, host = 'api.clarifai.com', path = '/'] = /^(?:https?:\/\/([^/?#]*))?([\s\S]*)$/i.exec(url) ?? [];
  return host === 'api.clarifai.com' ? path || '/' : url;
}

/**
 * @param {import('./reading.js').Reading} reading
 * @param {import('clarifai-auth').GrantDescription} [description] the scopes that were filled in
 * @param {string[]} secrets
 */
export function drawRequest({ evidence }, description, secrets) {
  const { url, verb: given, body } = evidence.request ?? {};
  if (!url) return undefined;
  // A browser's message names the address alone.
  const verb = given ?? ['GET', 'POST'].find((each) => matchRoute(each, url).length) ?? 'GET';
  const routes = matchRoute(verb, url);
  const line = h(
    'p.call',
    null,
    given && h('strong.verb', null, hidden(given, [], 20)),
    given && ' ',
    code(hidden(pathOf(url), secrets, 400)),
  );
  const content = routes.length
    ? [...routes.map(({ rpc }) => drawMethod(rpc)), drawCover(description, { verb, url, body })]
    : [h('p', null, 'No RPC method of Clarifai’s API has this route. Look at the verb and the path.')];
  return h(
    'section.panel.request',
    { 'aria-label': 'The request' },
    h('h3', null, 'The request'),
    line,
    ...content,
  );
}

function drawMethod(name) {
  const method = rpcMethod(name);
  const labels = method.requiredScopes.map((scope) => operationScope(scope)?.label ?? scope);
  return h(
    'dl.facts',
    null,
    fact('RPC method', code(name)),
    fact('Who may call it', callers[method.authType] ?? method.authType),
    fact(
      'Required scopes',
      ...(labels.length ? labels.flatMap((label) => [h('code.scope', null, label), ' ']) : ['none']),
    ),
  );
}

/** Whether the scopes of the section below cover the call. */
function drawCover(description, call) {
  if (!description) {
    const link = h('a', { href: '#scopes-title' }, 'Fill in its scopes');
    return h('p.help', null, link, ' to see whether the key covers this call.');
  }
  let decision;
  try {
    const grant = new Grant(description);
    decision = grant.evaluate(call);
    grant.free();
  } catch (error) {
    if (!['ERR_GRANT', 'ERR_CALL'].includes(error.code)) throw error;
    return h('p.help', null, 'Whether the key covers this call cannot be said.');
  }
  if (decision.type === 'unknown')
    return h('p.help', null, 'Whether the key covers this call cannot be said.');
  const allowed = decision.type !== 'reject';
  return h(
    'div.cover',
    null,
    h(
      'p.decision-verdict',
      null,
      h(`span.mark.${allowed ? 'good' : 'error'}`, { 'aria-hidden': 'true' }, allowed ? '✓' : '✕'),
      h(
        'strong',
        null,
        allowed ? 'The scopes below cover this call.' : 'The scopes below do not cover this call.',
      ),
    ),
    !allowed &&
      h('ul', null, ...decision.reasons.map((reason) => h('li', null, ...prose(reasonInWords(reason))))),
  );
}

/** What an error's text says of the API's status, as gRPC and the SDKs print it. */
function statusIn(error) {
  const text = error.slice(0, 20_000);
  const [, name, code] = /\bcode:\s*(?:([A-Z][A-Z_]+)|(\d{4,5}))\b/.exec(text) ?? [];
  const [, description] = /\bdescription:\s*"([^"\n]*)"/.exec(text) ?? [];
  const [, details] = /\bdetails:\s*"([^"\n]*)"/.exec(text) ?? [];
  return { code, name, description, details };
}

/**
 * @param {import('./reading.js').Reading} reading
 * @param {string[]} secrets
 */
export function drawAnswer({ evidence }, secrets) {
  const { kind, response, error, grpcStatus } = evidence;
  const said = kind === 'unknown' ? undefined : error;
  if (!response && !said) return undefined;
  const { body, httpStatus } = response ?? {};
  const status = body?.status ?? (said && statusIn(said));
  const told = (name) => (typeof status === 'object' ? status?.[name] : undefined);
  const details = told('details') || grpcStatus?.details;
  const isTold = told('description') || grpcStatus?.details;
  const spoken = [said && !isTold && words(said, details), typeof body === 'string' && body];
  const facts = [
    httpStatus && fact('HTTP status', code(httpStatus)),
    grpcStatus && fact('gRPC status', code(`${grpcStatus.code} ${grpcStatus.name}`)),
    told('code') && fact('Code', code(hidden(told('code'), secrets, 80))),
    told('name') && fact('Name', code(hidden(told('name'), secrets, 80))),
    told('description') && fact('Description', hidden(told('description'), secrets)),
    details && fact('Details', hidden(details, secrets)),
    ...spoken
      .filter((text) => text && !repeats(text, details))
      .map((text) => fact('It said', hidden(text, secrets, 400))),
  ].filter(Boolean);
  if (!facts.length) return undefined;
  return h(
    'section.panel.answer',
    { 'aria-label': 'The answer' },
    h('h3', null, response ? 'The answer' : 'What the program said'),
    h('dl.facts', null, ...facts),
  );
}

/** What is told as a fact of its own. */
const statusLine = /^\s*(?:code|details|description)\s*[:=]/i;

/** Of a trace the last line with words says what happened; its frames and their code are indented. */
function words(text, details) {
  const lines = text
    .slice(-20_000)
    .split('\n')
    .filter((line) => /\p{L}{2}/u.test(line) && !statusLine.test(line) && !repeats(line, details));
  return (lines.findLast((line) => /^\S/.test(line)) ?? lines.at(-1))?.trim();
}

const repeats = (text, details) => Boolean(details) && text.includes(String(details));

/**
 * @param {import('./reading.js').Reading} reading
 * @param {(grant: import('clarifai-auth').GrantDescription) => void} fill
 */
export function drawGrant({ evidence: { grant } }, fill) {
  if (!grant) return undefined;
  const number = grant.scopes.length;
  return h(
    'section.panel',
    { 'aria-label': 'Scopes in the paste' },
    h('h3', null, 'Scopes'),
    h('p', null, `This text says what a key carries: ${number === 1 ? '1 scope' : `${number} scopes`}.`),
    h('button.primary', { type: 'button', onclick: () => fill(grant) }, 'Show what they reach'),
  );
}
