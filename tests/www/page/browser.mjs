// One Chromium and one page server for a test file. Each page fails its test on any console error, page
// error or request beyond the loopback interface, so no test has to ask for that.

import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { browserArguments, browserTools } from '../../../scripts/setup.mjs';
import { startPage } from '../../../www/page/serve.mjs';

const root = new URL('../../../', import.meta.url);
const screenshots = fileURLToPath(new URL('target/screenshots/', root));
const axeSource = await readFile(new URL('node_modules/axe-core/axe.min.js', root), 'utf8');
const tools = await browserTools();
const browser = await chromium.launch({ executablePath: tools.browser, args: browserArguments });
const server = await startPage({ workerUrl: () => site.workerUrl });

/** @type {{ url: string, workerUrl?: string }} the Worker is the one that a test file starts */
export const site = { url: server.url };

/** Obviously no key, and nowhere else on the page. */
export const canary = 'f00dfacef00dfacef00dfacef00dface';

await mkdir(screenshots, { recursive: true });
after(async () => {
  await browser.close();
  await server.close();
});

/**
 * Opens a page that is closed with the test.
 *
 * @param {import('node:test').TestContext} t
 * @param {string} path
 * @param {import('playwright-core').BrowserContextOptions & { expected?: RegExp }} [options]
 *   `expected`: console errors that this test provokes
 */
export async function open(t, path, { expected, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1180, height: 900 }, ...options });
  const page = await context.newPage();
  const problems = [];
  const requests = [];
  page.on('console', (message) => {
    const text = `${message.type()}: ${message.text()}`;
    if (['error', 'warning'].includes(message.type()) && !expected?.test(text)) problems.push(text);
  });
  page.on('pageerror', (error) => problems.push(`page error: ${error.message}`));
  context.on('request', (request) => requests.push(request));
  t.after(async () => {
    await context.close();
    assert.deepEqual(problems, [], 'the page is quiet');
    const beyond = requests
      .map((request) => request.url())
      .filter((url) => !/^(?:http:\/\/(?:127\.0\.0\.1|localhost):|blob:|data:)/.test(url));
    assert.deepEqual(beyond, [], 'nothing is asked for beyond this machine');
  });
  await page.goto(site.url + path);
  return { page, context, requests };
}

/** Opens the checker and waits until it is usable. */
export async function openChecker(t, options) {
  const opened = await open(t, '/', options);
  await opened.page.getByRole('button', { name: 'quotes' }).waitFor();
  await opened.page.locator('.total strong').waitFor();
  return opened;
}

/** @param {import('playwright-core').Page} page */
export const shoot = (page, name) => page.screenshot({ path: `${screenshots}${name}.png`, fullPage: true });

/** What axe finds by WCAG 2.1 AA and its best practices, one line for each element. */
export async function axeFindings(page) {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
    const { violations, passes } = await axe.run({ runOnly: tags });
    if (passes.length < 10) return ['axe looked at next to nothing'];
    return violations.flatMap((each) =>
      each.nodes.map((node) => `${each.id}: ${node.target} ${node.failureSummary}`),
    );
  });
}

/** Pixels by which the page is wider than its window. */
export const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** A port at which nothing answers. */
export function portWithoutServer() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Asserts that no part of the canary is there: eight characters in a row are too many already. */
export function assertWithoutKey(content, where) {
  const lower = String(content).toLowerCase();
  for (let start = 0; start + 8 <= canary.length; start += 1) {
    assert.ok(!lower.includes(canary.slice(start, start + 8)), `a part of the key is in ${where}`);
  }
}
