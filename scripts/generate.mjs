// npm run generate              writes the tables from the facts in scripts/catalogue, scripts/history,
//                               scripts/vendors and scripts/calls, the rules for scanners from
//                               scripts/scan/words.json, docs/history.md, docs/findings.md and docs/causes.md
// npm run generate -- --fetch   reads the pinned packages, and the releases before the catalogue's, anew into these
//                               facts first
// npm run generate -- --check   writes nothing; fails and names the first difference where the tables are stale
import { readFileSync, writeFileSync } from 'node:fs';
import { callTable } from './calls/rust-table.mjs';
import { rustTables } from './catalogue/rust-tables.mjs';
import { typescriptNames } from './catalogue/typescript-names.mjs';
import { dataModule } from './history/data-module.mjs';
import { laterTable } from './history/later-table.mjs';
import { page } from './history/page.mjs';
import { scanFiles } from './scan/rules.mjs';
import { at, Failure, program, readArguments, run, step } from './task.mjs';
import { vendorNames, vendorTable } from './vendors/rust-table.mjs';

/** What is generated: from which facts, into which files by path from the project's root. */
export const catalogue = {
  facts: 'scripts/catalogue/facts.json',
  parts: ['source', 'rpcMethods', 'scopes', 'messages', 'statusCodes'],
  files: (facts) => ({
    'src/catalogue/generated.rs': rustTables(facts),
    'src/js/names.d.ts': typescriptNames(facts),
  }),
  fetch: async ({ source }) => (await import('./catalogue/fetch.mjs')).fetchFacts(source),
  summary: ({ source, rpcMethods, scopes, statusCodes }) =>
    `catalogue of ${source.package} ${source.version}: ${rpcMethods.length} RPC methods, ` +
    `${scopes.length} scopes, ${statusCodes.length} status codes`,
};

/** What Clarifai's own client asks for: facts for tests/route_channel.rs, of which nothing is generated. */
export const channel = {
  facts: 'scripts/catalogue/channel.json',
  parts: ['source', 'client', 'ids', 'rpcMethods'],
  files: () => ({}),
  fetch: async () => (await import('./catalogue/fetch.mjs')).fetchChannel(readFacts(catalogue).source),
  summary: ({ source, rpcMethods, ids }) =>
    `REST channel of ${source.package} ${source.version}: ${rpcMethods.length} RPC methods, ` +
    `${ids.length} hostile ids`,
};

export const history = {
  facts: 'scripts/history/facts.json',
  parts: ['source', 'releases'],
  files: (facts) => ({
    'src/js/history/history-data.js': dataModule(facts),
    'docs/history.md': page(facts),
    'src/catalogue/later_table.rs': laterTable(facts, readFacts(catalogue)),
  }),
  fetch: async (facts) =>
    (await import('./history/fetch.mjs')).fetchFacts(facts, readFacts(catalogue).source.version),
  summary: ({ source, releases }) =>
    `history of ${source.package} until ${source.version}: ${releases.length} releases, ` +
    `${releases.filter(({ changes }) => changes).length} with changes`,
};

export const vendors = {
  facts: 'scripts/vendors/facts.json',
  parts: ['sources', 'formats', 'named'],
  files: (facts) => ({ 'src/credential/vendors.rs': vendorTable(facts) }),
  fetch: async ({ sources }) => (await import('./vendors/fetch.mjs')).fetchFacts(sources),
  summary: (facts) =>
    `credentials of ${vendorNames(facts).length} vendors from ` +
    facts.sources.map((source) => `${source.package} ${source.version}`).join(' and '),
};

export const scanners = {
  facts: 'scripts/scan/words.json',
  parts: ['service', 'secret'],
  files: scanFiles,
  summary: (words) =>
    `${Object.keys(words).length} lists of words for scanText and the rules of other scanners`,
};

export const calls = {
  facts: 'scripts/calls/facts.json',
  parts: ['sdks'],
  files: (facts) => ({ 'src/calls/facts.rs': callTable(facts, readFacts(catalogue).rpcMethods) }),
  summary: ({ sdks }) =>
    `calls of ${Object.values(sdks)
      .map(({ package: name, registry, version }) => `${name} ${version} of ${registry}`)
      .join(', ')}`,
};

/** The generated files, by path from the project's root. */
export const generate = (facts, subject = catalogue) => subject.files(facts);

/** One sentence for each file that does not hold what would be generated. */
export function stale(facts, subject = catalogue) {
  return Object.entries(generate(facts, subject)).flatMap(([file, expected]) => {
    const found = textOf(at(file));
    if (found === expected) return [];
    const [expectedLines, foundLines] = [expected.split('\n'), found.split('\n')];
    const first = expectedLines.findIndex((line, index) => line !== foundLines[index]);
    const line = first < 0 ? expectedLines.length : first;
    const [wanted, got] = [expectedLines, foundLines].map((lines) => lines[line] ?? 'the end of the file');
    return [`${file} is stale at line ${line + 1}: expected \`${wanted.trim()}\`, found \`${got.trim()}\``];
  });
}

export function readFacts({ facts: file, parts } = catalogue) {
  const remedy = `Bring it back: \`git checkout -- ${file}\`.`;
  let facts;
  try {
    facts = JSON.parse(readFileSync(at(file), 'utf8'));
  } catch (error) {
    throw new Failure(`${file} cannot be read: ${error.message}`, remedy);
  }
  const lacking = parts.filter((name) => !facts?.[name]);
  if (lacking.length) throw new Failure(`${file} has no ${lacking.join(', no ')}`, remedy);
  return facts;
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

await program(import.meta.url, async () => {
  const { values } = readArguments(
    { options: { fetch: { type: 'boolean' }, check: { type: 'boolean' } } },
    'The options are --fetch and --check.',
  );
  for (const subject of [catalogue, channel, history, vendors, scanners, calls]) {
    if (values.fetch && subject.fetch) {
      writeFileSync(at(subject.facts), await subject.fetch(readFacts(subject)));
      console.log(`${subject.facts}: read anew`);
    }
    const facts = readFacts(subject);
    const differences = stale(facts, subject);
    if (values.check && differences.length) {
      throw new Failure(differences.join('\n'), 'Run `npm run generate`, and commit what it writes.');
    }
    for (const [file, text] of Object.entries(generate(facts, subject))) {
      if (differences.length) writeFileSync(at(file), text);
    }
    console.log(`${subject.summary(facts)}; ${differences.length ? 'written' : 'nothing to change'}`);
  }
  await step('making docs/findings.md and docs/causes.md', () =>
    run('cargo', ['test', '-q', '--test', 'findings', '--test', 'causes'], {
      env: values.check ? {} : { WRITE_FINDINGS: '1', WRITE_CAUSES: '1' },
      failure: 'a table of findings or causes is stale, or a code has no sample',
      remedy: 'Give each code a sample in tests/findings.rs or tests/causes.rs, and run `npm run generate`.',
    }),
  );
});
