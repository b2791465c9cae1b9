// What the tests of the sandbox's apps share: a sandbox of their own, and what they put into it.
import { startSandbox } from '../../www/sandbox/sandbox.js';
import { as, ask as askAny, imageInput, imageOf } from './sandbox-client.mjs';

export const red = imageInput(await imageOf('red', 'png'), 'red');
export const blue = imageInput(await imageOf('blue', 'png'), 'blue');
export const german = {
  id: 'german',
  data: { text: { raw: 'Guten Morgen, liebe Freunde, wie geht es euch heute?' } },
};
export const concepts = (input, ...list) => ({ ...input, data: { ...input.data, concepts: list } });

/** Has `work` done in a sandbox of its own, that nothing has been put into yet. */
export async function within(work) {
  const own = await startSandbox({ requestsPerSecond: 1e6 });
  const ask = (path, { key = 'all-scopes', ...options } = {}) =>
    askAny(path, { base: own.url, headers: as(key), ...options });
  const add = (...inputs) => ask('/v2/inputs', { body: { inputs } });
  try {
    await work({ ask, add, url: own.url });
  } finally {
    await own.close();
  }
}

export const codes = (items) => items.map(({ id, status }) => [id, status.code]);
export const ids = (items) => items.map(({ id }) => id);
