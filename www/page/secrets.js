// Which parts of a text are hidden wherever it is shown. Rather too much than too little: what could be a
// credential, or a part of one, becomes dots.

import { scanText } from 'clarifai-auth';

/** Anything that a credential, an id or a token of any vendor looks like. */
const secretLooking = [
  /[0-9a-f]{8,}/gi,
  /[0-9A-Za-z+_-]{20,}={0,2}/g,
  /(?:%[0-9a-f]{2}){8,}/gi,
  /[０-９ａ-ｆＡ-Ｆ]{8,}/g,
  // In groups, taken apart by what is not seen, or with look-alikes of other scripts.
  /(?:[0-9a-fo０-９ａ-ｆоасе][\s\p{Cf}:-]{0,2}){20,}/giu,
];
/** What stands behind a name that says it is secret, up to the end of the value. */
const secretNamed =
  /(?:pat|key|token|secret|password|passwd|pwd|cookie|credential|authorization)["']?\s*[:=]\s*(?:["'`]?(?:key|bearer|basic|token)\s+)?["'`]?\s*([^\s"'`,;&]{8,})/giu;
const references = /^(?:[$%<{]|process\.|os\.|import\.)/;
/** A regular expression may start in the middle of what it would have taken whole. */
const overlap = 200;

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
  const ranges = scanText(part).map(({ span }) => span);
  for (const pattern of secretLooking) {
    for (const { 0: run, index } of part.matchAll(pattern)) {
      // Long names of classes and options have no digit.
      if (run.length < 20 || /[^A-Za-z_-]/.test(run)) ranges.push({ start: index, end: index + run.length });
    }
  }
  for (const found of part.matchAll(secretNamed)) {
    const end = found.index + found[0].length;
    if (!references.test(found[1])) ranges.push({ start: end - found[1].length, end });
  }
  for (const secret of known) {
    if (!secret) continue;
    for (let at = part.indexOf(secret); at >= 0; at = part.indexOf(secret, at + secret.length))
      ranges.push({ start: at, end: at + secret.length });
  }
  return ranges.map((range) => ({ start: range.start + start, end: range.end + start }));
}

/** A piece of a text with dots for its secrets, cut where it is long. */
export function hidden(text, known = [], longest = 2000) {
  const shown = String(text).slice(0, longest);
  const units = shown.split('');
  for (const { start, end } of secretRanges(shown, 0, shown.length, known))
    units.fill('•', Math.max(0, start), Math.min(end, units.length));
  const cut = String(text).length > longest ? ' …' : '';
  return units.join('').replaceAll(/•{9,}/g, '••••••••') + cut;
}
