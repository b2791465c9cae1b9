// What changed from one release to the next, and what stands after them all.

/** @typedef {{ name: string, authType: string, requiredScopes: string[] }} RpcMethod */
/** @typedef {{ name: string, exposed: boolean, deprecated: boolean }} Scope */
/** @typedef {{ rpcMethods: RpcMethod[], scopes: Scope[] }} Declared */

/** The parts of a release's changes, in the order in which they are written. */
export const parts = [
  'addedMethods',
  'removedMethods',
  'changedMethods',
  'addedScopes',
  'removedScopes',
  'changedScopes',
];

const nothing = { rpcMethods: [], scopes: [] };

/**
 * The releases in the order of their upload, each with what changed.
 *
 * A release that goes on with an older line of versions, after a later one was out, is a backport: what it
 * declares is not what the API became, so it changes nothing.
 * @param {{ version: string, uploaded: string, declared?: Declared, unreadable?: string }[]} releases
 */
export function reduce(releases) {
  const inOrder = [...releases].sort(
    (a, b) => Date.parse(a.uploaded) - Date.parse(b.uploaded) || compareVersions(a.version, b.version),
  );
  let last = nothing;
  let newest;
  return inOrder.map(({ declared, ...release }) => {
    if (newest && compareVersions(release.version, newest) < 0) return { ...release, backport: true };
    newest = release.version;
    if (!declared) return release;
    const changes = difference(last, declared);
    last = declared;
    return Object.keys(changes).length ? { ...release, changes } : release;
  });
}

/**
 * What `after` declares otherwise than `before`; a part without entries is left out.
 * @param {Declared} before
 * @param {Declared} after
 */
export function difference(before, after) {
  const methods = compared(before.rpcMethods, after.rpcMethods, changeOfMethod);
  const scopes = compared(before.scopes, after.scopes, changeOfScope);
  const found = {
    addedMethods: methods.added,
    removedMethods: methods.removed,
    changedMethods: methods.changed,
    addedScopes: scopes.added,
    removedScopes: scopes.removed,
    changedScopes: scopes.changed,
  };
  return Object.fromEntries(parts.filter((part) => found[part].length).map((part) => [part, found[part]]));
}

function compared(before, after, changeOf) {
  const [old, fresh] = [before, after].map((entries) => new Map(entries.map((entry) => [entry.name, entry])));
  return {
    added: after.filter(({ name }) => !old.has(name)),
    removed: before.filter(({ name }) => !fresh.has(name)).map(({ name }) => name),
    changed: after.flatMap((entry) => {
      const change = old.has(entry.name) ? changeOf(old.get(entry.name), entry) : {};
      return Object.keys(change).length ? [{ name: entry.name, ...change }] : [];
    }),
  };
}

function changeOfMethod(before, after) {
  const added = after.requiredScopes.filter((scope) => !before.requiredScopes.includes(scope));
  const removed = before.requiredScopes.filter((scope) => !after.requiredScopes.includes(scope));
  return {
    ...(before.authType === after.authType ? {} : { authType: after.authType }),
    ...(added.length ? { added } : {}),
    ...(removed.length ? { removed } : {}),
  };
}

function changeOfScope(before, after) {
  return Object.fromEntries(
    ['exposed', 'deprecated'].filter((key) => before[key] !== after[key]).map((key) => [key, after[key]]),
  );
}

/**
 * What is declared after the last of `releases`.
 * @returns {Declared}
 */
export function replay(releases) {
  const [methods, scopes] = [new Map(), new Map()];
  for (const { changes = {} } of releases) {
    for (const method of changes.addedMethods ?? []) methods.set(method.name, method);
    for (const name of changes.removedMethods ?? []) methods.delete(name);
    for (const { name, authType, added = [], removed = [] } of changes.changedMethods ?? []) {
      const before = methods.get(name);
      const kept = before.requiredScopes.filter((scope) => !removed.includes(scope));
      methods.set(name, {
        name,
        authType: authType ?? before.authType,
        requiredScopes: [...kept, ...added].sort(),
      });
    }
    for (const scope of changes.addedScopes ?? []) scopes.set(scope.name, scope);
    for (const name of changes.removedScopes ?? []) scopes.delete(name);
    for (const change of changes.changedScopes ?? [])
      scopes.set(change.name, { ...scopes.get(change.name), ...change });
  }
  const sorted = (entries) => [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { rpcMethods: sorted(methods), scopes: sorted(scopes) };
}

/** Less than, equal to or more than 0, as versions of Python packages are ordered: `1.0rc1` before `1.0`. */
export function compareVersions(one, other) {
  const [a, b] = [one, other].map(numbers);
  const place = a.findIndex((number, index) => number !== b[index]);
  return place < 0 ? 0 : a[place] - b[place];
}

function numbers(version) {
  const [, release, candidate] = /^(\d+\.\d+\.\d+)(?:rc(\d+))?$/.exec(version) ?? [];
  if (!release) throw new Error(`the version ${version} is not of the kind 1.2.3 or 1.2.3rc4`);
  return [...release.split('.').map(Number), candidate ? Number(candidate) : Number.MAX_SAFE_INTEGER];
}
