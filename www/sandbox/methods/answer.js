// What the methods of every kind share: the shape of success, and of an answer in which each item has
// a status of its own.
import { randomUUID } from 'node:crypto';
import { Failure, httpStatus, status } from '../failures.js';

export const ok = (answer) => ({ http: 200, status: status('SUCCESS'), ...answer });

/** An id as the API makes them. */
export const newId = () => randomUUID().replaceAll('-', '');

/** @param {string} what a word or two, never text of the request */
export const notFound = (what) =>
  new Failure('CONN_DOES_NOT_EXIST', `${what} not found. Check the url of your request.`);

/** The status of a whole, some items of which have failed. */
export function statusOfMany(failed, count) {
  const name = failed === 0 ? 'SUCCESS' : failed < count ? 'MIXED_STATUS' : 'FAILURE';
  return { http: httpStatus(name), status: status(name) };
}

/** Refuses a call that is about another user's things; a public user has none that change. */
export function requireOwner({ key, place }) {
  if ((place.userId ?? key.userId) !== key.userId) throw notFound('user');
}
