// The words of failure. Descriptions are the API's own (recorded answers and its table of status
// codes); README.md tells which HTTP statuses are recorded and which are this sandbox's choice.
import { facts } from './facts.js';

const words = {
  SUCCESS: [200, 'Ok'],
  MIXED_STATUS: [207, 'Mixed Success'],
  FAILURE: [400, 'Failure'],
  NOT_IMPLEMENTED: [501, 'Not implemented'],
  CONN_EXCEED_HOURLY_LIMIT: [429, 'Hourly request limit exceeded'],
  CONN_EXCEED_MONTHLY_LIMIT: [429, 'Monthly request limit exceeded'],
  CONN_EXCEEDS_LIMITS: [429, 'Account limits exceeded'],
  CONN_THROTTLED: [429, 'Making too many requests'],
  CONN_INSUFFICIENT_SCOPES: [403, 'API key has insufficient scopes'],
  CONN_KEY_INVALID: [401, 'Invalid API key or Invalid API key/application pair'],
  CONN_KEY_NOT_FOUND: [401, 'API key not found'],
  CONN_BAD_REQUEST_FORMAT: [400, 'Bad request format'],
  CONN_DOES_NOT_EXIST: [404, 'Resource does not exist'],
  CONN_INVALID_REQUEST: [401, 'Invalid request'],
  CONN_METHOD_NOT_ALLOWED: [405, 'Method not allowed'],
  MODEL_TRAINED: [200, 'Model is trained and ready for deployment'],
  MODEL_DOES_NOT_EXIST: [404, 'Model does not exist'],
  MODEL_DEPLOYING: [503, 'Model is deploying'],
  MODEL_NOT_DEPLOYED: [503, 'Model is not deployed'],
  MODEL_BUSY_PLEASE_RETRY: [503, 'Model is busy; please try again'],
  MODEL_LOADING: [503, 'Model is loading; please try again'],
  MODEL_INVALID_ARGUMENT: [400, 'Invalid model argument'],
  WORKFLOW_DUPLICATE: [400, 'Workflow already exists'],
  WORKFLOW_INVALID_REQUEST: [400, 'Invalid request'],
  INPUT_DOWNLOAD_SUCCESS: [200, 'Download complete'],
  INPUT_DOES_NOT_EXIST: [404, 'Input does not exist'],
  INPUT_DUPLICATE: [400, 'Duplicate URL in your application. Check the documentation to allow duplications.'],
  INPUT_INVALID_REQUEST: [400, 'Invalid request'],
  INPUT_DOWNLOAD_FAILED: [400, 'Download failed; check URL'],
  INPUT_UNSUPPORTED_FORMAT: [400, 'Input image format unsupported'],
  INPUT_INVALID_ARGUMENT: [400, 'Input invalid argument'],
  INPUT_OVER_LIMIT: [400, 'Input image is larger than the allowed limit'],
  INPUT_INVALID_URL: [400, 'Input image URL invalid'],
  ALL_INPUT_INVALID_BYTES: [400, 'Input image decoding failed. Check URLs and bytes sent'],
  PREDICT_INVALID_REQUEST: [400, 'Invalid request'],
  SEARCH_INVALID_REQUEST: [400, 'Invalid request'],
  CONCEPTS_INVALID_REQUEST: [400, 'Invalid request'],
  RPC_SERVER_UNAVAILABLE: [503, 'Sorry, the server is unavailable at the moment. Please try again later.'],
  RPC_MAX_MESSAGE_SIZE_EXCEEDED: [
    413,
    'Sorry, the request sent is larger than the allowed limit. Please contact support@clarifai.com',
  ],
  INTERNAL_UNCATEGORIZED: [500, 'Internal issue'],
};

const codes = new Map(facts.statusCodes.map(({ name, code }) => [name, code]));

/**
 * Makes a status object of the API.
 *
 * @param {keyof typeof words} name the name in the API's enum of status codes
 * @param {string} [details]
 * @returns {{ code: number, description: string, details?: string }}
 */
export function status(name, details) {
  const code = codes.get(name);
  if (code === undefined || !Object.hasOwn(words, name)) throw new TypeError(`unknown status \`${name}\``);
  const [, description] = words[name];
  return details === undefined ? { code, description } : { code, description, details };
}

/**
 * Finds any status of the API, with a description where one is known.
 *
 * @param {string | number} nameOrCode
 * @returns {{ code: number, description?: string, http?: number } | undefined}
 */
export function findStatus(nameOrCode) {
  const known = facts.statusCodes.filter(({ name, code }) => name === nameOrCode || code === nameOrCode);
  // Two names may share a code; the one that has words comes first.
  const { name, code } = known.find((each) => Object.hasOwn(words, each.name)) ?? known[0] ?? {};
  if (code === undefined) return undefined;
  const [http, description] = Object.hasOwn(words, name) ? words[name] : [];
  return { code, description, http };
}

/** @param {keyof typeof words} name */
export const httpStatus = (name) => words[name][0];

/** A request that is answered with a failure; its `details` never hold text of the request. */
export class Failure extends Error {
  /**
   * @param {keyof typeof words} name
   * @param {string} [details]
   * @param {{ http?: number, headers?: Record<string, string> }} [options] where the usual ones do not fit
   */
  constructor(name, details, { http = httpStatus(name), headers = {} } = {}) {
    super(name);
    this.name = 'Failure';
    this.status = status(name, details);
    this.http = http;
    this.headers = headers;
  }
}

/** A JSON value of the wrong type, in the API's words. */
export const wrongJson = (path) =>
  new Failure('CONN_BAD_REQUEST_FORMAT', `Invalid json path '${path}' in request.`);
