// A credential may not be shown, yet the place of a fault must be. So every character becomes a cell that
// tells its kind and hides its identity, unless the character could not be part of a key.

const invisibleNames = new Map([
  [0x00, 'null'],
  [0x09, 'tab'],
  [0x0a, 'line break'],
  [0x0d, 'carriage return'],
  [0x20, 'space'],
  [0xa0, 'no-break space'],
  [0xad, 'soft hyphen'],
  [0x200b, 'zero-width space'],
  [0x200c, 'zero-width non-joiner'],
  [0x200d, 'zero-width joiner'],
  [0x200e, 'left-to-right mark'],
  [0x200f, 'right-to-left mark'],
  [0x202a, 'left-to-right embedding'],
  [0x202b, 'right-to-left embedding'],
  [0x202c, 'end of a direction'],
  [0x202d, 'left-to-right override'],
  [0x202e, 'right-to-left override'],
  [0x2060, 'word joiner'],
  [0x3000, 'ideographic space'],
  [0xfeff, 'byte order mark'],
]);
const invisibleGlyphs = new Map([
  [0x09, '⇥'],
  [0x0a, '↵'],
  [0x0d, '␍'],
  [0x20, '␣'],
]);
const invisible = /^[\p{White_Space}\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]$/u;
const punctuationNames = new Map([
  ['"', 'double quote'],
  ["'", 'single quote'],
  ['`', 'backtick'],
]);
const shown = /[\p{White_Space}\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
export const markedPunctuation = /^["'`“”‘’«»=:;,.<>()[\]{}$\\]$/u;

/** Characters left out of the middle of an unmarked run at least; its two ends are drawn. */
const longRun = 40;
const runEnd = 16;
/** Cells drawn at most, so that a pasted file cannot hang the page. */
const cellLimit = 320;
/** Findings whose marks are drawn at most. */
const findingLimit = 100;
export const severities = ['hint', 'warning', 'error'];

/**
 * @typedef {object} Cell
 * @property {'hidden' | 'shown' | 'invisible' | 'punctuation' | 'gap'} kind
 * @property {string} glyph what is drawn
 * @property {string} name what is said
 * @property {number} first place of the first character, counted from 1
 * @property {number} count characters that the cell stands for
 * @property {'error' | 'warning' | 'hint' | undefined} severity of the gravest finding that marks it
 * @property {number[]} findings indexes of the findings that mark it
 */

/**
 * Turns text into cells; spans of findings are UTF-16 offsets, places count characters.
 *
 * @param {string} text
 * @param {{ severity: string, span?: { start: number, end: number } }[]} findings
 * @param {{ start: number, end: number }[]} [legible] what is no secret
 * @returns {{ cells: Cell[], undrawn: number }} `undrawn`: UTF-16 units after the last cell
 */
export function textCells(text, findings, legible = []) {
  const spans = findings
    .slice(0, findingLimit)
    .map((finding, index) => ({ ...finding.span, index, severity: finding.severity }))
    .filter((span) => Number.isInteger(span.start) && span.end > span.start);
  const edges = [...new Set(spans.flatMap((span) => [span.start, span.end]))].sort((a, b) => a - b);

  const cells = [];
  let offset = 0;
  let place = 1;
  while (offset < text.length && cells.length < cellLimit) {
    const character = String.fromCodePoint(text.codePointAt(offset));
    const end = offset + character.length;
    cells.push(
      cell(
        character,
        place,
        spans.filter((span) => span.start < end && span.end > offset),
        legible.some((span) => span.start <= offset && span.end >= end),
      ),
    );
    offset = end;
    place += 1;

    const skipped = middleOfLongRun(text, offset, edges, cells);
    if (skipped) {
      const count = countCharacters(skipped);
      cells.push({
        kind: 'gap',
        glyph: `⋯ ${count} more ⋯`,
        name: 'hidden',
        first: place,
        count,
        findings: [],
      });
      offset += skipped.length;
      place += count;
    }
  }
  return { cells, undrawn: text.length - offset };
}

/**
 * @param {string} character
 * @returns {{ glyph: string, name: string } | undefined} nothing where it is seen as it is
 */
export function invisibleCharacter(character) {
  const code = character.codePointAt(0);
  const loneSurrogate = code >= 0xd800 && code <= 0xdfff;
  if (!loneSurrogate && !invisible.test(character)) return undefined;
  const point = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const name = loneSurrogate ? 'half a character' : (invisibleNames.get(code) ?? 'invisible character');
  return { glyph: invisibleGlyphs.get(code) ?? point, name: `${name}, ${point}` };
}

function cell(character, place, marks, isLegible) {
  const severity = severities.findLast((name) => marks.some((mark) => mark.severity === name));
  const common = { first: place, count: 1, severity, findings: marks.map((mark) => mark.index) };
  const unseen = invisibleCharacter(character);
  if (unseen) return { ...common, kind: 'invisible', ...unseen };
  if (marks.length && markedPunctuation.test(character)) {
    return {
      ...common,
      kind: 'punctuation',
      glyph: character,
      name: punctuationNames.get(character) ?? `“${character}”`,
    };
  }
  if (isLegible) return { ...common, kind: 'shown', glyph: character, name: 'shown' };
  return { ...common, kind: 'hidden', glyph: '•', name: 'hidden' };
}

/** The part of a long run of dots that is not worth drawing; empty where no such run is under way. */
function middleOfLongRun(text, offset, edges, cells) {
  const recent = cells.slice(-runEnd);
  if (recent.length < runEnd || recent.some((each) => each.kind !== 'hidden' || each.severity)) return '';
  shown.lastIndex = offset;
  const edge = edges.find((each) => each >= offset) ?? text.length;
  const stop = Math.min(shown.exec(text)?.index ?? text.length, edge);
  const end = stop - runEnd;
  if (end - offset < longRun) return '';
  const splitsPair = text.codePointAt(end - 1) > 0xffff;
  return text.slice(offset, splitsPair ? end - 1 : end);
}

function countCharacters(text) {
  let characters = 0;
  for (const _ of text) characters += 1;
  return characters;
}

/**
 * Says the same as the cells in words, run by run: "1–32 hidden", "33 space, U+0020".
 *
 * @param {Cell[]} cells
 * @returns {{ from: number, to: number, name: string, severity?: string, findings: number[] }[]}
 */
export function runs(cells) {
  const found = [];
  for (const each of cells) {
    const last = found.at(-1);
    const to = each.first + each.count - 1;
    if (last && last.name === each.name && String(last.findings) === String(each.findings)) last.to = to;
    else
      found.push({ from: each.first, to, name: each.name, severity: each.severity, findings: each.findings });
  }
  return found;
}
