// What a patch does with a list whose items have ids: the actions that the API's documentation names.
import { field } from '../body.js';
import { Failure } from '../failures.js';

const byId = (items) => new Map(items.map((item) => [item.id, item]));

const actions = {
  // What shares an id is replaced where it stands, the rest is put behind.
  merge: (kept, given) => [...byId([...kept, ...given]).values()],
  overwrite: (_kept, given) => [...byId(given).values()],
  remove: (kept, given) => kept.filter(({ id }) => !byId(given).has(id)),
};

/**
 * Reads the action of a patch.
 *
 * @param {object} body
 * @param {string[]} [names] the actions that the method knows
 * @returns {{ name: string, apply: (kept: object[], given: object[]) => object[] }}
 */
export function readAction(body, names = Object.keys(actions)) {
  const name = field(body, 'action');
  if (!names.includes(name)) {
    throw new Failure('CONN_BAD_REQUEST_FORMAT', `action must be ${names.join(' or ')}`);
  }
  return { name, apply: actions[name] };
}
