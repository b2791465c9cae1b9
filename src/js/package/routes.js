// The fast path of `matchRoute`: verb and segments go to the core as numbers, it answers with numbers of rules,
// and the objects are made here. What is not plain is asked for whole. The rule stays in the core.
import { matchRoute as askCore, routeRules, routesOfWords, routeWords } from './core.js';

// A path of which no server could read a segment in two ways; the same below a host, or with a query behind.
const PATH = /^\/v2(?:\/[\w~-][\w.~-]*)+$/;
const URL_OF_PATH = /^(?:https?:\/\/[\w.:-]+)?(\/v2(?:\/[\w~-][\w.~-]*)+)(?:[?#][!-$&-[\]-~]*)?$/;
const LONGEST = 2048;

const NO_WORD = 127;
const MOST_WORDS = 16;
const TOO_MANY = 0xffffffff;

/** @type {Map<string, number> | undefined} */
let words;
/** @type {{ rpc: string, template: string, parameters: [string, number][] }[]} */
const rules = [];
let masked;
let mask;

function readNames() {
  const texts = routeRules();
  [masked, mask] = texts;
  for (let at = 2; at < texts.length; at += 2) {
    const template = texts[at + 1];
    const parameters = [];
    for (const [index, part] of template.slice('/v2/'.length).split('/').entries()) {
      if (part.startsWith('{')) parameters.push([part.slice(1, -1), index]);
    }
    rules.push({ rpc: texts[at], template, parameters });
  }
  words = new Map(routeWords().map((word, index) => [word, index + 1]));
  return words;
}

export function matchRoute(verb, url) {
  return matchPlain(verb, url) ?? askCore(verb, url);
}

function matchPlain(verb, url) {
  if (typeof verb !== 'string' || typeof url !== 'string' || url.length > LONGEST) return;
  const path = PATH.test(url) ? url : URL_OF_PATH.exec(url)?.[1];
  if (path === undefined) return;
  const numbers = words ?? readNames();
  const parts = [];
  // Four words in each.
  const asked = [numbers.get(verb), 0, 0, 0];
  if (asked[0] === undefined) return;
  for (let count = 1, start = '/v2/'.length; start > 0; count += 1) {
    if (count === MOST_WORDS) return;
    const slash = path.indexOf('/', start);
    const part = slash < 0 ? path.slice(start) : path.slice(start, slash);
    asked[count >> 2] |= (numbers.get(part) ?? NO_WORD) << (7 * (count & 3));
    parts.push(part);
    start = slash + 1;
  }
  let found = routesOfWords(asked[0], asked[1], asked[2], asked[3]);
  if (found === TOO_MANY) return;
  const routes = [];
  for (; found > 0; found >>>= 10) {
    const { rpc, template, parameters: places } = rules[(found & 1023) - 1];
    const parameters = {};
    for (const [name, index] of places) parameters[name] = name === masked ? mask : parts[index];
    routes.push({ rpc, template, parameters });
  }
  return routes;
}
