// A browser takes any website's name for this machine once that name's address is 127.0.0.1 (DNS
// rebinding), and its page could then read what is served here. It cannot write another `Host` for it.

const loopbackHost = /^(?:localhost\.?|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Whether every `Host` header of a request names this machine; a request without one does not.
 *
 * @param {import('node:http').IncomingMessage} incoming
 */
export function isForThisMachine({ headersDistinct: { host: hosts = [] }, url }) {
  // The request line may name a host too, and would win.
  const named = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1];
  const all = named === undefined ? hosts : [...hosts, named];
  return hosts.length > 0 && all.every((host) => loopbackHost.test(host));
}
