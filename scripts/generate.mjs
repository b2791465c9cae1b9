// npm run generate              writes the catalogue's tables from scripts/catalogue/facts.json, and the words
//                               of scanText and the rules for other scanners from scripts/scan/words.json
// npm run generate -- --fetch   reads the pinned clarifai-grpc wheel anew into facts.json first
// npm run generate -- --check   writes nothing; fails and names the first difference where the tables are stale
import { readFileSync, writeFileSync } from 'node:fs';
import { rustTables } from './catalogue/rust-tables.mjs';
import { typescriptNames } from './catalogue/typescript-names.mjs';
import { scanFiles } from './scan/rules.mjs';
import { at, Failure, program, readArguments } from './task.mjs';

const factsFile = at('scripts/catalogue/facts.json');

/** The generated files, by path from the project's root. */
export function generate(facts) {
  return {
    'src/catalogue/generated.rs': rustTables(facts),
    'src/js/names.d.ts': typescriptNames(facts),
    ...scanFiles(),
  };
}

/** One sentence for each file that does not hold what would be generated. */
export function stale(facts) {
  return Object.entries(generate(facts)).flatMap(([file, expected]) => {
    const found = textOf(at(file));
    if (found === expected) return [];
    const [expectedLines, foundLines] = [expected.split('\n'), found.split('\n')];
    const first = expectedLines.findIndex((line, index) => line !== foundLines[index]);
    const line = first < 0 ? expectedLines.length : first;
    const [wanted, got] = [expectedLines, foundLines].map((lines) => lines[line] ?? 'the end of the file');
    return [`${file} is stale at line ${line + 1}: expected \`${wanted.trim()}\`, found \`${got.trim()}\``];
  });
}

export function readFacts() {
  const remedy = 'Bring it back: `git checkout -- scripts/catalogue/facts.json`.';
  let facts;
  try {
    facts = JSON.parse(readFileSync(factsFile, 'utf8'));
  } catch (error) {
    throw new Failure(`scripts/catalogue/facts.json cannot be read: ${error.message}`, remedy);
  }
  const lacking = ['source', 'rpcMethods', 'scopes', 'statusCodes'].filter((name) => !facts?.[name]);
  if (lacking.length)
    throw new Failure(`scripts/catalogue/facts.json has no ${lacking.join(', no ')}`, remedy);
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
  if (values.fetch) {
    const { fetchFacts } = await import('./catalogue/fetch.mjs');
    writeFileSync(factsFile, await fetchFacts(readFacts().source));
    console.log('scripts/catalogue/facts.json: read anew from the wheel');
  }
  const facts = readFacts();
  const differences = stale(facts);
  if (values.check && differences.length) {
    throw new Failure(differences.join('\n'), 'Run `npm run generate`, and commit what it writes.');
  }
  for (const [file, text] of Object.entries(generate(facts))) {
    if (differences.length) writeFileSync(at(file), text);
  }
  const { source, rpcMethods, scopes, statusCodes } = facts;
  console.log(
    `catalogue of ${source.package} ${source.version}: ${rpcMethods.length} RPC methods, ` +
      `${scopes.length} scopes, ${statusCodes.length} status codes; ` +
      (differences.length ? 'written' : 'nothing to change'),
  );
});
