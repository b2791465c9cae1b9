// A request's way through the sandbox: CORS, route, authorization, method, answer.
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { isForThisMachine } from '../loopback.js';
import { locate, readCredential, requireKind, requireScopes } from './authorization.js';
import { readJson } from './body.js';
import { Failure } from './failures.js';
import { faultRoutes } from './faults/routes.js';
import { spoil } from './faults/spoil.js';
import { emptyLists, methods } from './methods.js';
import { redact } from './redaction.js';
import { findRoute } from './routes.js';
import { createStore } from './store.js';
import { createThrottle } from './throttle.js';

/** Every answer names what gave it. */
export const sandboxHeader = { 'X-Sandbox': 'clarifai-auth' };

// A prefix is repeated in the answer, so it must not be able to hold a credential.
function requestId(prefix) {
  const id = randomUUID().replaceAll('-', '');
  const usable = prefix !== undefined && /^[\w.-]{1,64}$/.test(prefix) && !/[0-9A-Za-z]{32}/.test(prefix);
  return usable ? `${prefix}-${id}` : id;
}

/** The body of an answer that is a failure. */
export const failureBody = (failure, prefix, list) => ({
  status: { ...failure.status, req_id: requestId(prefix) },
  ...(list === undefined ? {} : { [list]: [] }),
});

const misdirected = new Failure(
  'CONN_BAD_REQUEST_FORMAT',
  'The Host header names another machine. The sandbox answers as localhost, 127.0.0.1 and [::1] only.',
  { http: 421 },
);

async function answerCall({ matches, query }, incoming, { store, throttle, now, redacts }) {
  const [match] = matches;
  const named = matches.map(({ method }) => method);
  const restricted = named.filter(({ authType }) => authType !== 'NoAuth');
  let call = { ...match, query, now, store, redacts };
  let hidden = [];
  if (restricted.length > 0) {
    const key = readCredential(incoming.headersDistinct.authorization, store.keys, now());
    throttle(key, now());
    for (const method of restricted) requireKind(key, method);
    const body = incoming.method === 'GET' ? undefined : await readJson(incoming);
    const places = matches.map((each) => locate(key, each, query, body));
    hidden = requireScopes(key, restricted, match.template, redacts);
    call = { ...call, key, body, place: places[0] };
  }
  const implementation = named.length === 1 ? methods[match.method.name] : undefined;
  if (implementation === undefined) {
    const names = named.map(({ name }) => name).join(' and ');
    throw new Failure('NOT_IMPLEMENTED', `The sandbox does not implement ${names}.`);
  }
  return redact(await implementation(call), hidden);
}

/**
 * Makes the sandbox's application.
 *
 * @param {object} options
 * @param {string[]} options.origins
 * @param {() => number} options.now
 * @param {number} options.requestsPerSecond
 * @param {boolean} options.redacts
 * @param {ReturnType<import('./faults/queue.js').createFaultQueue>} options.faults
 */
export function createApp({ origins, now, requestsPerSecond, redacts, faults }) {
  const app = new Hono();
  const means = { store: createStore(), throttle: createThrottle(requestsPerSecond), now, redacts };
  const listedOrigins = cors({
    origin: origins,
    allowMethods: ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'],
    maxAge: 600,
  });

  app.use(async (c, next) => {
    for (const [name, value] of Object.entries(sandboxHeader)) c.header(name, value);
    if (!isForThisMachine(c.env.incoming)) {
      return c.json(failureBody(misdirected), misdirected.http);
    }
    // Without these headers a browser keeps the answer from the page, as with the real service.
    if (origins.includes(c.req.header('origin') ?? '')) return listedOrigins(c, next);
    c.header('Vary', 'Origin');
    return next();
  });

  app.route('/sandbox', faultRoutes(faults));

  app.all('*', async (c) => {
    const { incoming } = c.env;
    const prefix = c.req.header('x-clarifai-request-id-prefix');
    let list;
    const answer = async () => {
      try {
        const route = findRoute(incoming.method, incoming.url);
        list = emptyLists[route.matches[0].method.name];
        const { http, status, ...rest } = await answerCall(route, incoming, means);
        return c.json({ status: { ...status, req_id: requestId(prefix) }, ...rest }, http);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return c.json(failureBody(error, prefix, list), error.http, error.headers);
      }
    };
    const fault = faults.take(incoming.method, incoming.url);
    return fault === undefined ? answer() : spoil(fault, c, answer);
  });

  app.onError((error, c) => {
    // The message may quote the request, so only the kind of error is told.
    console.error(`sandbox: an internal ${error.name}`);
    const failure = new Failure('INTERNAL_UNCATEGORIZED', 'The sandbox met an error of its own.');
    return c.json(failureBody(failure), failure.http);
  });
  return app;
}
