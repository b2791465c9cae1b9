// Which parts of a text are hidden wherever it is shown: those that the package masks. Rather too much than
// too little: what could be a credential, or a part of one, becomes dots. Names and references stay.

import { maskCredentials } from 'clarifai-auth';

const marks = /<credential(?: \d+)?>/;
const oneMark = /^<credential(?: \d+)?>$/;
/** A name that says that its value is secret may stand before the part. */
const overlap = 400;
/** A shorter text is hidden in its own place only: elsewhere it is a part of words. */
const shortestKnown = 6;
/** What could turn the text around it, or show nothing. */
const invisible = /(?!\s)[\p{Cc}\p{Cf}]/gu;

/**
 * Finds what to hide in a part of a text.
 *
 * @param {string} text
 * @param {number} from
 * @param {number} to
 * @param {string[]} known texts that are secret, wherever they stand
 * @returns {{ start: number, end: number }[]}
 */
export function secretRanges(text, from, to, known = []) {
  const start = Math.max(0, from - overlap);
  const part = text.slice(start, to + overlap);
  const ranges = maskedRanges(part.toWellFormed());
  for (const secret of known) {
    if (secret.length < shortestKnown) continue;
    for (let at = part.indexOf(secret); at >= 0; at = part.indexOf(secret, at + secret.length))
      ranges.push({ start: at, end: at + secret.length });
  }
  return ranges.map((range) => ({ start: range.start + start, end: range.end + start }));
}

/**
 * Nothing in a text of a known kind is or could be secret. Free words are not sure: someone may be typing.
 *
 * @param {import('./reading.js').Reading} reading
 */
export const isWithoutSecrets = ({ holds, evidence, text }) =>
  holds === 'none' && !['unknown', 'too-long'].includes(evidence.kind) && maskCredentials(text) === text;

/** What the marks in the masked text stand for. */
function maskedRanges(text) {
  const kept = maskCredentials(text).split(marks);
  const first = places(text, kept);
  const last = placesFromTheEnd(text, kept);
  const ranges = [];
  let end = kept[0].length;
  for (let index = 1; index < kept.length; index += 1) {
    // A kept piece that could stand in two places may be a part of the secret before or behind it.
    if (first[index] !== last[index]) continue;
    ranges.push({ start: end, end: first[index] });
    end = first[index] + kept[index].length;
  }
  const isSure = kept.length > 1 ? first.at(-1) >= 0 && text.startsWith(kept[0]) : kept[0] === text;
  if (!isSure || first.includes(-1)) return [{ start: 0, end: text.length }];
  return ranges.filter((range) => !oneMark.test(text.slice(range.start, range.end)));
}

/** Where each kept piece stands at the earliest. */
function places(text, kept) {
  const found = [0];
  let end = kept[0].length;
  for (const piece of kept.slice(1, -1)) {
    const at = text.indexOf(piece, end + 1);
    if (at < 0) return [-1];
    found.push(at);
    end = at + piece.length;
  }
  if (kept.length > 1) found.push(text.endsWith(kept.at(-1)) ? text.length - kept.at(-1).length : -1);
  return found;
}

/** Where each kept piece stands at the latest. */
function placesFromTheEnd(text, kept) {
  const found = [text.length - kept.at(-1).length];
  for (const piece of kept.slice(1, -1).reverse()) {
    const latest = found[0] - 1 - piece.length;
    found.unshift(latest < 0 ? -1 : text.lastIndexOf(piece, latest));
  }
  return [0, ...found];
}

export const visible = (text) => text.replaceAll(invisible, '\ufffd');

/** A piece of a text with dots for its secrets, cut where it is long. */
export function hidden(text, known = [], longest = 2000) {
  const shown = String(text).slice(0, longest);
  const units = shown.split('');
  for (const { start, end } of secretRanges(shown, 0, shown.length, known))
    units.fill('•', Math.max(0, start), Math.min(end, units.length));
  const cut = String(text).length > longest ? ' …' : '';
  return visible(units.join('').replaceAll(/•{9,}/g, '••••••••')) + cut;
}
