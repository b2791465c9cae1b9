// Reads every release on PyPI into the text of facts.json. The only step of the history that needs a network.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expectDigest, pipDownload } from '../catalogue/fetch.mjs';
import { python } from '../setup.mjs';
import { at, Failure, run, step } from '../task.mjs';
import { compareVersions, reduce } from './reduce.mjs';

const folder = at('target', 'releases');
/** pip is started once for each file, and waits for the network most of the time. */
const downloadsAtOnce = 2;

/** @typedef {{ version: string, uploaded: string, file: string, sha256: string, url: string }} Release */

/**
 * @param {{ source: { package: string, index: string }, releases: Release[] }} facts
 * @param {string} until the version of the catalogue: the history ends with what the catalogue says
 */
export async function fetchFacts({ source, releases: known }, until) {
  const listed = await step(`asking PyPI for the releases of ${source.package}`, () => list(source.index));
  const releases = listed.filter(({ version }) => compareVersions(version, until) <= 0);
  expectSameFiles(known, releases);
  mkdirSync(folder, { recursive: true });
  await step(`downloading ${releases.length} releases of ${source.package} from PyPI`, () =>
    downloadAll(releases),
  );
  const declared = await step('reading the descriptors of every release', () => declaredBy(releases));
  const read = releases.map(({ url, ...release }, index) => ({ ...release, ...declared[index] }));
  return render({ source: { ...source, version: until }, releases: reduce(read) });
}

/**
 * The releases of a package: of each its wheel, or its source archive where there is no wheel.
 * @returns {Promise<Release[]>}
 */
async function list(index) {
  const failure = (why) =>
    new Failure(`${index} could not be read: ${why}`, 'See that a network is there, and start again.');
  const answer = await fetch(index).catch((error) => {
    throw failure(error.cause?.message ?? error.message);
  });
  if (!answer.ok) throw failure(`${answer.status} ${answer.statusText}`);
  const { releases } = await answer.json();
  return Object.entries(releases).flatMap(([version, files]) => {
    const chosen = files.find(({ packagetype }) => packagetype === 'bdist_wheel') ?? files[0];
    if (!chosen) return [];
    const times = files.map((file) => file.upload_time_iso_8601).sort();
    return {
      version,
      uploaded: times[0].replace(/\.\d+/, ''),
      file: chosen.filename,
      sha256: chosen.digests.sha256,
      ...(chosen.yanked ? { yanked: true } : {}),
      url: chosen.url,
    };
  });
}

/** A release that is kept in the facts is there still, and is the same file. */
function expectSameFiles(known, releases) {
  const byVersion = new Map(releases.map((release) => [release.version, release]));
  for (const { version, file, sha256 } of known) {
    const now = byVersion.get(version);
    if (now?.file === file && now.sha256 === sha256) continue;
    const found = now ? `${now.file} with the SHA-256 digest ${now.sha256}` : 'nothing';
    throw new Failure(
      `PyPI has ${found} for ${version}, and facts.json was read from ${file} with ${sha256}`,
      'Find out why the release changed before you trust either.',
    );
  }
}

async function downloadAll(releases) {
  const waiting = releases.filter((release) => !isThere(release));
  const downloader = async () => {
    for (let release = waiting.shift(); release; release = waiting.shift()) {
      await pipDownload(`${release.url}#sha256=${release.sha256}`, folder, {
        failure: `pip could not download ${release.file}`,
        remedy: 'See that a network is there, and start again: what was downloaded is kept.',
      });
    }
  };
  await Promise.all(Array.from({ length: downloadsAtOnce }, downloader));
  for (const release of releases) expectDigest(join(folder, release.file), release);
}

/** Whether the file was downloaded before, and whole. */
function isThere(release) {
  try {
    return Boolean(expectDigest(join(folder, release.file), release));
  } catch {
    return false;
  }
}

/** For each release what it declares, or why it cannot be read. */
async function declaredBy(releases) {
  const files = releases.map(({ file }) => file);
  const said = await run(await python(), [at('scripts/history/extract.py'), folder, ...files]);
  let last;
  return said
    .trim()
    .split('\n')
    .map((line) => {
      const { file, same, unreadable, ...declared } = JSON.parse(line);
      if (unreadable) return { unreadable };
      if (!same) last = declared;
      return { declared: last };
    });
}

/** One release a line, so that a new one reads as a small diff. */
function render({ source, releases }) {
  const lines = releases.map((release) => `    ${JSON.stringify(release)}`).join(',\n');
  return `{\n  "source": ${JSON.stringify(source)},\n  "releases": [\n${lines}\n  ]\n}\n`;
}
