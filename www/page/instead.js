// "What to send instead": the mended header or lines, hidden until asked for, and the real ones to copy.

import { count, h, prose, sentence } from './dom.js';
import { headerOf, keysIn, mendedLines, mendedText, sendable, withMendedLines } from './reading.js';
import { refusing, shapeInWords } from './verdict.js';

const targets = [
  ['rest', 'REST API'],
  ['grpc', 'gRPC'],
  ['openai', 'OpenAI-compatible'],
  ['mcp', 'MCP'],
];
const dots = (length) => '•'.repeat(Math.min(length, 64));

/**
 * @param {import('./reading.js').Reading} reading
 * @param {boolean} isReady it can be sent as it is
 * @param {(target: string) => void} chooseTarget
 * @returns {(Node | false)[]}
 */
export function drawInstead(reading, isReady, chooseTarget) {
  const { reference } = reading.evidence;
  if (reading.holds === 'none' || reference?.expanded) return [];
  if (reading.holds === 'environment') return drawLines(reading);
  const credential = reference ? undefined : sendable(reading.position);
  if (!credential) return drawDecision(reading);
  const { name, value } = headerOf(credential, reading.target);
  const facts = factsOf(reading, credential);
  credential.free();
  const key = value.slice(value.lastIndexOf(' ') + 1);
  const lead = `${name}: ${value.slice(0, value.length - key.length)}`;
  const whole = isReady ? undefined : mendedText(reading);
  const mendsKey = reading.report?.repairable && !(reading.report.ok && isReady);
  return [
    h('h3', null, isReady ? 'What is sent' : 'What to send instead'),
    chooseTargetForm(reading.target, chooseTarget),
    secretLine('pre.header', [{ before: lead, secret: key }], `${lead.trim()}, then the key`),
    copying(
      ['Copy the header', () => lead + key, 'primary'],
      mendsKey && ['Copy the repaired key', () => key],
      !mendsKey && reading.holds === 'authorization' && ['Copy the key alone', () => key],
      whole && [`Copy the whole ${wholeName(reading)}, mended`, () => whole],
    ),
    ...facts,
  ];
}

const wholeName = ({ evidence }) =>
  ({ 'command-line': 'command', code: 'program', headers: 'headers', http: 'message' })[evidence.kind] ??
  'text';

function factsOf({ report, target }, credential) {
  const facts = [
    ['Shape', shapeInWords(report)],
    [
      'Length',
      `${count(report.length, 'character')}${report.repairable && !report.ok ? ' after the repair' : ''}`,
    ],
    ['Fingerprint', credential.fingerprint],
  ];
  const others = Object.keys(credential.headers(target)).slice(1);
  if (others.length) facts.push(['Beside it', others.join(', ')]);
  return [
    drawFacts(facts),
    h(
      'p.help',
      null,
      'The fingerprint names the key without showing it: compare it with another copy, or quote it in a ticket.',
    ),
  ];
}

const drawFacts = (facts) =>
  h(
    'dl.facts',
    null,
    ...facts.map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value))),
  );

/** No guess: what there is to decide or to get. */
function drawDecision({ position = '', report, findings, evidence }) {
  const keys = keysIn(position);
  const order = evidence.reference
    ? 'between these quotes nothing is filled in: use double quotes in a shell, backticks in JavaScript'
    : refusing(findings)?.fix;
  const several = keys.length > 1;
  return [
    h('h3', null, several ? 'Which one is meant?' : 'What to do'),
    !several && order && h('p.advice', null, ...prose(sentence(order))),
    several
      ? h('ol.keys', { role: 'list' }, ...keys.slice(0, 6).map(drawKey))
      : h('p.help', null, 'No header can be made from this text.'),
    !several &&
      report &&
      drawFacts([
        ['Shape', shapeInWords(report)],
        ['Length', count(report.length, 'character')],
      ]),
  ];
}

function drawKey({ start, key, fingerprint }, index) {
  return h(
    'li',
    null,
    h(
      'p',
      null,
      h('strong', null, `Key ${index + 1}`),
      `, from character ${start + 1} on: `,
      h('code', null, fingerprint),
    ),
    copying([`Copy key ${index + 1}`, () => key]),
  );
}

function drawLines(reading) {
  const mended = mendedLines(reading);
  if (!mended.length) return [];
  const lines = mended.map(({ before, name, separator, value, secret }) =>
    secret
      ? { before: before + name + separator, secret: value }
      : { before: before + name + separator + value },
  );
  const text = () => lines.map(({ before, secret = '' }) => before + secret).join('\n');
  const numbers = mended
    .map(({ line }) => line)
    .join(', ')
    .replace(/, (\d+)$/, ' and $1');
  return [
    h('h3', null, mended.length === 1 ? `Line ${numbers}, mended` : `Lines ${numbers}, mended`),
    secretLine('pre.header', lines, 'The mended lines, keys hidden'),
    copying(
      [mended.length === 1 ? 'Copy the line' : 'Copy the lines', text, 'primary'],
      ['Copy the whole file, mended', () => withMendedLines(reading, mended)],
    ),
  ];
}

/** Lines whose secrets are dots until the button beside them is pressed, and again after. */
function secretLine(tag, lines, label) {
  const hasSecret = lines.some((line) => line.secret);
  const code = h('code');
  const write = (shown) => {
    code.textContent = lines
      .map(({ before, secret = '' }) => before + (shown ? secret : dots(secret.length)))
      .join('\n');
  };
  write(false);
  const line = h(
    tag,
    { tabIndex: 0, role: 'group', 'aria-label': hasSecret ? `${label}, hidden` : label },
    code,
  );
  if (!hasSecret) return h('div.secret-line', null, line);
  const toggle = h('button.quiet', { type: 'button' }, 'Show the key');
  let shown = false;
  toggle.addEventListener('click', () => {
    shown = !shown;
    toggle.textContent = shown ? 'Hide the key' : 'Show the key';
    line.setAttribute('aria-label', shown ? label : `${label}, hidden`);
    write(shown);
  });
  return h('div.secret-line', null, line, toggle);
}

/** Buttons that copy a text made at the click, and what came of it. */
function copying(...offers) {
  const status = h('span', { role: 'status' });
  const buttons = offers.filter(Boolean).map(([name, text, kind]) =>
    h(
      kind ? `button.${kind}` : 'button',
      {
        type: 'button',
        onclick: async () => {
          try {
            await navigator.clipboard.writeText(text());
            status.textContent = 'Copied. Your clipboard holds the key now.';
          } catch {
            status.textContent = 'The browser did not allow copying. Press “Show the key” and copy by hand.';
          }
        },
      },
      name,
    ),
  );
  return h('p.repair', null, ...buttons, status);
}

function chooseTargetForm(target, chooseTarget) {
  const choices = targets.map(([value, name]) => {
    const radio = h('input', {
      type: 'radio',
      name: 'target',
      id: `target-${value}`,
      value,
      checked: value === target,
    });
    radio.addEventListener('change', () => chooseTarget(value));
    return h('label.segment', null, radio, h('span', null, name));
  });
  return h('fieldset.segments', null, h('legend', null, 'Sent to'), h('div', null, ...choices));
}
