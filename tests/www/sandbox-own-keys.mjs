// What the tests of the sandbox's keys share.
import assert from 'node:assert/strict';
import { as, ask } from './sandbox-client.mjs';

export const ownKeys = '/v2/users/me/keys';
export const ownApp = '/v2/users/sandbox-user/apps/sandbox-app';
export const sandboxApp = { id: 'sandbox-app', user_id: 'sandbox-user' };
export const appKey = {
  description: 'made by a test',
  scopes: ['Predict', 'Models_Get'],
  apps: [sandboxApp],
};
export const asPat = { headers: as('pat') };
export const post = (keys, { key = 'pat', path = ownKeys } = {}) =>
  ask(path, { headers: as(key), body: { keys } });
export const bearer = (id) => ({ headers: { authorization: `Key ${id}` } });

export async function made(entry, options) {
  const answer = await post([entry], options);
  assert.equal(answer.http, 200, answer.text);
  return answer.keys[0];
}
