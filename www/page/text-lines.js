// A long paste as it stands: its lines, with the faults marked, what is not seen made visible, and
// everything secret as dots. Only the surroundings of the faults are drawn where it is long.

import { secretRanges } from './secrets.js';
import { invisibleCharacter, markedPunctuation, severities } from './text-cells.js';

/** Longer texts are drawn in part. */
const wholeLimit = 5000;
const headLength = 1200;
const headLines = 20;
const around = 220;
const linesAround = 3;
const windowLimit = 24;
const lineLimit = 240;
const findingLimit = 100;
const longestDots = 32;

/**
 * @typedef {{ kind: 'plain' | 'hidden' | 'invisible', text: string, name?: string, severity?: string, findings: number[] }} Piece
 * @typedef {{ number: number, pieces: Piece[] } | { skipped: number }} Row
 */

/**
 * @param {string} text
 * @param {{ severity: string, span?: { start: number, end: number } }[]} findings
 * @param {string[]} secrets texts that are hidden wherever they stand
 * @returns {Row[]}
 */
export function textLines(text, findings, secrets = []) {
  const marks = findings
    .slice(0, findingLimit)
    .map((finding, index) => ({ ...finding.span, index, severity: finding.severity }))
    .filter((mark) => Number.isInteger(mark.start) && mark.end > mark.start);
  const rows = [];
  let last = 0;
  let number = 1;
  for (const { from, to } of windows(text, marks)) {
    if (from > last) rows.push({ skipped: from - last });
    number += lineBreaks(text, last, from);
    const drawn = rowsOf(text, from, to, marks, secrets, number);
    rows.push(...drawn);
    number += lineBreaks(text, from, to);
    last = to;
    if (rows.length > lineLimit) break;
  }
  const kept = rows.slice(0, lineLimit);
  if (last < text.length || kept.length < rows.length)
    kept.push({ skipped: Math.max(1, text.length - last) });
  return kept;
}

/** The parts worth drawing, in order and apart from each other. */
function windows(text, marks) {
  if (text.length <= wholeLimit) return [{ from: 0, to: text.length }];
  const wanted = [{ from: 0, to: linesOn(text, 0, headLength, headLines) }];
  for (const { start, end } of marks.slice(0, windowLimit)) {
    wanted.push(
      { from: linesBack(text, start), to: linesOn(text, start, around, linesAround) },
      { from: linesBack(text, end), to: linesOn(text, end, around, linesAround) },
    );
  }
  wanted.sort((a, b) => a.from - b.from);
  const found = [];
  for (const each of wanted) {
    const from = wholeCharacter(text, Math.max(0, each.from));
    const to = wholeCharacter(text, Math.min(text.length, each.to));
    const before = found.at(-1);
    if (before && from <= before.to) before.to = Math.max(before.to, to);
    else found.push({ from, to });
  }
  return found;
}

/** So many lines on, or so many characters where the lines are long. */
function linesOn(text, from, length, lines) {
  const next = text.slice(from, from + length).split('\n', lines + 1);
  return next.length > lines ? from + next.slice(0, lines).join('\n').length + 1 : from + length;
}

function linesBack(text, from) {
  const start = Math.max(0, from - around);
  const before = text.slice(start, from).split('\n');
  return before.length > linesAround ? from - before.slice(-linesAround).join('\n').length : start;
}

/** Never the middle of a surrogate pair. */
function wholeCharacter(text, at) {
  return at > 0 && text.codePointAt(at - 1) > 0xffff ? at + 1 : at;
}

function lineBreaks(text, from, to) {
  let found = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) found += 1;
  return found;
}

function rowsOf(text, from, to, marks, secrets, first) {
  const secret = new Uint8Array(to - from);
  for (const { start, end } of secretRanges(text, from, to, secrets))
    secret.fill(1, Math.max(0, start - from), Math.max(0, end - from));
  const near = marks.filter((mark) => mark.start < to && mark.end > from);
  let row = { number: first, pieces: [] };
  const rows = [row];
  let at = from;
  for (const character of text.slice(from, to)) {
    const end = at + character.length;
    const own = near.filter((mark) => mark.start < end && mark.end > at);
    const piece = pieceOf(character, secret[at - from] === 1, own, text[end]);
    if (piece) add(row.pieces, piece);
    if (character === '\n') {
      row = { number: row.number + 1, pieces: [] };
      rows.push(row);
    }
    at = end;
  }
  if (!row.pieces.length && rows.length > 1) rows.pop();
  return rows;
}

function pieceOf(character, isSecret, own, next) {
  const severity = severities.findLast((name) => own.some((mark) => mark.severity === name));
  const common = { severity, findings: own.map((mark) => mark.index) };
  const isPlainBreak = character === '\n' || (character === '\r' && next === '\n');
  if (!own.length && isPlainBreak) return undefined;
  const unseen = invisibleCharacter(character);
  const isUsual = character === ' ' || character === '\t';
  if (unseen && (own.length || !isUsual)) {
    return { ...common, kind: 'invisible', text: unseen.glyph, name: unseen.name };
  }
  if (isSecret && !unseen && !(own.length && markedPunctuation.test(character))) {
    return { ...common, kind: 'hidden', text: '•' };
  }
  return { ...common, kind: 'plain', text: character };
}

function add(pieces, piece) {
  const before = pieces.at(-1);
  const joins =
    before?.kind === piece.kind &&
    piece.kind !== 'invisible' &&
    String(before.findings) === String(piece.findings);
  if (!joins) pieces.push(piece);
  else if (piece.kind !== 'hidden' || before.text.length < longestDots) before.text += piece.text;
}
