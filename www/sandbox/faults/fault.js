// A fault: which requests go wrong, and how. README.md explains each kind.

import { facts } from '../facts.js';
import { findStatus } from '../failures.js';

/** What each kind of fault can be told, and what holds where it is not. */
export const kinds = {
  'cut-before-answer': {},
  'answer-lost': {},
  'cut-in-answer': {},
  'half-answer': {},
  'malformed-json': {},
  'malformed-utf8': {},
  silence: { seconds: 30 },
  slow: { seconds: 10 },
  html: { http: 502 },
  empty: { http: 503 },
  'redirect-loop': {},
  huge: { bytes: 3_000_000_000, declared: false },
  'gzip-bomb': { bytes: 1_000_000_000 },
  throttled: { seconds: 15 },
  status: { status: undefined, http: undefined, description: undefined, details: undefined, nested: false },
};

const verbs = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'];
const rpcs = new Set(facts.rpcMethods.map(({ name }) => name));

const isCount = (value) => Number.isInteger(value) && value >= 0;
const isYesOrNo = (value) => typeof value === 'boolean';
const isText = (value) => typeof value === 'string';

/** What each field may hold. */
const fields = {
  kind: [(value) => Object.hasOwn(kinds, value), `one of ${Object.keys(kinds).join(', ')}`],
  rpc: [(value) => rpcs.has(value), 'the name of an RPC method'],
  verb: [(value) => verbs.includes(value), `one of ${verbs.join(', ')}`],
  path: [(value) => isText(value) && value.startsWith('/'), 'the start of a path'],
  after: [isCount, 'a whole number'],
  times: [(value) => value === 'all' || (isCount(value) && value > 0), "a whole number above zero, or 'all'"],
  seconds: [(value) => typeof value === 'number' && value >= 0 && value <= 3600, 'a number up to 3600'],
  bytes: [isCount, 'a whole number'],
  http: [(value) => isCount(value) && value >= 200 && value <= 599, 'an HTTP status from 200 to 599'],
  status: [(value) => findStatus(value) !== undefined, 'the name or the code of a status of the API'],
  description: [isText, 'a text'],
  details: [isText, 'a text'],
  nested: [isYesOrNo, 'true or false'],
  declared: [isYesOrNo, 'true or false'],
};
const common = ['kind', 'rpc', 'verb', 'path', 'after', 'times'];

/**
 * @typedef {object} Fault
 * @property {keyof typeof kinds} kind
 * @property {string} [rpc] hits calls of this RPC method only: `PostKeys`
 * @property {string} [verb] hits requests of this verb only
 * @property {string} [path] hits requests whose path starts so
 * @property {number} [after] how many of these requests go well first; 0
 * @property {number | 'all'} [times] how many are hit; 1
 * @property {number} [seconds] of silence, of slowness, or of Retry-After
 * @property {number} [bytes] of the body, unpacked
 * @property {boolean} [declared] whether `Content-Length` says so
 * @property {number} [http] the HTTP status
 * @property {string | number} [status] a status of the API, by name or code
 * @property {string} [description]
 * @property {string} [details]
 * @property {boolean} [nested] whether `status` is that of the only output, under 10020
 */

/**
 * Reads a fault, and fills in what was not said.
 *
 * @param {Fault} given
 * @returns {Fault}
 * @throws {RangeError} in one sentence
 */
export function readFault(given) {
  if (given === null || typeof given !== 'object' || Array.isArray(given)) {
    throw new RangeError('a fault is an object');
  }
  const check = (name) => {
    const [holds, wanted] = fields[name];
    if (!holds(given[name])) throw new RangeError(`\`${name}\` of a fault is ${wanted}`);
  };
  check('kind');
  for (const [name, value] of Object.entries(given)) {
    if (!common.includes(name) && !Object.hasOwn(kinds[given.kind], name)) {
      throw new RangeError(
        `a fault of the kind \`${given.kind}\` has no such field; it has ${fieldNames(given.kind)}`,
      );
    }
    if (value !== undefined) check(name);
  }
  if (given.kind === 'status') check('status');
  return { after: 0, times: 1, ...kinds[given.kind], ...given };
}

const fieldNames = (kind) => [...common, ...Object.keys(kinds[kind])].join(', ');
