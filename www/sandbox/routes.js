// Which RPC methods a request names. A segment is split off before it is decoded, so that an encoded
// slash can never move a request to another route.
import { facts } from './facts.js';
import { Failure } from './failures.js';

const parameterName = (segment) => (segment.startsWith('{') ? segment.slice(1, -1) : undefined);

const routes = facts.rpcMethods.flatMap((method) =>
  method.httpRules.map((rule) => {
    const segments = rule.template.slice(1).split('/');
    return { method, verb: rule.verb, template: rule.template, segments };
  }),
);

const routesByLength = new Map();
for (const route of routes) {
  const { length } = route.segments;
  if (!routesByLength.has(length)) routesByLength.set(length, []);
  routesByLength.get(length).push(route);
}

const nothingHere = () =>
  new Failure('CONN_DOES_NOT_EXIST', 'No RPC method is served at this path. Check the url of your request.');

// Percent-encoded octets that are not UTF-8 are a malformed request; what a decoder could take for
// another path is a path that does not exist.
function decodeSegment(segment) {
  let decoded;
  try {
    decoded = decodeURIComponent(segment);
  } catch {
    throw new Failure('CONN_BAD_REQUEST_FORMAT', 'The path is not well percent-encoded.');
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (decoded === '' || decoded === '.' || decoded === '..' || /[/\\\u0000-\u001f\u007f]/.test(decoded)) {
    throw nothingHere();
  }
  return decoded;
}

const fits = (route, rawSegments) =>
  route.segments.every((segment, i) => parameterName(segment) !== undefined || segment === rawSegments[i]);

// One template wins over another that it can replace everywhere: literal wherever the other is literal.
function wins(a, b) {
  const literal = (route, i) => parameterName(route.segments[i]) === undefined;
  const positions = a.segments.map((_, i) => i);
  return (
    positions.every((i) => literal(a, i) || !literal(b, i)) &&
    positions.some((i) => literal(a, i) && !literal(b, i))
  );
}

/**
 * Splits a request target into the segments of its path and its query.
 *
 * @param {string} target as it stood in the request line
 */
export function splitTarget(target) {
  const local = target.replace(/^https?:\/\/[^/?#]*/i, '');
  const end = local.search(/[?#]/);
  const path = end === -1 ? local : local.slice(0, end);
  if (!path.startsWith('/')) throw nothingHere();
  const raw = path.slice(1).split('/');
  const segments = raw.map(decodeSegment);
  const query = new URLSearchParams(end === -1 ? '' : local.slice(end).replace(/#.*$/s, ''));
  return { raw, segments, query };
}

/**
 * Finds the RPC methods that serve a request; several where no template wins over another.
 *
 * @param {string} verb
 * @param {string} target
 * @typedef {{ method: object, template: string, parameters: Map<string, string> }} Match
 * @returns {{ matches: Match[], query: URLSearchParams }}
 */
export function findRoute(verb, target) {
  const { raw, segments, query } = splitTarget(target);
  const here = (routesByLength.get(raw.length) ?? []).filter((route) => fits(route, raw));
  if (here.length === 0) throw nothingHere();
  const served = here.filter((route) => route.verb === verb);
  if (served.length === 0) {
    const allow = [...new Set(here.map((route) => route.verb))].sort().join(', ');
    throw new Failure('CONN_METHOD_NOT_ALLOWED', 'Method Not Allowed', { headers: { Allow: allow } });
  }
  const matches = served
    .filter((route) => !served.some((other) => wins(other, route)))
    .map(({ method, template, segments: pattern }) => {
      const named = pattern.map((segment, i) => [parameterName(segment), segments[i]]);
      return { method, template, parameters: new Map(named.filter(([name]) => name !== undefined)) };
    });
  return { matches, query };
}
