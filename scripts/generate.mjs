// npm run generate              writes the catalogue's tables from scripts/catalogue/facts.json
// npm run generate -- --fetch   reads the pinned clarifai-grpc wheel anew into facts.json first
// npm run generate -- --check   writes nothing; fails and names the first difference where the tables are stale
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { rustTables } from './catalogue/rust-tables.mjs';
import { typescriptNames } from './catalogue/typescript-names.mjs';

const root = path.resolve(import.meta.dirname, '..');
const factsFile = path.join(root, 'scripts/catalogue/facts.json');

/** The generated files, by path from the project's root. */
export function generate(facts) {
  return {
    'src/catalogue/generated.rs': rustTables(facts),
    'src/js/names.d.ts': typescriptNames(facts),
  };
}

/** One sentence for each file that does not hold what would be generated. */
export function stale(facts) {
  return Object.entries(generate(facts)).flatMap(([file, expected]) => {
    const target = path.join(root, file);
    const found = fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : '';
    if (found === expected) return [];
    const [expectedLines, foundLines] = [expected.split('\n'), found.split('\n')];
    const at = expectedLines.findIndex((line, index) => line !== foundLines[index]);
    const line = at < 0 ? expectedLines.length : at;
    return [`${file} is stale at line ${line + 1}: expected \`${expectedLines[line] ?? 'the end'}\`, found \`${foundLines[line] ?? 'the end'}\``];
  });
}

export const readFacts = () => JSON.parse(fs.readFileSync(factsFile, 'utf8'));

async function main() {
  const { values } = parseArgs({ options: { fetch: { type: 'boolean' }, check: { type: 'boolean' } } });
  if (values.fetch) {
    const { fetchFacts } = await import('./catalogue/fetch.mjs');
    fs.writeFileSync(factsFile, await fetchFacts(readFacts().source));
    console.log('scripts/catalogue/facts.json: read anew from the wheel');
  }
  const facts = readFacts();
  const differences = stale(facts);
  if (values.check) {
    for (const difference of differences) console.error(difference);
    if (differences.length) console.error('run `npm run generate`, and commit what it writes');
    process.exit(differences.length ? 1 : 0);
  }
  for (const [file, text] of Object.entries(generate(facts))) fs.writeFileSync(path.join(root, file), text);
  console.log(
    `catalogue of ${facts.source.package} ${facts.source.version}: ${facts.rpcMethods.length} RPC methods, ` +
      `${facts.scopes.length} scopes, ${facts.statusCodes.length} status codes; ` +
      (differences.length ? `${differences.length} file(s) rewritten` : 'nothing changed'),
  );
}

if (import.meta.filename === fs.realpathSync(process.argv[1] ?? '.')) await main();
