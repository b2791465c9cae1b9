// The body of a request, read into memory with a limit, and as JSON whatever its content type says:
// the API's own browser sample sends `text/plain`.
import { Failure, wrongJson } from './failures.js';

/** Bytes of a request body: two images of the largest size in base64, and room for the rest. */
export const maxBodyBytes = 64 * 1024 * 1024;

const tooLarge = () =>
  new Failure('RPC_MAX_MESSAGE_SIZE_EXCEEDED', `limit of ${maxBodyBytes} bytes per request`, {
    headers: { Connection: 'close' },
  });

async function readBytes(incoming) {
  if (Number(incoming.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge();
  const chunks = [];
  let size = 0;
  try {
    for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      if (size > maxBodyBytes) break;
      chunks.push(chunk);
    }
  } catch {
    throw new Failure('CONN_BAD_REQUEST_FORMAT', 'The body ended early.');
  }
  if (size > maxBodyBytes) throw tooLarge();
  return Buffer.concat(chunks);
}

/**
 * Reads a JSON object.
 *
 * @param {import('node:http').IncomingMessage} incoming
 */
export async function readJson(incoming) {
  const encoding = incoming.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new Failure('CONN_BAD_REQUEST_FORMAT', 'A compressed body is not read.', { http: 415 });
  }
  const bytes = await readBytes(incoming);
  if (bytes.length === 0) return {};
  let value;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Failure('CONN_BAD_REQUEST_FORMAT', 'The body is not JSON in UTF-8.');
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new Failure('CONN_BAD_REQUEST_FORMAT', 'The body is not a JSON object.');
  }
  return value;
}

// `null` is absent, as in proto JSON.
/** Reads an own field, so that a body cannot reach an object's prototype. */
export const field = (object, name) =>
  object !== null && typeof object === 'object' && Object.hasOwn(object, name)
    ? (object[name] ?? undefined)
    : undefined;

/**
 * Reads the list of objects that a request is about.
 *
 * @param {object} body
 * @param {string} name its field
 * @param {string} [path] where the object stands in the request, with a dot behind it
 * @returns {object[]}
 */
export function objectsOf(body, name, path = '') {
  const list = field(body, name);
  if (list === undefined || (Array.isArray(list) && list.length === 0)) {
    throw new Failure(
      'CONN_BAD_REQUEST_FORMAT',
      `Must supply the '${path}${name}' field. Check the JSON body of your request.`,
    );
  }
  if (!Array.isArray(list)) throw wrongJson(path + name);
  for (const [i, item] of list.entries()) {
    const isObject = item !== null && typeof item === 'object' && !Array.isArray(item);
    if (!isObject) throw wrongJson(`${path}${name}[${i}]`);
  }
  return list;
}

/**
 * Reads a list of strings, which may be absent.
 *
 * @param {object} object
 * @param {string} name
 * @param {string} path where the object stands in the request, with a dot behind it
 * @returns {string[]}
 */
export function stringsOf(object, name, path = '') {
  const list = field(object, name) ?? [];
  if (!Array.isArray(list)) throw wrongJson(`${path}${name}`);
  const wrong = list.findIndex((item) => typeof item !== 'string');
  if (wrong !== -1) throw wrongJson(`${path}${name}[${wrong}]`);
  return list;
}

/**
 * Finds the first item whose id stands before it or is taken.
 *
 * @param {{ id: string }[]} items
 * @param {(id: string) => boolean} [isTaken]
 * @returns {number} its place; -1 where there is none
 */
export function repeatedAt(items, isTaken = () => false) {
  const seen = new Set();
  return items.findIndex(({ id }) => isTaken(id) || seen.size === seen.add(id).size);
}

/** Follows a path of objects, each of which may be absent. */
export function objectAt(body, names) {
  let value = body;
  for (const [i, name] of names.entries()) {
    value = field(value, name);
    if (value === undefined) return undefined;
    if (typeof value !== 'object' || Array.isArray(value)) throw wrongJson(names.slice(0, i + 1).join('.'));
  }
  return value;
}
