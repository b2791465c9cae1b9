// What the Worker lets through, read once from its settings and asked on every request.
// A setting that is doubtful stops the Worker: a guard that guesses is none.

import { Credential, matchRoute } from 'clarifai-auth/client';
import { Refusal } from './answers.js';
import { LOCAL_HOSTS } from './visitor.js';

const MAX_URL_CHARACTERS = 2048;
const ORIGIN = /^https?:\/\/(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d+)?$/;
/** Ids of the API's users, apps, models and versions. Anything else is refused, not encoded and tried. */
const ID = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

/**
 * @typedef {{ userId: string, appId: string }} Owner
 * @typedef {{ owner?: Owner, modelId: string, versionId?: string }} Target
 * @typedef {object} Policy
 * @property {boolean} open        serves elsewhere than on localhost
 * @property {Set<string>} origins
 * @property {Target[]} models     the first that fits decides
 * @property {string} apiBase      an origin
 * @property {number} dailyCalls
 * @property {number} maxBodyBytes
 * @property {number} timeoutMs
 * @property {Credential} [credential]
 * @property {Refusal} [refusal]   why the Worker cannot serve at all
 */

/**
 * Reads the settings. Never throws: what is wrong stands in `refusal`, and is answered to each request.
 *
 * @param {Record<string, unknown>} env
 * @returns {Policy}
 */
export function readPolicy(env) {
  const problems = [];
  const text = (name, fallback = '') => String(env[name] ?? '').trim() || fallback;
  const list = (name) =>
    text(name)
      .split(/[\s,]+/)
      .filter(Boolean);
  const number = (name, fallback, least, most) => {
    const value = text(name, String(fallback));
    if (/^\d{1,12}$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value);
    problems.push(`\`${name}\` is not a whole number from ${least} to ${most}`);
    return 0;
  };

  const origins = list('ALLOWED_ORIGINS');
  if (origins.length === 0) problems.push('`ALLOWED_ORIGINS` names no origin');
  for (const [index, origin] of origins.entries()) {
    if (!isOrigin(origin)) {
      problems.push(
        `entry ${index + 1} of \`ALLOWED_ORIGINS\` is not an origin such as \`https://example.com\``,
      );
    }
  }

  const models = list('ALLOWED_MODELS').map(parseModel);
  if (models.length === 0) problems.push('`ALLOWED_MODELS` names no model');
  for (const [index, model] of models.entries()) {
    if (model === undefined) {
      problems.push(`entry ${index + 1} of \`ALLOWED_MODELS\` is neither \`model\` nor \`user/app/model\``);
    }
  }
  const owner = { userId: text('USER_ID'), appId: text('APP_ID') };
  if (owner.userId || owner.appId) {
    if (!ID.test(owner.userId) || !ID.test(owner.appId)) {
      problems.push('`USER_ID` and `APP_ID` are not both ids');
    }
    for (const model of models) if (model) model.owner ??= owner;
  }

  const apiBase = parseApiBase(text('CLARIFAI_API_BASE', 'https://api.clarifai.com'));
  if (apiBase === undefined) problems.push('`CLARIFAI_API_BASE` is not an `https` origin');

  const open = text('PUBLIC_WITHOUT_TICKETS', 'no');
  if (open !== 'yes' && open !== 'no') problems.push('`PUBLIC_WITHOUT_TICKETS` is neither `yes` nor `no`');
  for (const [name, method] of [
    ['RATE_LIMIT', 'limit'],
    ['DAY', 'idFromName'],
  ]) {
    if (typeof env[name]?.[method] !== 'function') problems.push(`the binding \`${name}\` is missing`);
  }

  const policy = {
    open: open === 'yes',
    origins: new Set(origins.filter(isOrigin)),
    models: models.filter(Boolean),
    apiBase: apiBase ?? '',
    dailyCalls: number('DAILY_CALLS', 1000, 0, 1e9),
    // One image of 20 MB, the API's limit, as base64 inside JSON.
    maxBodyBytes: number('MAX_BODY_BYTES', 28_000_000, 1, 100_000_000),
    timeoutMs: number('TIMEOUT_SECONDS', 120, 1, 600) * 1000,
  };
  const key = readKey(env.CLARIFAI_KEY);
  if (key instanceof Refusal) return { ...policy, refusal: key };
  if (problems.length > 0) {
    return { ...policy, refusal: new Refusal('GUARD_SETTINGS', { detail: problems.join(', and ') }) };
  }
  return { ...policy, credential: key };
}

