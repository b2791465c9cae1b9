// What changes while a sandbox runs: its keys, and what calls have put into its apps. Nothing is kept
// beyond its end.
import { Failure } from './failures.js';
import { createKeyRing } from './key-ring.js';
import { keys } from './keys.js';

/** Inputs and concepts that one app may hold. */
export const maxItems = 10_000;

/** The things of one app under their ids, in the order in which they came. */
function createShelf() {
  const items = new Map();
  return {
    find: (id) => items.get(id),
    all: () => [...items.values()],
    add(item) {
      if (items.size >= maxItems) {
        throw new Failure('CONN_EXCEEDS_LIMITS', `limit of ${maxItems} in each app of the sandbox`);
      }
      items.set(item.id, item);
    },
    remove: (id) => items.delete(id),
    clear: () => items.clear(),
  };
}

/** Makes what one sandbox remembers. */
export function createStore() {
  const shelves = new Map();
  const shelf = (kind, { userId, appId }) => {
    const name = `${kind}/${userId}/${appId}`;
    if (!shelves.has(name)) shelves.set(name, createShelf());
    return shelves.get(name);
  };
  return {
    keys: createKeyRing(keys),
    inputs: (place) => shelf('inputs', place),
    concepts: (place) => shelf('concepts', place),
  };
}
