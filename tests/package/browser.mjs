// A Chromium and a server of plain files, for the tests that need a page.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';
import { browserArguments, browserTools } from '../../scripts/setup.mjs';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/**
 * Serves the files below `folder`; `answers` by path come first, and may be exchanged later.
 * @param {string} folder
 * @param {Record<string, { status?: number, type?: string, body: string | Buffer }>} [answers]
 */
export async function serve(folder, answers = {}) {
  /** @type {string[]} */
  const asked = [];
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname));
    asked.push(path);
    const answer = answers[path] ?? file(folder, path);
    response.writeHead(answer.status ?? 200, {
      'Content-Type': answer.type ?? types[extname(path)] ?? 'text/plain',
    });
    response.end(answer.body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    asked,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function file(folder, path) {
  if (path === '/') return { type: types['.html'], body: '<!doctype html><title>stranger</title>' };
  try {
    return { body: readFileSync(join(folder, path)) };
  } catch {
    return { status: 404, type: 'text/plain', body: 'no such file' };
  }
}

export async function launch() {
  const { browser } = await browserTools();
  return chromium.launch({ executablePath: browser, args: browserArguments });
}

/**
 * Opens a page that must stay without an uncaught error, and runs `work` on it.
 * @template T
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {(page: import('playwright-core').Page) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withPage(browser, url, work) {
  const page = await browser.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  try {
    await page.goto(url);
    const result = await work(page);
    if (errors.length) throw new Error(`the page threw: ${errors.join('; ')}`);
    return result;
  } finally {
    await page.close();
  }
}