function readKey(value) {
  if (value === undefined || value === null) return new Refusal('GUARD_KEY_MISSING');
  if (typeof value !== 'string') return new Refusal('GUARD_KEY_MALFORMED', { detail: 'it is not text' });
  if (value.trim() === '') return new Refusal('GUARD_KEY_MISSING');
  try {
    return Credential.parse(value);
  } catch (error) {
    if (error.code !== 'ERR_CREDENTIAL') throw error;
    return new Refusal('GUARD_KEY_MALFORMED', { detail: error.findings?.[0]?.message });
  }
}

/** True for exactly what a browser writes in `Origin`; neither `*` nor `null` is one. */
function isOrigin(text) {
  return ORIGIN.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** Plain HTTP would carry the key in the clear, so only this machine may be called that way. */
function parseApiBase(text) {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && LOCAL_HOSTS.has(url.hostname));
  return safe && [url.origin, `${url.origin}/`].includes(text) ? url.origin : undefined;
}

/** `model`, `model@version`, `user/app/model` or `user/app/model@version`. */
function parseModel(text) {
  const [path, versionId, ...rest] = text.split('@');
  const parts = path.split('/');
  const ids = versionId === undefined ? parts : [...parts, versionId];
  if (rest.length > 0 || (parts.length !== 1 && parts.length !== 3) || !ids.every((id) => ID.test(id))) {
    return undefined;
  }
  const [modelId, appId, userId] = parts.reverse();
  return { modelId, versionId, owner: userId === undefined ? undefined : { userId, appId } };
}

/**
 * Refuses a preflight of what no POST could ask for. What else is refused is answered to the POST itself:
 * a page can read that answer, and none to its preflight.
 *
 * @param {Request} request
 */
export function requireRoute(request) {
  requireShortUrl(request);
  if (matchRoute('POST', new URL(request.url).pathname).length === 0) throw new Refusal('GUARD_NO_ROUTE');
}

function requireShortUrl({ url }) {
  if (url.length > MAX_URL_CHARACTERS) throw new Refusal('GUARD_URL_TOO_LONG');
}

/**
 * Finds what the request asks for, by the API's own routes, and where that may go.
 *
 * @param {Request} request
 * @param {Policy} policy
 * @returns {Target}
 */
export function requireTarget(request, policy) {
  requireShortUrl(request);
  const { pathname } = new URL(request.url);
  const serves = (verb) => matchRoute(verb, pathname);
  const predicts = (routes) => routes.length > 0 && routes.every(({ rpc }) => rpc === 'PostModelOutputs');

  const routes = serves(request.method);
  if (!predicts(routes)) {
    if (routes.length > 0) throw new Refusal('GUARD_RPC_REFUSED');
    if (request.method === 'POST' || !predicts(serves('POST'))) throw new Refusal('GUARD_NO_ROUTE');
    throw new Refusal('GUARD_VERB', { headers: { allow: 'POST, OPTIONS' } });
  }
  const target = routes.length === 1 ? targetFor(routes[0].parameters, policy.models) : undefined;
  if (target === undefined) throw new Refusal('GUARD_MODEL_REFUSED');
  return target;
}

/**
 * The first entry that fits. A path with an owner fits only entries of that owner; a path without
 * one takes the entry's. A version that the path gives fits entries that pin none or that one.
 */
function targetFor(parameters, models) {
  const {
    'user_app_id.user_id': userId,
    'user_app_id.app_id': appId,
    model_id: modelId,
    version_id: versionId,
  } = parameters;
  if (versionId !== undefined && !ID.test(versionId)) return undefined;
  const entry = models.find(
    (model) =>
      model.modelId === modelId &&
      (userId === undefined || (model.owner?.userId === userId && model.owner.appId === appId)) &&
      (versionId === undefined || model.versionId === undefined || model.versionId === versionId),
  );
  return entry && { owner: entry.owner, modelId, versionId: versionId ?? entry.versionId };
}

/**
 * The path sent to the API, written anew from ids: the visitor's own path goes nowhere.
 *
 * @param {Target} target
 */
export function pathOf({ owner, modelId, versionId }) {
  const parts = owner ? ['users', owner.userId, 'apps', owner.appId] : [];
  parts.push('models', modelId);
  if (versionId !== undefined) parts.push('versions', versionId);
  return `/v2/${parts.map(encodeURIComponent).join('/')}/outputs`;
}
