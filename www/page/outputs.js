// Asks the Worker for a prediction and turns whatever comes back into colours or one clear failure.

const patience = 30_000;

/** A prediction that did not come about; `fix` is one imperative sentence. */
export class PredictError extends Error {
  name = 'PredictError';

  /**
   * @param {string} message
   * @param {{ code?: string | number, fix?: string, details?: string, response?: object }} [more]
   *   `response`: what the API answered, as `diagnose` takes it
   */
  constructor(message, { code, fix, details, response } = {}) {
    super(message);
    this.code = code;
    this.fix = fix;
    this.details = details;
    this.response = response;
  }
}

/**
 * What a picture is made of: a colour with its share, or where the model finds no colours a concept
 * with its value.
 * @typedef {{ name: string, hex?: string, share: number }} Colour
 * @param {string} workerUrl
 * @param {string} model
 * @param {string} image base64
 * @param {AbortSignal} signal
 * @returns {Promise<Colour[]>}
 */
export async function predictColours(workerUrl, model, image, signal) {
  const answer = await ask(`${workerUrl}/v2/models/${encodeURIComponent(model)}/outputs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ inputs: [{ data: { image: { base64: image } } }] }),
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
  });
  const { colors: colours, concepts } = answer?.outputs?.[0]?.data ?? {};
  if (!Array.isArray(colours)) {
    if (Array.isArray(concepts))
      return concepts.map(({ id, name, value }) => ({ name: String(name ?? id), share: Number(value) }));
    throw new PredictError('The answer holds neither colours nor concepts.', {
      fix: `Check that \`${model}\` is a model for images.`,
    });
  }
  return colours.map(({ w3c, raw_hex: raw, value }) => ({
    name: String(w3c?.name ?? raw),
    hex: String(raw ?? w3c?.hex),
    share: Number(value),
  }));
}

async function ask(url, request) {
  let response;
  try {
    response = await fetch(url, request);
  } catch (error) {
    if (request.signal.aborted && error.name !== 'TimeoutError') throw error;
    throw unreachable(url, error);
  }
  let answer;
  try {
    answer = await response.json();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new PredictError(`The Worker answered ${response.status} with something that is not JSON.`, {
      code: response.status,
      fix: 'Check that the address in `/config.json` is the Worker’s.',
    });
  }
  const failure = failureIn(answer, response.status);
  if (failure) throw failure;
  return answer;
}

/**
 * Why the API refused, where its answer tells. The package is asked for now only: who predicts well needs none.
 *
 * @param {PredictError} error
 * @returns {Promise<import('clarifai-auth').Cause | undefined>}
 */
export async function causeOf({ response }) {
  if (!response) return undefined;
  try {
    const { diagnose, ready } = await import('/pkg/browser.js');
    await ready();
    const [cause] = diagnose({ response }).causes;
    return cause.code === 'unknown' ? undefined : cause;
  } catch {
    // The failure itself is told without.
    return undefined;
  }
}

function unreachable(url, error) {
  const { origin } = new URL(url);
  if (error.name === 'TimeoutError') {
    return new PredictError(`The Worker at ${origin} did not answer within ${patience / 1000} seconds.`, {
      fix: 'Try again in a moment.',
    });
  }
  return new PredictError(`The Worker at ${origin} could not be reached.`, {
    fix: 'Start it with `npm start`, and open this page at the address that `npm start` prints: the Worker answers that origin only.',
    details:
      'The browser does not tell a page whether nothing answered or whether the answer was not for this origin.',
  });
}

/** The gravest failure in an answer: the Worker's own words, the API's status, the status of the one output. */
function failureIn(answer, httpStatus) {
  if (answer?.error) {
    const { code, message, fix, upstream } = answer.error;
    const response = upstream?.status && {
      httpStatus: upstream.httpStatus,
      body: { status: upstream.status },
    };
    return new PredictError(`The Worker says: ${message}.`, { code, fix, response });
  }
  const response = { httpStatus, body: answer };
  const statuses = [answer?.outputs?.[0]?.status, answer?.status];
  const bad = statuses.find((status) => status?.code !== undefined && status.code !== 10000);
  if (bad) {
    const description = String(bad.description ?? 'no description').replace(/\.$/, '');
    return new PredictError(`The API answered: ${description}.`, {
      code: bad.code,
      details: bad.details || undefined,
      response,
    });
  }
  if (httpStatus >= 400)
    return new PredictError(`The Worker answered ${httpStatus}.`, { code: httpStatus, response });
  return undefined;
}
