// Draws a credential report. Nothing here takes the credential's characters further than its cells.

import { Credential } from 'clarifai-auth';
import { count, h, prose, sentence } from './dom.js';
import { runs, textCells } from './text-cells.js';
import { shapeInWords, verdict } from './verdict.js';

const marks = { error: '✕', warning: '!', hint: 'i' };
const words = { error: 'Error', warning: 'Warning', hint: 'Hint' };
const findingsShown = 30;
const runsShown = 60;

/**
 * @param {string} text
 * @param {import('clarifai-auth').CredentialReport} report
 * @returns {{ summary: string, content: Node[] }}
 */
export function draw(text, report) {
  const { tone, sentence, note } = verdict(report);
  const { cells, undrawn } = textCells(text, report.findings);
  const summary = `${sentence} ${count(report.findings.length, 'finding')}.`;
  const content = [
    h(
      `div.verdict.${tone}`,
      null,
      h('span.mark', { 'aria-hidden': 'true' }, tone === 'good' ? '✓' : marks[tone]),
      h('div', null, h('h2', null, sentence), note && h('p', null, note)),
    ),
    ...drawRepair(text, report),
    h('div.panel', null, ...drawFindings(report.findings, cells), ...drawCells(cells, undrawn)),
    h('div.panel', null, ...drawHeader(text, report)),
  ];
  return { summary, content };
}

function drawFindings(findings, cells) {
  if (!findings.length) return [];
  const items = findings
    .slice(0, findingsShown)
    .map((finding, index) =>
      h(
        `li.finding.${finding.severity}`,
        { 'data-code': finding.code },
        h('span.mark', { 'aria-hidden': 'true' }, marks[finding.severity]),
        h(
          'div',
          null,
          h(
            'p.message',
            null,
            h('strong', null, `${words[finding.severity]} ${index + 1}: `),
            ...prose(sentence(finding.message)),
          ),
          h('p.fix', null, ...prose(sentence(finding.fix))),
          h('p.place', null, place(finding, index, cells)),
        ),
      ),
    );
  const rest = findings.length - items.length;
  return [
    h('h3', null, 'Findings'),
    h('ol.findings', { role: 'list' }, ...items),
    rest > 0 && h('p.help', null, `And ${count(rest, 'finding')} more of the kind.`),
  ];
}

function place(finding, index, cells) {
  if (!finding.span) return 'The whole text.';
  const own = runs(cells).filter((run) => run.findings.includes(index));
  if (!own.length) return 'Further on than the drawing goes.';
  const from = own[0].from;
  const to = own.at(-1).to;
  const names = [...new Set(own.map((run) => run.name))].filter((name) => name !== 'hidden');
  const kinds = names.length && names.length <= 3 ? ` (${names.join('; ')})` : '';
  return from === to ? `Character ${from}${kinds}` : `Characters ${from} to ${to}${kinds}`;
}

function drawCells(cells, undrawn) {
  const numbered = new Set();
  const drawn = cells.map((cell) => {
    const fresh = cell.findings.filter((index) => !numbered.has(index));
    for (const index of fresh) numbered.add(index);
    return h(
      `span.cell.${cell.kind}${cell.severity ? `.${cell.severity}` : ''}`,
      { 'data-place': cell.first, title: cell.name },
      h('span.glyph', null, cell.glyph),
      fresh.length > 0 && h('span.number', null, fresh.map((index) => index + 1).join(',')),
    );
  });
  const said = runs(cells);
  const list = said.slice(0, runsShown).map(({ from, to, name, findings }) => {
    const where = from === to ? `${from}` : `${from}–${to}`;
    const by = findings.length ? `, marked by ${findings.map((index) => index + 1).join(', ')}` : '';
    return h('li', null, `${where}: ${name}${by}`);
  });
  return [
    h('h3', null, 'The text, character by character'),
    h('div.cells', { 'aria-hidden': 'true' }, ...drawn),
    undrawn > 0 &&
      h('p.help', null, `The drawing stops here; ${undrawn.toLocaleString('en')} more characters follow.`),
    h('p.help', null, 'A dot is a character that is kept hidden. Numbers are those of the findings.'),
    h(
      'details',
      null,
      h('summary', null, 'The same in words'),
      h('ul.runs', null, ...list, said.length > list.length && h('li', null, 'and so on')),
    ),
  ];
}

function drawHeader(text, report) {
  const facts = [
    ['Shape', shapeInWords(report)],
    ['Length', `${count(report.length, 'character')}${report.repairable ? ' after the repair' : ''}`],
  ];
  let header;
  try {
    const credential = Credential.parse(text, { repair: true });
    const [scheme] = credential.authorization().split(' ', 1);
    const dots = '•'.repeat(Math.min(report.length, 64));
    header = h('pre.header', { tabIndex: 0 }, h('code', null, `Authorization: ${scheme} ${dots}`));
    header.setAttribute('aria-label', `Authorization header: ${scheme}, then the key, hidden`);
    header.setAttribute('role', 'group');
    facts.push(['Fingerprint', credential.fingerprint]);
    credential.free();
  } catch (error) {
    if (error.code !== 'ERR_CREDENTIAL') throw error;
    header = h('p', null, 'No header can be made from this text.');
  }
  return [
    h(
      'h3',
      null,
      report.repairable && !report.ok ? 'The header it makes once repaired' : 'The header it makes',
    ),
    header,
    h(
      'dl.facts',
      null,
      ...facts.map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value))),
    ),
    facts.length > 2 &&
      h(
        'p.help',
        null,
        'The fingerprint names the key without showing it: compare it with another copy, or quote it in a ticket.',
      ),
  ];
}

function drawRepair(text, report) {
  if (!report.repairable) return [];
  const status = h('span', { role: 'status' });
  const copy = async () => {
    const credential = Credential.parse(text, { repair: true });
    try {
      await navigator.clipboard.writeText(credential.expose());
      status.textContent = 'Copied. Your clipboard holds the key now.';
    } catch {
      status.textContent = 'The browser did not allow copying. Make the repair by hand, as the findings say.';
    } finally {
      credential.free();
    }
  };
  return [
    h(
      'p.repair',
      null,
      h('button.primary', { type: 'button', onclick: copy }, 'Copy the repaired key'),
      ' ',
      status,
    ),
  ];
}
