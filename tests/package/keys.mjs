// Three keys of one user, a client of theirs, and what the tests of both ask.
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { Client } from '../../pkg/node.js';
import { key } from './key-server.mjs';

export const pat = 'c0ffee00c0ffee00c0ffee00c0ffee00';
export const old = 'c0ffee11c0ffee11c0ffee11c0ffee11';
export const other = 'c0ffee22c0ffee22c0ffee22c0ffee22';
export const token = key(pat, {
  type: 'personal_access_token',
  scopes: ['All'],
  apps: [],
  description: 'mine',
});
export const keys = [token, key(old), key(other, { description: 'shop' })];

const options = { retries: 0, timeoutMs: 1500 };
export const client = ({ url }, more = {}) =>
  new Client({ credential: pat, baseUrl: url, ...options, ...more });
export const settled = (promise) =>
  promise.then(
    (value) => ({ value }),
    (error) => ({ error }),
  );

export function assertNoKey(shown, store) {
  const text = inspect(shown, { depth: 12, showHidden: true }) + JSON.stringify(shown);
  for (const id of [pat, old, other, ...store.keys()]) assert.ok(!text.includes(id), `a key in ${text}`);
}
