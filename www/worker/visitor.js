// Who asks: from this machine or not, from which page, from which address. All of it is what a client
// says or a proxy adds; none of it is proof of anything (README.md says what follows from that).

import { Refusal } from './answers.js';

export const LOCAL_HOSTS = new Set(['localhost', 'localhost.', '127.0.0.1', '[::1]']);
const LOCAL_ADDRESSES = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
/** Headers that a proxy or a tunnel adds: with one of them, a request is not from this machine. */
const PROXY_HEADERS = [
  'cf-ray',
  'forwarded',
  'true-client-ip',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-real-ip',
];

/**
 * Refuses what does not come from this machine. A client may write any `Host`, but Cloudflare's edge finds
 * the Worker by it, and adds the address and the `cf-ray` itself. The other headers can only speak against.
 *
 * @param {Request} request
 */
export function requireLocal(request) {
  const url = new URL(request.url);
  const host = `http://${request.headers.get('host') ?? url.host}`;
  const address = request.headers.get('cf-connecting-ip');
  const local =
    LOCAL_HOSTS.has(url.hostname) &&
    URL.canParse(host) &&
    LOCAL_HOSTS.has(new URL(host).hostname) &&
    (address === null || LOCAL_ADDRESSES.has(address)) &&
    !PROXY_HEADERS.some((name) => request.headers.has(name));
  if (!local) throw new Refusal('GUARD_LOCAL_ONLY');
}

/**
 * @param {Request} request
 * @param {Policy} policy
 */
export function requireOrigin(request, policy) {
  const origin = request.headers.get('origin');
  if (origin === null) throw new Refusal('GUARD_ORIGIN_MISSING');
  if (!policy.origins.has(origin)) throw new Refusal('GUARD_ORIGIN_REFUSED');
}

/**
 * Names a visitor by address. One household or server has a whole /64 of IPv6, so that counts as one.
 *
 * @param {string | null} address
 */
export function visitorKey(address) {
  if (address === null) return 'localhost';
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1];
  const [head, tail] = address.split('::').map((half) => half.split(':').filter(Boolean));
  const missing = tail === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  const groups = [...head, ...Array(missing).fill('0'), ...(tail ?? [])];
  return `${groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
