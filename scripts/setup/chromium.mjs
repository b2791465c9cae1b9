// A Chromium and the driver that fits it: found where one is installed, else installed by apt.
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { ask, Failure, onPath, run, runnable, step } from '../task.mjs';

const remedy =
  'Install Chromium and its driver (Debian: `apt-get install chromium chromium-driver`; ' +
  'macOS: `brew install --cask google-chrome chromedriver`), or name them in CHROMIUM and CHROMEDRIVER.';

/**
 * The browser's and the driver's path. `CHROMIUM` and `CHROMEDRIVER` name them beforehand.
 * @returns {Promise<{ browser: string, driver: string }>}
 */
export async function chromium() {
  const found = await look();
  if (found.browser && found.driver) return found;
  await install();
  const again = await look();
  if (again.browser && again.driver) return again;
  throw new Failure(
    again.browser ? 'the ChromeDriver for the installed Chromium was not found' : 'Chromium was not found',
    remedy,
  );
}

async function look() {
  for (const name of ['CHROMIUM', 'CHROMEDRIVER']) {
    const file = process.env[name];
    if (file && !runnable(file))
      throw new Failure(`${name} names \`${file}\`, which cannot be run`, `Correct ${name} or leave it out.`);
  }
  const drivers = process.env.CHROMEDRIVER ? [process.env.CHROMEDRIVER] : driverPlaces().filter(runnable);
  const browsers = process.env.CHROMIUM ? [process.env.CHROMIUM] : browserPlaces().filter(runnable);
  // A driver works with the browser of its own major version only.
  for (const browser of browsers) {
    const version = await majorVersion(browser);
    for (const driver of [join(dirname(browser), 'chromedriver'), ...drivers]) {
      if (runnable(driver) && version && (await majorVersion(driver)) === version) return { browser, driver };
    }
  }
  return { browser: browsers[0], driver: undefined };
}

function browserPlaces() {
  return [
    onPath('chromium', 'chromium-browser'),
    onPath('google-chrome', 'google-chrome-stable', 'chrome'),
    '/usr/lib/chromium/chromium',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ...playwrightPlaces(),
  ].filter(Boolean);
}

const driverPlaces = () =>
  [onPath('chromedriver'), '/usr/lib/chromium/chromedriver', '/usr/lib/chromium-browser/chromedriver'].filter(
    Boolean,
  );

function playwrightPlaces() {
  const cache =
    process.env.PLAYWRIGHT_BROWSERS_PATH ??
    join(homedir(), process.platform === 'darwin' ? 'Library/Caches/ms-playwright' : '.cache/ms-playwright');
  try {
    return readdirSync(cache)
      .filter((name) => /^chromium-\d+$/.test(name))
      .sort()
      .reverse()
      .flatMap((name) => [
        join(cache, name, 'chrome-linux64/chrome'),
        join(cache, name, 'chrome-linux/chrome'),
        join(cache, name, 'chrome-mac/Chromium.app/Contents/MacOS/Chromium'),
      ]);
  } catch {
    return [];
  }
}

async function majorVersion(file) {
  return /(\d+)\.\d+\.\d+/.exec((await ask(file, ['--version'])) ?? '')?.[1];
}

async function install() {
  if (process.platform !== 'linux' || !onPath('apt-get'))
    throw new Failure('Chromium or its driver is not installed', remedy);
  const root = process.getuid?.() === 0;
  if (!root && (!onPath('sudo') || (await ask('sudo', ['-n', 'true'])) === undefined)) {
    throw new Failure('Chromium or its driver is not installed, and installing it needs root', remedy);
  }
  const apt = (...args) => {
    const command = ['apt-get', ...args];
    const [program, ...rest] = root ? command : ['sudo', '-n', ...command];
    return run(program, rest, {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      failure: 'apt could not install Chromium',
      remedy,
    });
  };
  await step('installing Chromium and its driver with apt', async () => {
    if (!(await ask('apt-cache', ['show', 'chromium-driver']))) await apt('update', '-q');
    await apt('install', '-y', '-q', '--no-install-recommends', 'chromium', 'chromium-driver');
  });
}
