// A small API of keys that can be told to fail at any of its requests.
import { once } from 'node:events';
import { createServer } from 'node:http';

const ok = { code: 10000, description: 'Ok' };
const refusal = (http, code, details = '') => ({ http, status: { code, description: 'refused', details } });
let count = 0;
function newId() {
  count += 1;
  return `c0ffee${count.toString(16).padStart(26, '0')}`;
}

/** A key as the API lists it. */
export const key = (id, fields = {}) => ({
  id,
  description: 'shop',
  type: 'app_specific_key',
  scopes: ['Apps:Get', 'Predict'],
  apps: [{ id: 'shop', user_id: 'ada' }],
  created_at: '2026-01-01T00:00:00Z',
  ...fields,
});

/**
 * @param {(place: number, request: { verb: string, path: string }) => string | Function | { instead: object } | undefined} fault what happens
 * to a request, counted from 0: `lose`, `half`, `gateway`, `silence` and `deny` spoil its answer, a function gives
 * another; `refuse` and `cut` come before it is done, and so does what is answered `instead`
 */
export async function serveKeys(t, keys, fault = () => undefined, change = (made) => made) {
  const store = new Map(keys.map((one) => [one.id, one]));
  const seen = [];

  function act(verb, path, query, credential, body) {
    const caller = store.get(credential);
    if (!caller) return refusal(401, 11009, `invalid key(${credential})`);
    if (path.endsWith('/myscopes')) return { http: 200, scopes: caller.scopes, app: caller.apps?.[0] };
    if (caller.type !== 'personal_access_token') return refusal(403, 11007);
    if (verb === 'GET') {
      const [page, size] = [Number(query.get('page') ?? 1), Number(query.get('per_page') ?? 20)];
      return { http: 200, keys: [...store.values()].slice((page - 1) * size, page * size) };
    }
    if (verb === 'PATCH') {
      const { keys: changed, action } = body;
      if (action !== 'overwrite' || !changed.every(({ id }) => store.has(id))) return refusal(400, 11100);
      for (const one of changed) store.set(one.id, { ...store.get(one.id), ...one });
      return { http: 200, keys: changed.map(({ id }) => store.get(id)) };
    }
    if (verb === 'POST') {
      const made = change({ ...body.keys[0], id: newId(), created_at: new Date().toISOString() });
      store.set(made.id, made);
      return { http: 200, keys: [made] };
    }
    const id = path.split('/').at(-1);
    return store.delete(id) ? { http: 200 } : refusal(404, 11101, `key ${id} not found`);
  }

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://x');
    const place = seen.push(`${request.method} ${pathname.replaceAll(/c0ffee\w{26}/g, '*')}`) - 1;
    let text = '';
    for await (const part of request) text += part;
    const spoilt = fault(place, { verb: request.method, path: pathname });
    if (spoilt === 'cut') return request.socket.destroy();
    if (spoilt?.instead) return response.end(JSON.stringify(spoilt.instead));
    const credential = request.headers.authorization?.replace('Key ', '');
    const { http, ...answer } =
      spoilt === 'refuse'
        ? refusal(403, 11007)
        : act(request.method, pathname, searchParams, credential, text && JSON.parse(text));
    if (spoilt === 'lose') return request.socket.destroy();
    if (spoilt === 'silence') return undefined;
    if (spoilt === 'gateway') return response.writeHead(504).end('<h1>Gateway time-out</h1>');
    const own = spoilt === 'deny' ? { status: { code: 10020, description: 'Failure' } } : {};
    const whole = { status: ok, ...answer, ...own };
    const body = JSON.stringify(typeof spoilt === 'function' ? spoilt(whole) : whole);
    response.writeHead(http, { 'content-type': 'application/json', 'content-length': body.length });
    if (spoilt !== 'half') return response.end(body);
    response.write(body.slice(0, body.length / 2));
    return setTimeout(() => response.destroy(), 10);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, store, seen };
}
