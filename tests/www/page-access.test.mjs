// What holds for both pages: policy, accessibility, small windows, the keyboard, no JavaScript, the server.

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { before, test } from 'node:test';
import { startPage } from '../../www/page/serve.mjs';
import { axeFindings, open, openChecker, overflow, portWithoutServer, site } from './page/browser.mjs';

const paths = ['/', '/predict.html'];
before(async () => {
  site.workerUrl = `http://127.0.0.1:${await portWithoutServer()}`;
});
const phone = { width: 360, height: 780 };

for (const path of paths) {
  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing on ${path} in ${colorScheme}, empty and filled`, {
      timeout: 90_000,
    }, async (t) => {
      const { page } = await open(t, path, { colorScheme, expected: /ERR_CONNECTION_REFUSED/ });
      await page.waitForLoadState('networkidle');
      assert.deepEqual(await axeFindings(page), []);
      await fill(page, path);
      assert.deepEqual(await axeFindings(page), []);
    });
  }

  test(`${path} fits 360 pixels`, async (t) => {
    const { page } = await open(t, path, { viewport: phone, expected: /ERR_CONNECTION_REFUSED/ });
    await page.waitForLoadState('networkidle');
    assert.equal(await overflow(page), 0);
    await fill(page, path);
    assert.equal(await overflow(page), 0);
  });

  test(`${path} says what it needs where JavaScript is blocked`, async (t) => {
    const { page } = await open(t, path, { javaScriptEnabled: false });
    assert.match(await page.locator('noscript').innerText(), /needs JavaScript|with JavaScript/);
    assert.ok(await page.locator('noscript .notice').isVisible());
  });

  test(`${path} has one main heading, landmarks and a skip link that works`, async (t) => {
    const { page } = await open(t, path);
    assert.equal(await page.locator('h1').count(), 1);
    for (const role of ['banner', 'navigation', 'main', 'contentinfo']) {
      assert.equal(await page.getByRole(role).count(), 1, role);
    }
    await page.keyboard.press('Tab');
    assert.equal(await focusedText(page), 'Skip to the content');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  });

  test(`${path} moves nothing where less motion is wanted`, async (t) => {
    const { page } = await open(t, path, { reducedMotion: 'reduce' });
    await page.waitForLoadState('networkidle');
    const moving = await page.evaluate(
      () =>
        [...document.querySelectorAll('*')].filter((each) => {
          const style = getComputedStyle(each);
          return Number.parseFloat(style.transitionDuration) > 0 || style.animationName !== 'none';
        }).length,
    );
    assert.equal(moving, 0);
  });

  test(`the policy of ${path} lets no script, form, frame or foreign address in`, async (t) => {
    const { page } = await open(t, path, { expected: /Content Security Policy|Content-Security-Policy/ });
    await page.waitForLoadState('networkidle');
    const blocked = await page.evaluate(async () => {
      const broken = [];
      document.addEventListener('securitypolicyviolation', (event) => broken.push(event.effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'window.injected = true';
      document.body.append(script);
      const image = new Image();
      image.src = 'http://127.0.0.1:1/x.png';
      const frame = document.createElement('iframe');
      frame.src = '/';
      const base = document.createElement('base');
      base.href = 'http://127.0.0.1:1/';
      const form = document.createElement('form');
      form.action = '/';
      document.body.append(image, frame, base, form);
      form.submit();
      await fetch('http://127.0.0.1:1/').catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 300));
      return { broken: [...new Set(broken)].sort(), injected: window.injected };
    });
    assert.equal(blocked.injected, undefined);
    assert.deepEqual(blocked.broken, [
      'base-uri',
      'connect-src',
      'form-action',
      'frame-src',
      'img-src',
      'script-src-elem',
    ]);
  });
}

async function fill(page, path) {
  if (path === '/') {
    await page.locator('#credential').fill(` "f00dfacef00dfacef00dfacef00dface"\u200b${'a'.repeat(300)}`);
    await page.locator('.verdict').waitFor();
    for (const summary of await page.locator('summary').all()) await summary.evaluate((each) => each.click());
  } else {
    await page.getByRole('button', { name: 'Paper hills' }).click();
    await page.locator('.failure').waitFor();
  }
}

const focusedText = (page) => page.evaluate(() => document.activeElement.textContent.trim());

test('a key is checked, repaired and judged with the keyboard alone', async (t) => {
  const { page, context } = await openChecker(t);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const tabTo = async (matches, limit = 40) => {
    for (let presses = 0; presses < limit; presses += 1) {
      await page.keyboard.press('Tab');
      const found = await page.evaluate(() => {
        const { id, textContent, value, type } = document.activeElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
        return { id, text: textContent.trim(), value, type, outline: `${outlineStyle} ${outlineWidth}` };
      });
      if (matches(found)) return found;
    }
    throw new Error('the keyboard does not get there');
  };
  const field = await tabTo(({ id }) => id === 'credential');
  assert.match(field.outline, /^solid [2-9]px/, 'the focus is visible');
  await page.keyboard.type('f00dfacef00dfacef00dfacef00dface ');
  await page.locator('.verdict').waitFor();
  assert.match(await page.locator('#check-status').innerText(), /One repair mends it/);
  await tabTo(({ text }) => text === 'Copy the repaired key');
  await page.keyboard.press('Enter');
  await page.getByText('Copied.').waitFor();
  await tabTo(({ text }) => text === 'None');
  await page.keyboard.press('Enter');
  const nothing = Number(await page.locator('.total strong').innerText());
  await tabTo(({ type, value }) => type === 'checkbox' && value === 'All');
  await page.keyboard.press('Space');
  assert.ok(Number(await page.locator('.total strong').innerText()) > nothing + 100);
  await tabTo(({ text }) => text.includes('Create keys'), 200);
  await page.keyboard.press('Enter');
  assert.match(await page.locator('.decision').innerText(), /Refused PostKeys/);
});

test('a sample is chosen with the keyboard alone', async (t) => {
  const { page } = await open(t, '/predict.html', { expected: /ERR_CONNECTION_REFUSED/ });
  await page.waitForLoadState('networkidle');
  await page.keyboard.press('Tab');
  while (!(await focusedText(page)).startsWith('Paper hills')) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('.failure').waitFor();
});

test('the checker says so where the package cannot be loaded', async (t) => {
  const { page, context } = await open(t, '/predict.html');
  await context.route(/\/pkg\/(core\.wasm|inline\.js)$/, (route) => route.fulfill({ status: 404, body: '' }));
  await page.waitForLoadState('networkidle');
  const quiet = await context.newPage();
  await quiet.goto(`${site.url}/`);
  await quiet.locator('#broken').waitFor();
  assert.match(await quiet.locator('#broken').innerText(), /could not start/);
});

const served = [
  ['/', 200, /^text\/html/],
  ['/check.js', 200, /^text\/javascript/],
  ['/style.css', 200, /^text\/css/],
  ['/icon.svg', 200, /^image\/svg\+xml/],
  ['/samples/paper-hills.png', 200, /^image\/png/],
  ['/samples/orange-on-blue.jpg', 200, /^image\/jpeg/],
  ['/samples/northern-night.webp', 200, /^image\/webp/],
  ['/pkg/browser.js', 200, /^text\/javascript/],
  ['/pkg/core.wasm', 200, /^application\/wasm/],
  ['/config.json', 200, /^application\/json/],
  ['/serve.mjs', 404, /^application\/json/],
  ['/package.json', 404, /^application\/json/],
  ['/pkg/', 404, /^application\/json/],
  ['/samples/', 404, /^application\/json/],
  ['/nothing.js', 404, /^application\/json/],
  ['/../../package.json', 404, /^application\/json/],
  ['/pkg/../package.json', 404, /^application\/json/],
  ['/pkg/%2e%2e/package.json', 404, /^application\/json/],
  ['/..%2f..%2fpackage.json', 404, /^application\/json/],
  ['/pkg/..%5cpackage.json', 404, /^application\/json/],
  ['/%', 404, /^application\/json/],
  ['//check.js', 404, /^application\/json/],
];

/** Sends a path as it stands; `fetch` would tidy it. */
function get(url, path, options = {}) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, ...options }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

for (const [path, status, type] of served) {
  test(`the server answers ${path} with ${status}`, async () => {
    const answer = await get(site.url, path);
    assert.equal(answer.status, status);
    assert.match(answer.headers['content-type'], type);
    assert.match(answer.headers['content-security-policy'], /^default-src 'none'; .*frame-ancestors 'none'$/);
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    assert.equal(answer.headers['referrer-policy'], 'no-referrer');
    if (status === 404) assert.equal(JSON.parse(answer.text).error.code, 'not-found');
  });
}

test('only the predict page may connect to the Worker', async (t) => {
  const page = await startPage({ workerUrl: 'http://127.0.0.1:4321' });
  t.after(() => page.close());
  const connections = async (path) =>
    /connect-src ([^;]*)/.exec((await get(page.url, path)).headers['content-security-policy'])[1];
  assert.equal(await connections('/'), "'self'");
  assert.equal(await connections('/predict.html'), "'self' http://127.0.0.1:4321");
  assert.deepEqual(JSON.parse((await get(page.url, '/config.json')).text), {
    workerUrl: 'http://127.0.0.1:4321',
    sandbox: true,
    model: 'color-recognition',
  });
});

test('what only writes is refused, and a person who is lost gets a page', async () => {
  const posted = await get(site.url, '/', { method: 'POST' });
  assert.deepEqual([posted.status, posted.headers.allow], [405, 'GET, HEAD']);
  const lost = await get(site.url, '/keys', { headers: { Accept: 'text/html' } });
  assert.equal(lost.status, 404);
  assert.match(lost.text, /<h1>No such page<\/h1>/);
});

test('a website that gives itself the address of this machine is refused', async () => {
  const { port } = new URL(site.url);
  for (const path of ['/', '/config.json', '/pkg/core.wasm', '/nothing']) {
    for (const host of ['evil.example', `evil.example:${port}`, 'localhost.evil.example', '0.0.0.0']) {
      const answer = await get(site.url, path, { headers: { host } });
      assert.equal(answer.status, 421, `${path} as ${host}`);
      assert.equal(JSON.parse(answer.text).error.code, 'misdirected');
    }
    const elsewhere = await get(site.url, `http://evil.example${path}`);
    assert.notEqual(elsewhere.status, 200, 'named in the request line');
  }
  for (const host of [`localhost:${port}`, '127.0.0.1', '127.8.9.10', '[::1]:1']) {
    assert.equal((await get(site.url, '/config.json', { headers: { host } })).status, 200, host);
  }
});

test('the server takes the next port where one is taken, on the loopback interface', async (t) => {
  const first = await startPage();
  t.after(() => first.close());
  const { port } = new URL(first.url);
  const second = await startPage({ port: Number(port) });
  t.after(() => second.close());
  assert.equal(new URL(second.url).hostname, '127.0.0.1');
  assert.ok(Number(new URL(second.url).port) > Number(port));
});
