// What a grant reaches: a number, the common jobs, and one cell for each RPC method. Built once and then
// only updated, so that ticking a scope keeps the reader's place.

import { drawDecision, isAllowed } from './decision.js';
import { count, h } from './dom.js';
import { rpcMethodsByResource } from './resources.js';

const jobs = [
  ['PostModelOutputs', 'Predict with a model'],
  ['PostWorkflowResults', 'Predict with a workflow'],
  ['PostSearches', 'Search'],
  ['PostInputs', 'Add inputs'],
  ['PostModelVersions', 'Train a model'],
  ['PostKeys', 'Create keys'],
];

/**
 * @param {Element} root
 * @param {import('clarifai-auth').RpcMethod[]} rpcMethods
 * @param {(scopes: string[]) => void} tick
 * @returns {{ update(decisions: import('clarifai-auth').Decision[]): string }} `update` says the result in words
 */
export function createReach(root, rpcMethods, tick) {
  /** @type {Map<string, import('clarifai-auth').Decision>} */
  let decisions = new Map();
  /** @type {{ name: string, button: HTMLElement } | undefined} */
  let chosen;

  const total = h('p.total');
  const bar = h('span');
  const refusals = h('p.help');
  const decision = h('article.decision', { 'aria-label': 'Decision' });
  const toggles = [];

  const toggle = (name, text) => {
    const mark = h('span.mark', { 'aria-hidden': 'true' });
    const state = h('span.sr');
    const button = h('button.method', { type: 'button', 'aria-expanded': 'false' }, mark, text, state);
    button.addEventListener('click', () => choose(chosen?.button === button ? undefined : { name, button }));
    toggles.push({ name, button, mark, state });
    return button;
  };

  const choose = (next) => {
    chosen?.button.setAttribute('aria-expanded', 'false');
    chosen = next;
    if (!chosen) return decision.remove();
    chosen.button.setAttribute('aria-expanded', 'true');
    chosen.button.parentElement.append(decision);
    decision.replaceChildren(...drawDecision(decisions.get(chosen.name), chosen.name, tick));
  };

  const jobList = h('ul.jobs', null, ...jobs.map(([name, text]) => h('li', null, toggle(name, text))));
  const groups = rpcMethodsByResource(rpcMethods).map(({ resource, rpcMethods: members }) => {
    const items = members.map(({ name }) => ({ name, item: h('li', null, toggle(name, name)) }));
    const cells = members.map(({ name }) => ({ name, cell: h('span', { title: name }) }));
    const tally = h('span.tally');
    const details = h(
      'details.resource',
      null,
      h(
        'summary',
        null,
        h('span.name', null, resource),
        h('span.strip', { 'aria-hidden': 'true' }, ...cells.map((each) => each.cell)),
        tally,
      ),
      h('ul.methods', null, ...items.map((each) => each.item)),
    );
    return { details, items, cells, tally };
  });

  const filter = h('input', {
    type: 'search',
    id: 'filter',
    autocomplete: 'off',
    spellcheck: false,
    placeholder: 'Searches',
  });
  const noMatch = h('p.help', { hidden: true }, 'No RPC method has that in its name.');
  filter.addEventListener('input', () => {
    const wanted = filter.value.trim().toLowerCase();
    let matches = 0;
    for (const { details, items } of groups) {
      const fits = items.map(({ name, item }) => {
        item.hidden = !name.toLowerCase().includes(wanted);
        return !item.hidden;
      });
      details.hidden = !fits.includes(true);
      details.open = wanted !== '' && !details.hidden;
      matches += fits.filter(Boolean).length;
    }
    noMatch.hidden = matches > 0;
    if (chosen && !chosen.name.toLowerCase().includes(wanted)) choose(undefined);
  });

  root.replaceChildren(
    total,
    h('div.bar', { 'aria-hidden': 'true' }, bar),
    refusals,
    h('h3', null, 'Common jobs'),
    jobList,
    h('h3', null, 'Every RPC method, by resource'),
    h('label', { for: 'filter' }, 'Filter by name'),
    filter,
    noMatch,
    h('div.resources', null, ...groups.map((group) => group.details)),
    h(
      'p.help',
      null,
      h('span.key.allowed', { 'aria-hidden': 'true' }),
      ' allowed ',
      h('span.key', { 'aria-hidden': 'true' }),
      ' refused',
    ),
  );

  let first = true;
  const update = (all) => {
    const hadFocus = decision.contains(document.activeElement);
    decisions = new Map(all.map((each) => [each.rpc, each]));
    const allowed = new Set(all.filter(isAllowed).map((each) => each.rpc));
    total.replaceChildren(
      h('strong', null, String(allowed.size)),
      ` of ${rpcMethods.length} RPC methods allowed`,
    );
    bar.style.width = `${(100 * allowed.size) / rpcMethods.length}%`;
    refusals.textContent = refusalsInWords(all);
    for (const { name, button, mark, state } of toggles) {
      button.classList.toggle('allowed', allowed.has(name));
      mark.textContent = allowed.has(name) ? '✓' : '✕';
      state.textContent = allowed.has(name) ? ', allowed' : ', refused';
    }
    for (const { cells, tally } of groups) {
      for (const { name, cell } of cells) cell.classList.toggle('allowed', allowed.has(name));
      tally.textContent = `${cells.filter(({ name }) => allowed.has(name)).length} of ${cells.length}`;
    }
    if (first) choose({ name: jobs[0][0], button: jobList.querySelector('button') });
    else if (chosen) choose(chosen);
    first = false;
    // The button that had it is drawn anew, or no longer needed.
    if (hadFocus) chosen.button.focus();
    const sum = `${allowed.size} of ${rpcMethods.length} RPC methods allowed.`;
    return chosen ? `${sum} ${chosen.name} is ${allowed.has(chosen.name) ? 'allowed' : 'refused'}.` : sum;
  };
  return { update };
}

function refusalsInWords(decisions) {
  const refused = (code) =>
    decisions.filter((each) => each.reasons?.some((reason) => reason.code === code)).length;
  const sentences = [
    [refused('missing-scopes'), (n) => `${count(n, 'RPC method')} ${n === 1 ? 'lacks' : 'lack'} a scope`],
    [
      refused('needs-personal-access-token'),
      (n) => `${n} ${n === 1 ? 'needs' : 'need'} a personal access token`,
    ],
    [refused('endpoint-not-listed'), (n) => `${n} ${n === 1 ? 'is' : 'are'} not on the endpoint list`],
    [refused('needs-session-token'), (n) => `${n} ${n === 1 ? 'needs' : 'need'} a browser session`],
    [refused('expired'), () => 'the key has expired'],
  ].filter(([number]) => number > 0);
  if (!sentences.length) return '';
  return `Of the others: ${sentences.map(([number, say]) => say(number)).join(', ')}. One may have several reasons.`;
}
