// What changes while a sandbox runs: its keys, and what calls have put into its apps. Nothing is kept
// beyond its end.
import { Failure } from './failures.js';
import { createKeyRing } from './key-ring.js';
import { keys } from './keys.js';
import { appsOf, workflowsOf } from './world.js';

/** Inputs, concepts and workflows that one app may hold, of each so many. */
export const maxItems = 10_000;

/** The things of one app under their ids, in the order in which they came. */
function createShelf(initial) {
  const items = new Map(initial.map((item) => [item.id, item]));
  return {
    find: (id) => items.get(id),
    all: () => [...items.values()],
    /** Takes all of a list of new ones, or none. */
    add(added) {
      if (items.size + added.length > maxItems) {
        throw new Failure('CONN_EXCEEDS_LIMITS', `limit of ${maxItems} in each app of the sandbox`);
      }
      for (const item of added) items.set(item.id, item);
    },
    /** Takes the changed form of an item that is there. */
    put: (item) => items.set(item.id, item),
    remove: (id) => items.delete(id),
    clear: () => items.clear(),
  };
}

/** Makes what one sandbox remembers. */
export function createStore() {
  const shelves = new Map();
  const shelf = (kind, place, initial = []) => {
    const name = `${kind}/${place.userId}/${place.appId}`;
    if (!shelves.has(name)) shelves.set(name, createShelf(initial));
    return shelves.get(name);
  };
  const workflows = (place) => shelf('workflows', place, workflowsOf(place));
  return {
    keys: createKeyRing(keys),
    inputs: (place) => shelf('inputs', place),
    concepts: (place) => shelf('concepts', place),
    workflows,
    /** The workflows of an app, or of all apps of a user where no app is named. */
    workflowsIn: ({ userId, appId }) =>
      appsOf(userId)
        .filter(({ id }) => appId === undefined || id === appId)
        .flatMap(({ id }) => workflows({ userId, appId: id }).all()),
  };
}
