// Sends an accepted request to the API and brings the answer back. Of the visitor's headers nothing
// is sent on, of the API's almost nothing comes back; both bodies are streamed.

import { answerHeaders, Refusal } from './answers.js';
import { maskStream, maskText } from './mask.js';
import { pathOf } from './policy.js';

/** A failure's JSON is read whole, to see whom it concerns; longer ones are no answer of the API. */
const MAX_FAILURE_BYTES = 1_000_000;
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
const readable = (headers) => /^(|identity|gzip|br)$/i.test(headers.get('content-encoding') ?? '');

/**
 * Checks the body as far as that goes without reading it. Where its length is declared the runtime
 * holds the visitor to it; otherwise the bytes are counted as they pass.
 *
 * @param {Request} request
 * @param {number} maxBytes
 * @returns {Promise<{ stream: ReadableStream, limit?: AbortSignal }>}
 *   `limit` is aborted with a refusal when more bytes come than may
 */
export async function openBody(request, maxBytes) {
  if (!isJson(request.headers)) throw new Refusal('GUARD_CONTENT_TYPE');
  const encoding = request.headers.get('content-encoding');
  if (encoding !== null && encoding.toLowerCase() !== 'identity') throw new Refusal('GUARD_CONTENT_ENCODING');
  const declared = request.headers.get('content-length');
  if (request.body === null || declared === '0') throw new Refusal('GUARD_BODY_EMPTY');
  const tooLarge = () => new Refusal('GUARD_BODY_TOO_LARGE', { detail: `at most ${maxBytes} bytes` });
  if (declared !== null && !request.headers.has('transfer-encoding')) {
    if (!(Number(declared) <= maxBytes)) throw tooLarge();
    return { stream: request.body };
  }

  const reader = request.body.getReader();
  let { done, value } = await reader.read();
  if (done) throw new Refusal('GUARD_BODY_EMPTY');
  const limit = new AbortController();
  let bytes = 0;
  const stream = new ReadableStream({
    async pull(controller) {
      if (value === undefined) ({ done, value } = await reader.read());
      if (done) return controller.close();
      bytes += value.byteLength;
      // Not `controller.error`: the runtime then ends the body properly, and the API would judge half of it.
      if (bytes > maxBytes) return limit.abort(tooLarge());
      controller.enqueue(value);
      value = undefined;
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return { stream, limit: limit.signal };
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
      body: body.stream,
      redirect: 'manual',
      signal: body.limit ? AbortSignal.any([timeout, body.limit]) : timeout,
    });
    // What the runtime cannot unpack cannot be searched for the key.
    if (!readable(answer.headers)) refuseUnread('GUARD_UPSTREAM_ANSWER', answer);
    if (!answer.ok) return await passFailure(answer, policy, origin);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (body.limit?.aborted) throw body.limit.reason;
    // The error's own text is never repeated: it may quote a header.
    if (timeout.aborted) throw new Refusal('GUARD_UPSTREAM_TIMEOUT', { detail: `${seconds} seconds` });
    throw new Refusal('GUARD_UPSTREAM_UNREACHABLE');
  }
  if (!isJson(answer.headers) || answer.body === null) refuseUnread('GUARD_UPSTREAM_ANSWER', answer);
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
  const text = maskText(await readFailure(answer.body), policy.credential.expose());
  const failure = isJson(answer.headers) ? parse(text) : undefined;
  const { code, description, details } = failure?.status ?? {};
  const upstream = { httpStatus: answer.status, status: failure && { code, description, details } };
  if (answer.status === 401 || answer.status === 403 || KEY_STATUS_CODES.has(code)) {
    throw new Refusal('GUARD_UPSTREAM_KEY', { upstream });
  }
  if (failure === undefined) {
    throw new Refusal('GUARD_UPSTREAM_ANSWER', { upstream, headers: retryAfter(answer) });
  }
  return new Response(text, { status: answer.status, headers: passedHeaders(answer, origin) });
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

/** The object that a JSON text holds, if it holds one. */
function parse(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
