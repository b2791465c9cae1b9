// Draws what a paste was read as: verdict, what to send instead, the text, the findings, the call.

import { drawAnswer, drawGrant, drawRequest } from './call-parts.js';
import { count, h, icon, prose, sentence } from './dom.js';
import { drawInstead } from './instead.js';
import { secretRanges, visible } from './secrets.js';
import { runs, textCells } from './text-cells.js';
import { textLines } from './text-lines.js';
import { keyVerdict, verdict } from './verdict.js';
import { drawWhy } from './why.js';

const marks = { error: '✕', warning: '!', hint: 'i' };
const words = { error: 'Error', warning: 'Warning', hint: 'Hint' };
const findingsShown = 30;
const runsShown = 60;
const fewDots = 8;
/** Names of characters that tell nothing. */
const untold = ['hidden', 'shown'];
const legible = ['pasted-header', 'pasted-scheme', 'variable-name', 'placeholder', 'unexpanded-reference'];
const legibleLimit = 5000;

/**
 * @param {import('./reading.js').Reading} reading
 * @param {object} actions
 * @param {(target: string) => void} actions.chooseTarget
 * @param {(grant: object) => void} actions.fillScopes
 * @param {() => void} actions.goToScopes
 * @param {import('clarifai-auth').GrantDescription} [actions.grant]
 * @returns {{ summary: string, content: Node[] }}
 */
export function draw(reading, { chooseTarget, fillScopes, goToScopes, grant }) {
  const { findings } = reading;
  const drawing = reading.holds === 'alone' ? drawCells(reading) : drawLines(reading);
  const list = drawFindings(findings, drawing.place);
  const panel = (content) => content.length > 0 && h('div.panel', null, ...content);
  const text = panel([...drawing.content, ...list]);
  const call = [drawRequest(reading, grant, secretsOf(reading)), drawAnswer(reading, secretsOf(reading))];
  const content = [
    drawVerdict(reading),
    drawFailure(reading, goToScopes, grant),
    drawGrant(reading, fillScopes),
    panel(drawInstead(reading, keyVerdict(reading).icon === 'ready', chooseTarget)),
    ...(reading.holds === 'none' ? [...call, text] : [text, ...call]),
  ].filter(Boolean);
  return { summary: summaryOf(reading), content };
}

const summaryOf = (reading) =>
  `Read as ${reading.readAs}. ${verdictInWords(reading)} ${count(reading.findings.length, 'finding')}.`;

/** The verdict as a live region says it, and what to do. @param {import('./reading.js').Reading} reading */
export function verdictInWords(reading) {
  const { word, sentence: said } = verdict(reading);
  const told = [said, remedyIn(reading)].filter(Boolean).join(' ');
  return `${word}: ${told.replaceAll('`', '')}`;
}

/** What to do about the failing call of the paste. @param {import('./reading.js').Reading} reading */
export const remedyIn = (reading) =>
  reading.diagnosis && sentence(visible(reading.diagnosis.causes[0].remedy));

function drawVerdict(reading) {
  const { tone, icon: picture, word, sentence: said, note } = verdict(reading);
  return h(
    `div.verdict.${tone}`,
    null,
    icon(picture),
    h(
      'div',
      null,
      h('p.word', null, word),
      h('h2', null, ...prose(said)),
      note && h('p', null, ...prose(note)),
      h('p.read-as', null, `Read as: ${reading.readAs}`),
    ),
  );
}

const drawFailure = (reading, goToScopes, grant) =>
  drawWhy(reading, { goToScopes, counted: reading.evidence.grant ? undefined : grant });

/**
 * Draws again what the scopes of the section below decide, in its place; the rest of the report stays as it is.
 *
 * @param {HTMLElement} report
 * @param {import('./reading.js').Reading} reading
 * @param {{ goToScopes: () => void, grant?: import('clarifai-auth').GrantDescription }} actions
 */
export function redraw(report, reading, { goToScopes, grant }) {
  const replace = (selector, drawn) => drawn && report.querySelector(selector)?.replaceWith(drawn);
  replace('.request', drawRequest(reading, grant, secretsOf(reading)));
  if (!reading.diagnosis) return;
  replace('.verdict', drawVerdict(reading));
  replace('.why', drawFailure(reading, goToScopes, grant));
}

function secretsOf({ position, report, evidence }) {
  const isNone = evidence.reference || ['placeholder', 'empty'].includes(report?.shape);
  return position === undefined || isNone ? [] : [position, position.trim()];
}

