// What an input carries: bytes of an image or a text, sent in the request or fetched from a URL.
// The sandbox has no internet; it fetches from this machine only.
import { field, objectsOf } from './body.js';
import { Failure, wrongJson } from './failures.js';
import { newId } from './methods/answer.js';

const maxInputs = 128;

/** Bytes of one image, as the API's documentation limits them. */
export const maxImageBytes = 20 * 1024 * 1024;
const maxTextBytes = 1024 * 1024;
const fetchMilliseconds = 5000;

const invalid = (details) => new Failure('INPUT_INVALID_ARGUMENT', details);
const downloadFailed = (details) => new Failure('INPUT_DOWNLOAD_FAILED', details);
const tooLarge = (limit) => new Failure('INPUT_OVER_LIMIT', `limit of ${limit} bytes`);

const isLoopback = (hostname) =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

/**
 * A URL or a text as an answer may repeat it: without user, password, query and fragment, and with
 * nothing in it that could be a credential.
 */
export const withoutCredentials = (text) => text.replace(/[0-9A-Za-z]{32,}/g, '…');

export function urlWithoutCredentials(text) {
  if (!URL.canParse(text)) return '';
  const { protocol, host, pathname } = new URL(text);
  return withoutCredentials(`${protocol}//${host}${pathname}`);
}

async function fetchBytes(text, limit) {
  if (!URL.canParse(text)) throw new Failure('INPUT_INVALID_URL');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Failure('INPUT_INVALID_URL');
  if (!isLoopback(url.hostname)) {
    throw downloadFailed('The sandbox has no internet. It fetches from 127.0.0.1, [::1] and localhost only.');
  }
  url.username = '';
  url.password = '';
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(fetchMilliseconds) });
    if (response.status !== 200) {
      await response.body?.cancel();
      const kind = response.status >= 500 ? 'Server' : 'Client';
      const problem =
        response.status < 400
          ? `${response.status}: redirects are not followed`
          : `${response.status} ${kind} Error: ${withoutCredentials(response.statusText)}`;
      throw downloadFailed(`${problem} for url: ${urlWithoutCredentials(text)}`);
    }
    const chunks = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > limit) throw tooLarge(limit);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw downloadFailed('The connection failed or took too long.');
  }
}

// Exactly one of two fields, as a non-empty string.
function oneOf(object, path, names) {
  const present = names.filter((name) => field(object, name) !== undefined && field(object, name) !== '');
  if (present.length !== 1) throw invalid(`${path} needs exactly one of: ${names.join(', ')}`);
  const [name] = present;
  if (typeof object[name] !== 'string') throw invalid(`${path}.${name} is not a string`);
  return [name, object[name]];
}

function part(data, path, kind) {
  const value = field(data, kind);
  if (value === undefined || typeof value !== 'object' || Array.isArray(value)) {
    throw invalid(`${path}.${kind} is missing; this model reads nothing else`);
  }
  return value;
}

function decodeBase64(text, path) {
  if (text.startsWith('data:')) throw invalid(`${path} starts with \`data:\`; base64 is sent plain`);
  if (text.length > Math.ceil(maxImageBytes / 3) * 4) throw tooLarge(maxImageBytes);
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw invalid(`${path} is not base64`);
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length > maxImageBytes) throw tooLarge(maxImageBytes);
  return bytes;
}

/**
 * Reads the bytes of an image.
 *
 * @param {object} data the input's `data`
 * @param {string} path where it stands in the request
 * @returns {Promise<Buffer>}
 */
export async function readImage(data, path) {
  const image = part(data, path, 'image');
  const [name, text] = oneOf(image, `${path}.image`, ['base64', 'url']);
  return name === 'base64' ? decodeBase64(text, `${path}.image.base64`) : fetchBytes(text, maxImageBytes);
}

/**
 * Reads a text.
 *
 * @param {object} data the input's `data`
 * @param {string} path where it stands in the request
 * @returns {Promise<string>}
 */
export async function readText(data, path) {
  const text = part(data, path, 'text');
  const [name, value] = oneOf(text, `${path}.text`, ['raw', 'url']);
  return name === 'raw' ? value : (await fetchBytes(value, maxTextBytes)).toString('utf8');
}

/**
 * Reads the inputs of a request, each with an id and data.
 *
 * @param {object} body
 * @param {string} [tooMany] the status that says there are too many
 */
export function readInputs(body, tooMany = 'PREDICT_INVALID_REQUEST') {
  const inputs = objectsOf(body, 'inputs');
  if (inputs.length > maxInputs) {
    throw new Failure(tooMany, `${inputs.length} inputs; the limit is ${maxInputs} per request`);
  }
  return inputs.map((input, i) => {
    const id = field(input, 'id');
    if (id !== undefined && (typeof id !== 'string' || id.length > 256)) throw wrongJson(`inputs[${i}].id`);
    const data = field(input, 'data');
    if (data !== undefined && (typeof data !== 'object' || Array.isArray(data)))
      throw wrongJson(`inputs[${i}].data`);
    return { id: id || newId(), data: data ?? {} };
  });
}

/** An input as an answer repeats it: without bytes, and without what could be a credential. */
export function echoInput({ id, data }, { keys }) {
  const echo = { id: keys.isWithin(id) ? '…' : id, data: {} };
  const image = field(data, 'image');
  const text = field(data, 'text');
  if (image !== undefined) {
    const url = field(image, 'url');
    echo.data.image = typeof url === 'string' ? { url: urlWithoutCredentials(url) } : {};
  }
  if (text !== undefined) {
    const raw = field(text, 'raw');
    echo.data.text = typeof raw === 'string' ? { raw: withoutCredentials(raw) } : {};
  }
  return echo;
}
