// A server that answers what a test tells it to, and a client of it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Client } from '../../pkg/node.js';

export const key = 'c0ffee00c0ffee00c0ffee00c0ffee00';
export const ok = { code: 10000, description: 'Ok' };
export const fail = (http, code, description = 'refused') => ({ http, status: { code, description } });

/** A server whose `answer(body, request, count)` gives the HTTP status, the JSON and headers. */
export async function serve(t, answer) {
  const seen = [];
  const server = createServer(async (request, response) => {
    const count = seen.push({ verb: request.method, url: request.url });
    const parts = [];
    for await (const part of request) parts.push(part);
    const text = Buffer.concat(parts).toString();
    seen[count - 1].bytes = text.length;
    const given = await answer(text ? JSON.parse(text) : undefined, request, count);
    if (given === undefined) return request.socket.destroy();
    const { http = 200, headers = {}, ...body } = given;
    response.writeHead(http, { 'content-type': 'application/json', ...headers });
    return response.end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, seen };
}

export const client = ({ url }, options = {}) => new Client({ credential: key, baseUrl: url, ...options });
