// What each release of `clarifai-grpc` changed. Plain JavaScript over data: no WebAssembly, nothing to wait for.
import * as data from './history-data.js';

const prefix = /^(?:\/?clarifai\.api\.V2\/|clarifai\.api\.V2\.)/;
const ADDED = 1;
const REMOVED = -1;

export function requirementHistory(name) {
  const rpc = typeof name === 'string' ? name.replace(prefix, '') : undefined;
  const changes = unpacked().byMethod.get(rpc);
  return changes && { rpc, changes: structuredClone(changes) };
}

export function releases() {
  return structuredClone(unpacked().releases);
}

export function requiredScopesAt(rpc, date) {
  const day = dayOf(date);
  const history = requirementHistory(rpc);
  if (!history || day < unpacked().releases[0].date) return undefined;
  const required = requirements(history.changes.filter((change) => change.date <= day));
  return required && [...required.keys()].sort();
}

export function scopesAddedSince(rpc, date) {
  const day = dayOf(date);
  const history = requirementHistory(rpc);
  const now = history && requirements(history.changes);
  if (!now) return undefined;
  const first = unpacked().releases[0].date;
  const before = requirements(history.changes.filter((change) => change.date <= (day < first ? first : day)));
  return [...now]
    .filter(([scope]) => !before?.has(scope))
    .map(([scope, { version, date }]) => ({ scope, version, date }))
    .sort((a, b) => (a.scope < b.scope ? -1 : 1));
}

/** The scopes that are required after `changes`, each with the change that brought it; none where the method is gone. */
function requirements(changes) {
  let required;
  for (const change of changes) {
    if (change.event === 'removed') required = undefined;
    else required ??= new Map();
    for (const scope of change.removed) required?.delete(scope);
    for (const scope of change.added) required?.set(scope, change);
  }
  return required;
}

function dayOf(date) {
  const [, day] = (typeof date === 'string' && date.match(/^(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d\S*)?$/)) || [];
  // Some engines take the 30th of February for a day of March.
  const isDay = !day || isoDay(new Date(day)) === day;
  const found = isDay && isoDay(date instanceof Date ? date : new Date(day ? date : Number.NaN));
  if (found) return found;
  const error = new Error('date is neither a Date nor a date as text, such as `2023-07-08`');
  throw Object.assign(error, { name: 'CallError', code: 'ERR_CALL' });
}

/** The day (UTC) of a moment; none where it is no moment. */
function isoDay(time) {
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString().slice(0, 10);
}

let tables;

/** The releases, and the changes by method: made once, and copied into each answer. */
function unpacked() {
  tables ??= unpack();
  return tables;
}

function unpack() {
  const releases = unpackReleases();
  const byMethod = new Map();
  for (const { version, date, addedMethods = [], removedMethods = [], changedMethods = [] } of releases) {
    const put = (name, change) => {
      if (!byMethod.has(name)) byMethod.set(name, []);
      byMethod.get(name).push({ version, date, ...change });
    };
    const event = byMethod.size ? 'introduced' : 'already-there';
    for (const { name, authType, requiredScopes } of addedMethods)
      put(name, { event, authType, added: requiredScopes, removed: [] });
    for (const { name, ...change } of changedMethods) put(name, change);
    for (const name of removedMethods) put(name, { event: 'removed', added: [], removed: [] });
  }
  return { releases, byMethod };
}

function unpackReleases() {
  const [methods, scopes, authTypes] = [data.methods, data.scopes, data.authTypes].map((text) =>
    text.split(' '),
  );
  const releases = data.releases.map(([version, date, notes]) => ({ version, date, ...notes }));
  const put = (index, part, entry) => {
    releases[index][part] ??= [];
    releases[index][part].push(entry);
  };
  const named = (indices) => indices.map((index) => scopes[index]);
  for (const [index, event, authIndex, added, removed, methodIndices] of data.methodRows) {
    const authType = authIndex < 0 ? {} : { authType: authTypes[authIndex] };
    for (const name of methodIndices.map((place) => methods[place])) {
      if (event === ADDED) put(index, 'addedMethods', { name, ...authType, requiredScopes: named(added) });
      else if (event === REMOVED) put(index, 'removedMethods', name);
      else put(index, 'changedMethods', { name, ...authType, added: named(added), removed: named(removed) });
    }
  }
  for (const [index, event, exposed, deprecated, scopeIndices] of data.scopeRows) {
    const flags = {
      ...(exposed >= 0 && { exposed: exposed === 1 }),
      ...(deprecated >= 0 && { deprecated: deprecated === 1 }),
    };
    for (const name of named(scopeIndices)) {
      if (event === REMOVED) put(index, 'removedScopes', name);
      else put(index, event === ADDED ? 'addedScopes' : 'changedScopes', { name, ...flags });
    }
  }
  // In the data those that changed alike stand together.
  const byName = (a, b) => ((a.name ?? a) < (b.name ?? b) ? -1 : 1);
  for (const release of releases)
    for (const part of Object.values(release)) if (Array.isArray(part)) part.sort(byName);
  return releases;
}
