// What each release of `clarifai-grpc` changed. Plain JavaScript over data: no WebAssembly, nothing to wait for.
import * as data from './history-data.js';

const prefix = /^(?:\/?clarifai\.api\.V2\/|clarifai\.api\.V2\.)/;
const ADDED = 1;
const REMOVED = -1;

export function requirementHistory(name) {
  const rpc = typeof name === 'string' ? name.replace(prefix, '') : undefined;
  const changes = unpacked().byMethod.get(rpc);
  return changes && { rpc, changes: changes.map(copy) };
}

export function releases() {
  return unpacked().releases.map((release) =>
    Object.fromEntries(
      Object.entries(release).map(([key, value]) => [
        key,
        Array.isArray(value)
          ? value.map((entry) => (typeof entry === 'string' ? entry : copy(entry)))
          : value,
      ]),
    ),
  );
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
  const time = date instanceof Date ? date : new Date(typeof date === 'string' ? date : Number.NaN);
  if (!Number.isNaN(time.getTime())) return time.toISOString().slice(0, 10);
  const error = new Error('date is neither a Date nor a date as text, such as `2023-07-08`');
  throw Object.assign(error, { name: 'CallError', code: 'ERR_CALL' });
}

const copy = (entry) =>
  Object.fromEntries(
    Object.entries(entry).map(([key, value]) => [key, Array.isArray(value) ? [...value] : value]),
  );

let tables;

/** The data by release and by method, made once. */
function unpacked() {
  tables ??= unpack();
  return tables;
}

function unpack() {
  const [methods, scopes, authTypes] = [data.methods, data.scopes, data.authTypes].map((text) =>
    text.split(' '),
  );
  const names = (indices, all) => indices.map((index) => all[index]);
  const releases = data.releases.map(([version, date, notes]) => ({ version, date, ...notes }));
  const byMethod = new Map();
  const put = (release, part, entries) => {
    release[part] = [...(release[part] ?? []), ...entries];
  };

  for (const [index, event, authIndex, addedIndices, removedIndices, methodIndices] of data.methodRows) {
    const release = releases[index];
    const { version, date } = release;
    const [added, removed] = [names(addedIndices, scopes), names(removedIndices, scopes)];
    const authType = authTypes[authIndex];
    const changed = names(methodIndices, methods);
    if (event === REMOVED) put(release, 'removedMethods', changed);
    else if (event === ADDED)
      put(
        release,
        'addedMethods',
        changed.map((name) => ({ name, authType, requiredScopes: added })),
      );
    else
      put(
        release,
        'changedMethods',
        changed.map((name) => ({ name, ...(authType && { authType }), added, removed })),
      );
    const introduced = index === data.methodRows[0][0] ? 'already-there' : 'introduced';
    const named = { [ADDED]: introduced, [REMOVED]: 'removed' }[event];
    for (const name of changed) {
      const change = {
        version,
        date,
        ...(named && { event: named }),
        ...(authType && { authType }),
        added,
        removed,
      };
      byMethod.set(name, [...(byMethod.get(name) ?? []), change]);
    }
  }

  for (const [index, event, exposed, deprecated, scopeIndices] of data.scopeRows) {
    const flags = {
      ...(exposed >= 0 && { exposed: exposed === 1 }),
      ...(deprecated >= 0 && { deprecated: deprecated === 1 }),
    };
    const changed = names(scopeIndices, scopes);
    if (event === REMOVED) put(releases[index], 'removedScopes', changed);
    else
      put(
        releases[index],
        event === ADDED ? 'addedScopes' : 'changedScopes',
        changed.map((name) => ({ name, ...flags })),
      );
  }

  for (const release of releases)
    for (const value of Object.values(release))
      if (Array.isArray(value)) value.sort((a, b) => ((a.name ?? a) < (b.name ?? b) ? -1 : 1));
  return { releases, byMethod };
}
