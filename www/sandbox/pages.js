// Lists are answered in pages, which a query names or, in a search, the body.
import { field } from './body.js';
import { Failure, wrongJson } from './failures.js';

const largestPage = 1000;

function readNumber(query, name, fallback, most) {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  if (!/^\d{1,9}$/.test(text)) {
    throw new Failure('CONN_BAD_REQUEST_FORMAT', `${name} is not a whole number`);
  }
  return Math.min(Number(text) || fallback, most);
}

const cut = (items, page, perPage) => items.slice((page - 1) * perPage, page * perPage);

/** @template T @param {T[]} items @param {URLSearchParams} query @returns {T[]} */
export const pageOf = (items, query) =>
  cut(items, readNumber(query, 'page', 1, 1e9), readNumber(query, 'per_page', 20, largestPage));

/** @template T @param {T[]} items @param {object} body its `pagination` names the page @returns {T[]} */
export function pageNamedIn(items, body) {
  const pagination = field(body, 'pagination');
  const read = (name, fallback) => {
    // Zero is proto's way to say that a number was not given.
    const number = field(pagination, name) || fallback;
    if (!Number.isInteger(number) || number < 0) throw wrongJson(`pagination.${name}`);
    return number;
  };
  return cut(items, read('page', 1), Math.min(read('per_page', 20), largestPage));
}
