// Who calls, and whether the call is theirs to make. The order is that of the API as far as it is
// known: the header, the key, its kind, the app it is used on, then what its scopes cover.
import { field } from './body.js';
import { endpointOf, labelOf } from './facts.js';
import { Failure, wrongJson } from './failures.js';
import { redactable } from './redaction.js';
import { findApp, isPublicUser } from './world.js';

/**
 * Finds the key that the `Authorization` header carries. No failure repeats what the header said.
 *
 * @param {string[] | undefined} headers every `Authorization` header of the request
 * @param {ReturnType<import('./key-ring.js').createKeyRing>} keys
 * @param {number} now milliseconds
 */
export function readCredential(headers, keys, now) {
  const [header, ...more] = headers ?? [];
  if (header === undefined || more.length > 0 || !/^Key ./.test(header)) {
    throw new Failure(
      'CONN_INVALID_REQUEST',
      'Empty or malformed authorization header. Please provide an API key or session token.',
    );
  }
  const text = header.slice('Key '.length);
  if (!/^[0-9A-Za-z]{32}$/.test(text)) throw new Failure('CONN_KEY_INVALID', 'Invalid format of key.');
  const key = keys.find(text);
  if (key === undefined) throw new Failure('CONN_KEY_NOT_FOUND', 'invalid key');
  if (key.expiresAt !== undefined && Date.parse(key.expiresAt) <= now) {
    throw new Failure('CONN_KEY_NOT_FOUND', 'expired key');
  }
  return key;
}

/** Refuses a key of a kind that the RPC method does not take. */
export function requireKind(key, method) {
  const { name, authType } = method;
  if (authType === 'KeyAuth') return;
  if (authType === 'PATAuth') {
    if (key.type === 'personal_access_token') return;
    throw new Failure(
      'CONN_INSUFFICIENT_SCOPES',
      `${name} takes a personal access token; an app-specific key does not reach it.`,
    );
  }
  throw new Failure(
    'CONN_INSUFFICIENT_SCOPES',
    `${name} takes neither an API key nor a personal access token.`,
  );
}

/**
 * Refuses a key whose endpoint list or scopes do not cover the RPC methods; names all that is missing.
 *
 * @param {object} key
 * @param {object[]} methods
 * @param {string} template the path's
 * @param {boolean} redacts whether a missing scope may take away a part of the answer instead
 * @returns {string[]} the scopes whose part of the answer is taken away
 */
export function requireScopes(key, methods, template, redacts) {
  const endpoints = methods
    .map(endpointOf)
    .filter((endpoint) => key.endpoints.length > 0 && !key.endpoints.includes(endpoint));
  const scopes = new Set(methods.flatMap(({ requiredScopes }) => requiredScopes));
  const absent = key.scopes.includes('All') ? [] : [...scopes].filter((scope) => !key.scopes.includes(scope));
  const redacted = redacts ? absent.filter((scope) => redactable(scope, template)) : [];
  const missing = absent.filter((scope) => !redacted.includes(scope));
  // What a model finds is what was asked for, whatever else the key may read.
  if (endpoints.length === 0 && missing.length === 0) return scopes.has('Predict') ? [] : redacted;
  const details = [];
  if (missing.length > 0) details.push(`Missing scopes: ${missing.map(labelOf).join(', ')}.`);
  if (endpoints.length > 0) details.push(`Missing endpoints: ${endpoints.join(', ')}.`);
  throw new Failure('CONN_INSUFFICIENT_SCOPES', details.join(' '));
}

/** Reads a field by the name in the descriptors or its camelCase form; proto JSON takes either, not both. */
function protoField(object, name, path) {
  const camel = name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
  const [given, twice] = [name, camel]
    .map((each) => field(object, each))
    .filter((each) => each !== undefined);
  if (twice !== undefined) throw wrongJson(`${path}${camel}`);
  return given;
}

function idsFromBody(body) {
  const ids = protoField(body, 'user_app_id', '');
  if (ids === undefined) return {};
  if (typeof ids !== 'object' || Array.isArray(ids)) throw wrongJson('user_app_id');
  const read = (name) => {
    const value = protoField(ids, name, 'user_app_id.');
    if (value !== undefined && typeof value !== 'string') throw wrongJson(`user_app_id.${name}`);
    return value || undefined;
  };
  return { userId: read('user_id'), appId: read('app_id') };
}

/**
 * Finds the user and the app that a call is about, and refuses a key that does not reach them.
 *
 * Ids may stand in the path, the query and the body. The path outranks the others, but an
 * app-specific key is refused for any of them that is not its own.
 *
 * @returns {{ userId?: string, appId?: string }}
 */
export function locate(key, { method, template, parameters }, query, body) {
  const given = [
    { userId: parameters.get('user_app_id.user_id'), appId: parameters.get('user_app_id.app_id') },
    {
      userId: query.get('user_app_id.user_id') || undefined,
      appId: query.get('user_app_id.app_id') || undefined,
    },
    idsFromBody(body),
  ].map(({ userId, appId }) => ({ userId: userId === 'me' ? key.userId : userId, appId }));
  const first = (name) => given.map((ids) => ids[name]).find((id) => id !== undefined);

  if (key.type === 'app_specific_key') {
    const foreign = ({ userId = key.app.userId, appId = key.app.id }) =>
      userId !== key.app.userId || appId !== key.app.id;
    if (given.some(foreign)) {
      throw new Failure('CONN_KEY_INVALID', 'The key belongs to another application.');
    }
    return { userId: key.app.userId, appId: key.app.id };
  }

  const userId = first('userId');
  const appId = first('appId');
  const aboutAnApp = method.httpRules.some((rule) => rule.template.includes('{user_app_id.app_id}'));
  const userRule = template.includes('{user_app_id.user_id}') && !template.includes('{user_app_id.app_id}');
  if (aboutAnApp && !userRule) {
    if (userId === undefined || appId === undefined) {
      throw new Failure('CONN_KEY_INVALID', 'Must provide app external ID in API authorizer');
    }
    const app = findApp(userId, appId);
    if (app === undefined || !(userId === key.userId || isPublicUser(userId))) {
      throw new Failure('CONN_DOES_NOT_EXIST', 'app not found. Check the url of your request.');
    }
    return { userId, appId };
  }
  if (userId !== undefined && userId !== key.userId && !isPublicUser(userId)) {
    throw new Failure('CONN_DOES_NOT_EXIST', 'user not found. Check the url of your request.');
  }
  return { userId, appId };
}
