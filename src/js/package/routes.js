// The fast path of `matchRoute`: the core answers with a number, and the objects are made here. What is not
// plain, several methods or none, encodings, the path of a key, is asked for whole.
import { matchRoute as askCore, routeRules, soleRoute } from './core.js';

const NO_SOLE_ROUTE = 0xffffffff;

/** @type {{ rpc: string, template: string, parameters: [string, number][], holdsKey: boolean }[] | undefined} */
let rules;

function readRules() {
  const texts = routeRules();
  rules = [];
  for (let at = 0; at < texts.length; at += 2) {
    const template = texts[at + 1];
    const parameters = [];
    for (const [index, part] of template.slice('/v2/'.length).split('/').entries()) {
      if (part.startsWith('{')) parameters.push([part.slice(1, -1), index]);
    }
    rules.push({
      rpc: texts[at],
      template,
      parameters,
      holdsKey: parameters.some(([name]) => name === 'key_id'),
    });
  }
  return rules;
}

export function matchRoute(verb, url) {
  const sole = typeof verb === 'string' && typeof url === 'string' ? soleRoute(verb, url) : NO_SOLE_ROUTE;
  const rule = sole === NO_SOLE_ROUTE ? undefined : (rules ?? readRules())[sole & 1023];
  if (!rule || rule.holdsKey) return askCore(verb, url);
  const { rpc, template } = rule;
  const parameters = {};
  if (rule.parameters.length > 0) {
    const parts = url.slice(sole >>> 10).split('/');
    for (const [name, index] of rule.parameters) {
      const part = parts[index];
      const end =
        index === parts.length - 1 || part.includes('?') || part.includes('#') ? part.search(/[?#]/) : -1;
      parameters[name] = end < 0 ? part : part.slice(0, end);
    }
  }
  return [{ rpc, template, parameters }];
}
