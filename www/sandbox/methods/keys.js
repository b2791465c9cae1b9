// Keys made, listed, changed and deleted by calls. A key is its own id, so these answers hold
// credentials, as the service's do.
import { field, objectsOf, stringsOf } from '../body.js';
import { endpointOf, facts, labelOf } from '../facts.js';
import { Failure, wrongJson } from '../failures.js';
import { maxKeys } from '../key-ring.js';
import { pageOf } from '../pages.js';
import { appAnswer, createdAt, findApp } from '../world.js';
import { newId, notFound, ok, requireOwner } from './answer.js';
import { readAction } from './patch.js';

const keyTypes = ['app_specific_key', 'personal_access_token'];
const maxDescription = 1000;
const endpoints = new Set(facts.rpcMethods.map(endpointOf));
const scopesByText = new Map(
  facts.scopes.flatMap(({ name }) => [name, labelOf(name)].map((text) => [text, name])),
);

const refused = (details) => new Failure('CONN_BAD_REQUEST_FORMAT', details);

function readText(entry, name, path) {
  const text = field(entry, name);
  if (text !== undefined && typeof text !== 'string') throw wrongJson(path + name);
  return text;
}

function readScopes(entry, path) {
  const scopes = stringsOf(entry, 'scopes', path).map((text, i) => {
    if (!scopesByText.has(text)) throw refused(`${path}scopes[${i}] is not a scope`);
    return scopesByText.get(text);
  });
  return [...new Set(scopes)];
}

function readEndpoints(entry, path) {
  const list = stringsOf(entry, 'endpoints', path);
  const unknown = list.findIndex((text) => !endpoints.has(text));
  if (unknown !== -1) throw refused(`${path}endpoints[${unknown}] is not an endpoint`);
  return [...new Set(list)];
}

function readDescription(entry, path) {
  const description = readText(entry, 'description', path) ?? '';
  if (description.length > maxDescription) throw refused(`${path}description is too long`);
  return description;
}

function readExpiry(entry, path) {
  const text = readText(entry, 'expires_at', path);
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text ?? '');
  if (text && (!isTime || Number.isNaN(Date.parse(text)))) throw wrongJson(`${path}expires_at`);
  return text || undefined;
}

function readApp(entry, type, userId, path) {
  const apps = field(entry, 'apps') ?? [];
  if (!Array.isArray(apps)) throw wrongJson(`${path}apps`);
  if (type === 'personal_access_token') {
    if (apps.length > 0) throw refused(`${path}apps must be empty for a personal access token`);
    return undefined;
  }
  if (apps.length !== 1) throw refused(`${path}apps must name exactly one app`);
  const owner = field(apps[0], 'user_id') || 'me';
  const app = findApp(owner === 'me' ? userId : owner, field(apps[0], 'id'));
  if (app === undefined || app.userId !== userId) throw notFound('app');
  return app;
}

function readKey(entry, i, { key: { userId }, now }) {
  const path = `keys[${i}].`;
  const type = readText(entry, 'type', path) || keyTypes[0];
  if (!keyTypes.includes(type)) throw refused(`${path}type is neither ${keyTypes.join(' nor ')}`);
  const app = readApp(entry, type, userId, path);
  return {
    key: newId(),
    description: readDescription(entry, path),
    type,
    userId,
    ...(app === undefined ? {} : { app }),
    scopes: readScopes(entry, path),
    endpoints: readEndpoints(entry, path),
    createdAt: new Date(now()).toISOString(),
    expiresAt: readExpiry(entry, path),
  };
}

const keyAnswer = (key) => ({
  id: key.key,
  type: key.type,
  description: key.description,
  scopes: key.scopes.map(labelOf),
  endpoints: [...key.endpoints],
  apps: key.app === undefined ? [] : [appAnswer(key.app)],
  created_at: key.createdAt ?? createdAt,
  ...(key.expiresAt === undefined ? {} : { expires_at: key.expiresAt }),
  authorized_idp_ids: [],
});

function postKeys(call) {
  requireOwner(call);
  const { store, key, body } = call;
  const made = objectsOf(body, 'keys').map((entry, i) => readKey(entry, i, call));
  if (store.keys.ownedBy(key.userId).length + made.length > maxKeys) {
    throw new Failure('CONN_EXCEEDS_LIMITS', `limit of ${maxKeys} keys for each user of the sandbox`);
  }
  for (const each of made) store.keys.put(each);
  return ok({ keys: made.map(keyAnswer) });
}

function ownKey({ store, key }, id) {
  const found = store.keys.find(id);
  if (found === undefined || found.userId !== key.userId) throw notFound('key');
  return found;
}

// A key cannot move to another app or become of another type; it may be sent back as it was listed.
const isKept = {
  type: (type, key) => type === key.type,
  apps: (apps, { app, userId }) =>
    Array.isArray(apps) &&
    apps.length === (app === undefined ? 0 : 1) &&
    apps.every((each) => field(each, 'id') === app.id && (field(each, 'user_id') ?? userId) === userId),
};

// What an entry leaves out stays as it is.
function changed(call, entry, i) {
  const path = `keys[${i}].`;
  const key = ownKey(call, field(entry, 'id'));
  for (const name of Object.keys(isKept)) {
    const given = field(entry, name);
    if (given !== undefined && !isKept[name](given, key)) throw refused(`${path}${name} cannot be changed`);
  }
  const read = (name, reader) => (field(entry, name) === undefined ? undefined : reader(entry, path));
  const changes = {
    description: read('description', readDescription),
    scopes: read('scopes', readScopes),
    endpoints: read('endpoints', readEndpoints),
    expiresAt: read('expires_at', readExpiry),
  };
  return {
    ...key,
    ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)),
  };
}

function patchKeys(call) {
  requireOwner(call);
  readAction(call.body, ['overwrite']);
  const keys = objectsOf(call.body, 'keys').map((entry, i) => changed(call, entry, i));
  for (const key of keys) call.store.keys.put(key);
  return ok({ keys: keys.map(keyAnswer) });
}

function listed(call, keys) {
  const { query, now } = call;
  const scopes = query.getAll('scopes').map((text) => scopesByText.get(text) ?? text);
  const alive = ({ expiresAt }) => expiresAt === undefined || Date.parse(expiresAt) > now();
  const chosen = keys.filter(
    (key) =>
      (!/^true$/i.test(query.get('not_expired') ?? '') || alive(key)) &&
      scopes.every((scope) => key.scopes.includes(scope)) &&
      query.getAll('endpoints').every((endpoint) => key.endpoints.includes(endpoint)),
  );
  return ok({ keys: pageOf(chosen, query).map(keyAnswer) });
}

/** @type {Record<string, (call: object) => object>} */
export const keyMethods = {
  PostKeys: postKeys,
  PatchKeys: patchKeys,
  ListKeys: (call) => {
    requireOwner(call);
    return listed(call, call.store.keys.ownedBy(call.key.userId));
  },
  ListAppKeys: (call) => {
    requireOwner(call);
    const { appId } = call.place;
    return listed(
      call,
      call.store.keys.ownedBy(call.key.userId).filter(({ app }) => app?.id === appId),
    );
  },
  GetKey: (call) => {
    requireOwner(call);
    return ok({ key: keyAnswer(ownKey(call, call.parameters.get('key_id'))) });
  },
  DeleteKey: (call) => {
    requireOwner(call);
    call.store.keys.remove(ownKey(call, call.parameters.get('key_id')).key);
    return ok({});
  },
};