function drawFindings(findings, place) {
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
          placeLine(place(finding, index)),
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

const placeLine = (place) => place && h('p.place', null, place);

function placeInCells(finding, index, cells) {
  if (!finding.span) return 'The whole text.';
  const own = runs(cells).filter((run) => run.findings.includes(index));
  if (!own.length) return 'Further on than the drawing goes.';
  const from = own[0].from;
  const to = own.at(-1).to;
  if (from !== to) return `Characters ${from} to ${to}`;
  const { name } = own[0];
  return untold.includes(name) ? `Character ${from}` : `Character ${from} (${name})`;
}

/** Where a credential is written with a name, a scheme or a reference, these are no secret. */
function legibleIn({ text, findings }) {
  const spans = findings.filter(({ code, span }) => span && legible.includes(code)).map(({ span }) => span);
  if (!spans.length) return [];
  const hidden = secretRanges(text, 0, legibleLimit);
  return spans.filter(
    ({ start, end }) => end <= legibleLimit && !hidden.some((each) => each.start < end && each.end > start),
  );
}

function drawCells(reading) {
  const { text, findings } = reading;
  const { cells, undrawn } = textCells(text, findings, legibleIn(reading));
  const place = (finding, index) => placeInCells(finding, index, cells);
  if (!text) return { content: [], place };
  const number = numbering();
  const drawn = cells.map((cell) => {
    return h(
      `span.cell.${cell.kind}${cell.severity ? `.${cell.severity}` : ''}`,
      { 'data-place': cell.first, title: cell.name },
      h('span.glyph', null, cell.glyph),
      number(cell.findings),
    );
  });
  const said = runs(cells);
  const list = said.slice(0, runsShown).map(({ from, to, name, findings: by }) => {
    const where = from === to ? `${from}` : `${from}–${to}`;
    const marked = by.length ? `, marked by ${by.map((index) => index + 1).join(', ')}` : '';
    return h('li', null, `${where}: ${name}${marked}`);
  });
  const content = [
    h('h3', null, 'The text, character by character'),
    h('div.cells', { 'aria-hidden': 'true' }, ...drawn),
    undrawn > 0 &&
      h('p.help', null, `The drawing stops here; ${undrawn.toLocaleString('en')} more characters follow.`),
    h(
      'p.help',
      null,
      cells.some(({ kind }) => kind === 'hidden') && 'A dot is a character that is kept hidden.',
      findings.length > 0 && ' Numbers are those of the findings.',
    ),
    h(
      'details',
      null,
      h('summary', null, 'The same in words'),
      h('ul.runs', null, ...list, said.length > list.length && h('li', null, 'and so on')),
    ),
  ];
  return { content, place };
}

/** The number of a finding stands where its first mark is. */
function numbering() {
  const numbered = new Set();
  return (indexes) => {
    const fresh = indexes.filter((index) => !numbered.has(index));
    for (const index of fresh) numbered.add(index);
    return fresh.length > 0 && h('span.number', null, fresh.map((index) => index + 1).join(','));
  };
}

function drawLines(reading) {
  const { text, findings, holds } = reading;
  const place = (finding) => placeInLines(finding, text);
  if (!text.trim()) return { content: [], place };
  const number = numbering();
  const drawn = textLines(text, findings, secretsOf(reading));
  const hasDots = drawn.some(({ pieces = [] }) => pieces.some(({ kind }) => kind === 'hidden'));
  const rows = drawn.map((row) =>
    row.skipped
      ? h('div.skipped', null, `⋯ ${row.skipped.toLocaleString('en')} more characters ⋯`)
      : h(
          'div.line',
          { 'data-line': row.number },
          h('span', null, ...row.pieces.map((piece) => drawPiece(piece, number))),
          '\n',
        ),
  );
  const content = [
    h('h3', null, 'The text as pasted'),
    h(
      `div.lines.code${holds === 'environment' ? '.numbered' : ''}`,
      { translate: false, dir: 'ltr' },
      ...rows,
    ),
    hasDots && h('p.help', null, 'Dots stand for what is or could be secret.'),
  ];
  return { content, place };
}

function drawPiece({ kind, text, name, severity, findings }, number) {
  const content = [text];
  if (kind === 'invisible') content[0] = h('span.glyph', { title: name }, text);
  if (kind === 'hidden') content[0] = h('span', { 'aria-hidden': 'true' }, text);
  if (kind === 'hidden' && text.length > fewDots) content.push(h('span.sr', null, '(hidden)'));
  return h(`${severity ? `mark.${severity}` : 'span'}.piece.${kind}`, null, ...content, number(findings));
}

function placeInLines({ span, line, variable }, text) {
  if (!span) return line && `Line ${line}`;
  const before = text.slice(0, span.start);
  const at = line ?? before.split('\n').length;
  const column = span.start - (before.lastIndexOf('\n') + 1) + 1;
  const last = column + (span.end - span.start) - 1;
  const places = last > column ? `characters ${column} to ${last}` : `character ${column}`;
  return `Line ${at}, ${places}${variable ? ` (${variable})` : ''}`;
}
