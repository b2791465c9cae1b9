// Sends an accepted request to the API and brings the answer back. Of the visitor's headers nothing
// is sent on, of the API's almost nothing comes back; both bodies are streamed.

import { answerHeaders, Refusal } from './answers.js';
import { maskStream, maskText, maskValue } from './mask.js';
import { pathOf } from './policy.js';

/** A failure's JSON is read whole, to see whom it concerns; longer ones are no answer of the API. */
const MAX_FAILURE_BYTES = 1_000_000;
/** Bytes of the visitor's body that are taken at a time. */
const CHUNK_BYTES = 65_536;
/** The status codes that speak of the credential; the API writes a code as its number or as its name. */
const KEY_STATUSES = new Map([
  [11001, 'CONN_TOKEN_INVALID'],
  [11002, 'CONN_CREDENTIALS_INVALID'],
  [11007, 'CONN_INSUFFICIENT_SCOPES'],
  [11008, 'CONN_KEY_INVALID'],
  [11009, 'CONN_KEY_NOT_FOUND'],
]);
const KEY_STATUS_CODES = new Set([...KEY_STATUSES].flat());
const RETRY_AFTER = /^(\d{1,6}|[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT)$/;

const isJson = (headers) => /^application\/json\s*(;|$)/i.test(headers.get('content-type') ?? '');
/** The key is looked for in UTF-8 only. */
const isUtf8 = (headers) =>
  [...(headers.get('content-type') ?? '').matchAll(/charset[^=]*=([^;,]*)/gi)].every(([, charset]) =>
    /^\s*(["']?)utf-?8\1\s*$/i.test(charset),
  );
const isReadable = (headers) => isJson(headers) && isUtf8(headers);
const isUnpacked = (headers) => /^(|identity|gzip|br)$/i.test(headers.get('content-encoding') ?? '');

/**
 * Checks the body as far as that goes without reading more than its beginning: what is cut before that
 * spends no call.
 *
 * @param {Request} request
 * @param {number} maxBytes
 * @returns {Promise<{ start(): ReadableStream, broken: AbortSignal }>}
 *   `start` lets the bytes pass; `broken` is aborted with a refusal when they end early or are too many
 */
export async function openBody(request, maxBytes) {
  if (!isJson(request.headers)) throw new Refusal('GUARD_CONTENT_TYPE');
  const encoding = request.headers.get('content-encoding');
  if (encoding !== null && encoding.toLowerCase() !== 'identity') throw new Refusal('GUARD_CONTENT_ENCODING');
  const chunked = request.headers.has('transfer-encoding');
  const declared = chunked ? null : request.headers.get('content-length');
  if (request.body === null || /^0+$/.test(declared)) throw new Refusal('GUARD_BODY_EMPTY');
  const tooLarge = () => new Refusal('GUARD_BODY_TOO_LARGE', { detail: `at most ${maxBytes} bytes` });
  if (declared !== null && !(Number(declared) <= maxBytes)) throw tooLarge();

  const reader = request.body.getReader({ mode: 'byob' });
  const read = () =>
    reader.read(new Uint8Array(CHUNK_BYTES)).catch(() => {
      throw new Refusal('GUARD_BODY_CUT');
    });
  let { done, value } = await read();
  if (done) throw new Refusal(declared === null ? 'GUARD_BODY_EMPTY' : 'GUARD_BODY_CUT');

  const broken = new AbortController();
  const pass = async (writer) => {
    let bytes = 0;
    for (; !done; { done, value } = await read()) {
      bytes += value.byteLength;
      if (bytes > maxBytes) throw tooLarge();
      await writer.write(value);
    }
    if (declared !== null && bytes < Number(declared)) throw new Refusal('GUARD_BODY_CUT');
    await writer.close();
  };
  const start = () => {
    const { readable, writable } =
      declared === null ? new IdentityTransformStream() : new FixedLengthStream(Number(declared));
    pass(writable.getWriter()).catch((error) => {
      // The call is cut, its body not ended: the runtime would end it properly, and the API judge half of it.
      if (error instanceof Refusal) broken.abort(error);
      // Else the call has failed, and nobody takes the rest.
      reader.cancel().catch(() => {});
    });
    return readable;
  };
  return { start, broken: broken.signal };
}

/**
 * @param {Awaited<ReturnType<typeof openBody>>} body
 * @param {import('./policy.js').Target} target
 * @param {import('./policy.js').Policy} policy
 * @param {string} origin
 */
export async function forward(body, target, policy, origin) {
  // A visitor who goes away needs no signal: the runtime then ends the whole request, this call too.
  const timeout = AbortSignal.timeout(policy.timeoutMs);
  const seconds = policy.timeoutMs / 1000;
  let answer;
  try {
    answer = await fetch(policy.apiBase + pathOf(target), {
      method: 'POST',
      headers: {
        ...policy.credential.headers('rest'),
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: body.start(),
      redirect: 'manual',
      signal: AbortSignal.any([timeout, body.broken]),
    });
    // What the runtime cannot unpack cannot be searched for the key.
    if (!isUnpacked(answer.headers)) refuseUnread('GUARD_UPSTREAM_ANSWER', answer);
    if (!answer.ok) return await passFailure(answer, policy, origin);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (body.broken.aborted) throw body.broken.reason;
    // The error's own text is never repeated: it may quote a header.
    if (timeout.aborted) throw new Refusal('GUARD_UPSTREAM_TIMEOUT', { detail: `${seconds} seconds` });
    throw new Refusal('GUARD_UPSTREAM_UNREACHABLE');
  }
  if (!isReadable(answer.headers) || answer.body === null) refuseUnread('GUARD_UPSTREAM_ANSWER', answer);
  return new Response(answer.body.pipeThrough(maskStream(policy.credential.expose())), {
    status: answer.status,
    headers: passedHeaders(answer, origin),
  });
}

/** Passes a failure on, unless it is the Worker's own: its key, its base URL, its network. */
async function passFailure(answer, policy, origin) {
  if (answer.status >= 300 && answer.status < 400) {
    refuseUnread('GUARD_UPSTREAM_REDIRECT', answer);
  }
  const text = await readFailure(answer.body);
  const failure = isReadable(answer.headers) ? parse(text, policy.credential.expose()) : undefined;
  const { code, description, details } = failure?.status ?? {};
  const upstream = { httpStatus: answer.status, status: failure && { code, description, details } };
  const headers = retryAfter(answer);
  if (answer.status === 401 || answer.status === 403 || KEY_STATUS_CODES.has(code)) {
    throw new Refusal('GUARD_UPSTREAM_KEY', { upstream });
  }
  if (failure === undefined) {
    const own = answer.status === 429 ? 'GUARD_UPSTREAM_THROTTLED' : 'GUARD_UPSTREAM_ANSWER';
    throw new Refusal(own, { upstream, headers });
  }
  return new Response(JSON.stringify(failure), {
    status: answer.status,
    headers: passedHeaders(answer, origin),
  });
}

function refuseUnread(code, answer) {
  answer.body?.cancel().catch(() => {});
  throw new Refusal(code, { upstream: { httpStatus: answer.status } });
}

const retryAfter = ({ headers }) => {
  const value = headers.get('retry-after') ?? '';
  return RETRY_AFTER.test(value) ? { 'retry-after': value } : {};
};

const passedHeaders = (answer, origin) => ({ ...answerHeaders(origin), ...retryAfter(answer) });

/** The text of a failure, or nothing where it is longer than a failure is. */
async function readFailure(stream) {
  if (stream === null) return '';
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of stream) {
    bytes += chunk.byteLength;
    if (bytes > MAX_FAILURE_BYTES) return '';
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The object that a JSON text holds, if it holds one, without the key. */
function parse(text, secret) {
  try {
    const value = maskValue(JSON.parse(maskText(text, secret)), secret);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
