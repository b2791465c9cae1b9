// Serves the page, the built package and the page's configuration on the loopback interface, nothing else.
// The content security policy is made here because a header can forbid frames, which a <meta> cannot.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { isForThisMachine } from '../loopback.js';

const pageFolder = fileURLToPath(new URL('.', import.meta.url));
const packageFolder = fileURLToPath(new URL('../../pkg', import.meta.url));
const host = '127.0.0.1';
const portsToTry = 20;

// What a browser may ask for; a file of any other kind in these folders stays private.
const servedFromPage = /^\/(?:[\w-]+\.(?:html|css|js|svg)|samples\/[\w-]+\.(?:png|jpg|webp))$/;
const servedFromPackage = /^\/pkg\/[\w-]+\.(?:js|wasm)$/;

const fixedHeaders = {
  'Cache-Control': 'no-cache',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/** The CSP sources of a page's inline import map: scripts may run from this server or with this hash. */
function inlineScriptHashes(html) {
  const inline = [...html.matchAll(/<script type="importmap">([\s\S]*?)<\/script>/g)];
  return inline.map(([, text]) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
}

function contentSecurityPolicy(path, workerUrl) {
  const hashes = path.endsWith('.html') ? inlineScriptHashes(readFileSync(pageFolder + path, 'utf8')) : [];
  const worker = path === '/predict.html' && workerUrl ? [new URL(workerUrl).origin] : [];
  return [
    "default-src 'none'",
    ["script-src 'self' 'wasm-unsafe-eval'", ...hashes].join(' '),
    "style-src 'self'",
    "img-src 'self' data: blob:",
    ["connect-src 'self'", ...worker].join(' '),
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function application(workerUrl, sandbox, model) {
  const app = new Hono();

  app.use(async (context, next) => {
    const path = context.req.path === '/' ? '/index.html' : context.req.path;
    const known = servedFromPage.test(path) || servedFromPackage.test(path);
    const document = known && path.endsWith('.html') ? path : '/404.html';
    for (const [name, value] of Object.entries(fixedHeaders)) context.header(name, value);
    const policyPath = known && !path.endsWith('.html') ? path : document;
    context.header('Content-Security-Policy', contentSecurityPolicy(policyPath, workerUrl()));
    if (!isForThisMachine(context.env.incoming)) {
      const message = 'the Host header names another machine';
      const fix = 'Open the page as localhost or 127.0.0.1.';
      return context.json({ error: { code: 'misdirected', message, fix } }, 421);
    }
    if (!['GET', 'HEAD'].includes(context.req.method)) {
      const fix = 'Ask with GET.';
      return context.json(
        { error: { code: 'method-not-allowed', message: 'this server only reads', fix } },
        405,
        {
          Allow: 'GET, HEAD',
        },
      );
    }
    if (path === '/config.json') return context.json({ workerUrl: workerUrl(), sandbox, model });
    if (known) await next();
    else return missing(context);
  });

  app.get('/', serveStatic({ path: `${pageFolder}index.html` }));
  app.get(
    '/pkg/*',
    serveStatic({ root: packageFolder, rewriteRequestPath: (path) => path.slice('/pkg'.length) }),
  );
  app.get('*', serveStatic({ root: pageFolder }));
  app.notFound(missing);
  return app;
}

function missing(context) {
  if (context.req.header('Accept')?.includes('text/html')) {
    return context.html(readFileSync(`${pageFolder}404.html`, 'utf8'), 404);
  }
  const message = 'no such file on this page';
  return context.json({ error: { code: 'not-found', message, fix: 'Open `/`.' } }, 404);
}

/**
 * Starts the page's server and takes the next free port where one is taken.
 *
 * The Worker must know the page's origin before it starts, and the page the Worker's address after:
 * `workerUrl` may therefore be a function, asked at each request. `sandbox` tells what stands behind it,
 * `model` what to predict with.
 *
 * @param {{ port?: number, workerUrl?: string | (() => string | undefined), sandbox?: boolean, model?: string }} [options]
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function startPage({ port = 0, workerUrl, sandbox = true, model = 'color-recognition' } = {}) {
  if (!existsSync(packageFolder)) throw new Error('the package is not built; run `npm run build`');
  const currentWorkerUrl = typeof workerUrl === 'function' ? workerUrl : () => workerUrl;
  const { fetch } = application(currentWorkerUrl, sandbox, model);
  for (let candidate = port; ; candidate += 1) {
    const server = createAdaptorServer({ fetch });
    try {
      await listen(server, candidate);
      return { url: `http://${host}:${server.address().port}`, close: () => close(server) };
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || candidate >= port + portsToTry) throw error;
    }
  }
}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server) {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
