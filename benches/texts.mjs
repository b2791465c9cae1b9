// A megabyte each of source code, of a minified bundle and of a log. benches/rust reads the same.
import { readFileSync } from 'node:fs';

const leak = '\nconst app = new Clarifai.App({ apiKey: "c0ffee15dead10ccfeedfacecafebabe" });\n';
const leaks = 10;

export function texts() {
  const read = (file) => readFileSync(new URL(`../node_modules/axe-core/${file}`, import.meta.url), 'latin1');
  const hex = (number) => (BigInt(number + 1) * 0x9e3779b97f4a7c15f39cc0605cedc834n).toString(16).slice(-32);
  const line = (_, number) =>
    `2026-01-05T10:11:12.${100 + (number % 900)}Z INFO POST /v2/models/${hex(number)}/outputs 200 req_id=${hex(number + 7)} etag="${hex(number * 3)}"\n`;
  const log = Array.from({ length: 8000 }, line).join('');
  const texts = { 'source code': read('axe.js'), 'a minified bundle': read('axe.min.js'), 'a log': log };
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, { text: megabyte(text), leaks }]),
  );
}

/** A million characters, and a leak after each hundred thousand. */
function megabyte(text) {
  const whole = text.repeat(Math.ceil(1e6 / text.length));
  return Array.from({ length: leaks }, (_, at) => whole.slice(at * 1e5, (at + 1) * 1e5) + leak).join('');
}
