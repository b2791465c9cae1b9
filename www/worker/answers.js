// Everything the Worker says by itself, in one place. Each answer is
// `{ error: { code, message, fix } }`; what Clarifai's API says is passed on.
// No answer quotes a value that the visitor or a setting gave: a key may stand in the wrong place.

/** code: [HTTP status, message, fix] */
export const answers = {
  // The Worker itself is not ready.
  GUARD_KEY_MISSING: [
    500,
    'the Worker holds no credential: `CLARIFAI_KEY` is missing',
    'store a restricted key with `wrangler secret put CLARIFAI_KEY`',
  ],
  GUARD_KEY_MALFORMED: [
    500,
    'the credential in `CLARIFAI_KEY` cannot be sent',
    'copy the whole key again and store it with `wrangler secret put CLARIFAI_KEY`',
  ],
  GUARD_SETTINGS: [500, 'a setting of the Worker is wrong', 'correct the setting and deploy again'],
  GUARD_FAILED: [500, 'the Worker failed', "look for `guard failed` in the Worker's log"],

  // Who asks.
  GUARD_LOCAL_ONLY: [
    403,
    'this Worker serves on localhost only, because its visitors hold no tickets',
    'call it on localhost, or set `PUBLIC_WITHOUT_TICKETS` to `yes` and let anyone spend its calls',
  ],
  GUARD_ORIGIN_MISSING: [
    403,
    'the request names no origin',
    'call the Worker from a page whose origin is in `ALLOWED_ORIGINS`',
  ],
  GUARD_ORIGIN_REFUSED: [
    403,
    "the page's origin is not allowed",
    'add the origin (scheme, host and port) to `ALLOWED_ORIGINS`',
  ],

  // What is asked.
  GUARD_URL_TOO_LONG: [
    414,
    'the URL is longer than 2048 characters',
    'send ids in the path and the rest in the body',
  ],
  GUARD_NO_ROUTE: [
    404,
    "no route of Clarifai's API fits the path",
    'send the request to `/v2/models/{model_id}/outputs`',
  ],
  GUARD_VERB: [405, 'a prediction is asked for with POST', 'send the request with POST'],
  GUARD_RPC_REFUSED: [
    403,
    'the Worker forwards `PostModelOutputs` only',
    'send the request to `/v2/models/{model_id}/outputs`',
  ],
  GUARD_MODEL_REFUSED: [
    403,
    'the model, its owner or its version is not allowed',
    'ask for a model that `ALLOWED_MODELS` names',
  ],
  GUARD_CONTENT_TYPE: [415, 'the body is not declared as JSON', 'send `content-type: application/json`'],
  GUARD_CONTENT_ENCODING: [415, 'the body is compressed', 'send the body without `content-encoding`'],
  GUARD_BODY_EMPTY: [400, 'the request has no body', 'send the inputs as JSON'],
  GUARD_BODY_CUT: [400, 'the body broke off or is malformed', 'send the whole body again'],
  GUARD_BODY_TOO_LARGE: [
    413,
    'the body is larger than the Worker takes',
    'send a smaller image or fewer inputs',
  ],

  // How much is asked.
  GUARD_RATE: [429, 'too many calls from this address in a minute', 'wait, then try again'],
  GUARD_DAY: [429, "the day's calls are spent", 'try again after midnight UTC'],
  GUARD_LIMITS_UNAVAILABLE: [503, 'the Worker cannot count its calls at the moment', 'try again later'],

  // What the API did.
  GUARD_UPSTREAM_KEY: [
    502,
    "Clarifai's API refused the Worker's own credential",
    'give the Worker a live key with the scopes of `PostModelOutputs` for the allowed models',
  ],
  GUARD_UPSTREAM_REDIRECT: [502, "Clarifai's API answered with a redirect", 'correct `CLARIFAI_API_BASE`'],
  GUARD_UPSTREAM_ANSWER: [502, "Clarifai's API answered something else than JSON", 'try again later'],
  GUARD_UPSTREAM_THROTTLED: [429, "Clarifai's API takes no more calls at the moment", 'wait, then try again'],
  GUARD_UPSTREAM_UNREACHABLE: [502, "Clarifai's API cannot be reached", 'try again later'],
  GUARD_UPSTREAM_TIMEOUT: [
    504,
    "Clarifai's API did not answer in time",
    'try again with fewer or smaller inputs',
  ],
};

/** Thrown by any step of the Worker that refuses; caught once, in worker.js. */
export class Refusal extends Error {
  /**
   * @param {keyof typeof answers} code
   * @param {{ detail?: string, fix?: string, headers?: Record<string, string>, upstream?: object }} [more]
   */
  constructor(code, { detail, fix, headers = {}, upstream } = {}) {
    const [status, message, usualFix] = answers[code];
    super(detail ? `${message}: ${detail}` : message);
    this.name = 'Refusal';
    this.code = code;
    this.status = status;
    this.fix = fix ?? usualFix;
    this.headers = headers;
    this.upstream = upstream;
  }
}

/** The headers of every answer; an allowed origin may read it. */
export function answerHeaders(origin) {
  const headers = {
    'cache-control': 'no-store',
    'content-type': 'application/json',
    vary: 'Origin',
    'x-content-type-options': 'nosniff',
  };
  if (origin !== undefined) {
    headers['access-control-allow-origin'] = origin;
    headers['access-control-expose-headers'] = 'Retry-After';
  }
  return headers;
}

/** Writes a refusal as the Worker's answer. */
export function answerWith(refusal, origin) {
  const { code, message, fix, upstream } = refusal;
  const body = { error: { code, message, fix, upstream } };
  return new Response(`${JSON.stringify(body)}\n`, {
    status: refusal.status,
    headers: { ...answerHeaders(origin), ...refusal.headers },
  });
}

/** Tells a browser what an allowed page may send; nothing of the request's own wishes is repeated. */
export function answerPreflight(origin) {
  const { 'content-type': _, ...headers } = answerHeaders(origin);
  return new Response(null, {
    status: 204,
    headers: {
      ...headers,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type',
      'access-control-max-age': '600',
    },
  });
}
