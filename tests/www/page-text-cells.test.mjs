// How text becomes cells: what is hidden, what is named, where marks fall.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runs, textCells } from '../../www/page/text-cells.js';

const mark = (start, end, severity = 'error') => ({ severity, span: { start, end } });
const glyphs = (text, findings = []) =>
  textCells(text, findings)
    .cells.map((cell) => cell.glyph)
    .join('|');

const drawn = [
  ['letters and digits', 'aZ9', [], '•|•|•'],
  ['marked letters', 'aZ9', [mark(0, 3)], '•|•|•'],
  ['letters of other scripts', 'é９Ж', [mark(0, 3)], '•|•|•'],
  ['punctuation outside a mark', '"a"', [], '•|•|•'],
  ['punctuation inside a mark', '"a"', [mark(0, 1)], '"|•|•'],
  ['white space', ' \t\n\r', [], '␣|⇥|↵|␍'],
  [
    'invisible characters',
    '\u200b\u00a0\ufeff\u2060\u3000\u0007',
    [],
    'U+200B|U+00A0|U+FEFF|U+2060|U+3000|U+0007',
  ],
  ['tags and variation selectors', '\u{e0041}\ufe0f\u3164', [], 'U+E0041|U+FE0F|U+3164'],
  ['half of a surrogate pair', 'a\ud83d', [], '•|U+D83D'],
  ['an emoji', '😀a', [], '•|•'],
];
for (const [what, text, findings, expected] of drawn) {
  test(`${what} is drawn as ${expected}`, () => assert.equal(glyphs(text, findings), expected));
}

test('spans are UTF-16 offsets, places count characters', () => {
  const { cells } = textCells('😀😀a ', [mark(5, 6)]);
  assert.deepEqual(
    cells.filter((cell) => cell.severity).map((cell) => [cell.first, cell.glyph]),
    [[4, '␣']],
  );
});

test('the gravest finding colours a cell, and all are told', () => {
  const [cell] = textCells('a', [mark(0, 1, 'hint'), mark(0, 1, 'error'), mark(0, 1, 'warning')]).cells;
  assert.equal(cell.severity, 'error');
  assert.deepEqual(cell.findings, [0, 1, 2]);
});

test('spans beyond the text, empty or absent mark nothing', () => {
  const { cells } = textCells('abc', [mark(3, 9), mark(1, 1), mark(2, 1), { severity: 'error' }]);
  assert.ok(cells.every((cell) => cell.severity === undefined));
});

test('a long run is drawn by its ends, and places go on behind it', () => {
  const { cells, undrawn } = textCells(`${'a'.repeat(500)} `, [mark(500, 501)]);
  assert.equal(undrawn, 0);
  assert.equal(cells.length, 34);
  assert.deepEqual([cells[16].glyph, cells[16].first], ['⋯ 468 more ⋯', 17]);
  assert.deepEqual([cells[33].glyph, cells[33].first], ['␣', 501]);
});

test('a mark inside a long run is not skipped', () => {
  const { cells } = textCells('a'.repeat(500), [mark(250, 251)]);
  assert.deepEqual(
    cells.filter((cell) => cell.severity).map((cell) => cell.first),
    [251],
  );
});

test('astral characters in a long run stay whole', () => {
  const { cells, undrawn } = textCells('😀'.repeat(300), []);
  assert.equal(
    cells.reduce((sum, cell) => sum + cell.count, 0),
    300,
  );
  assert.equal(undrawn, 0);
});

test('cells and undrawn characters make up the text', () => {
  const text = 'ab c\n'.repeat(500);
  const { cells, undrawn } = textCells(text, []);
  assert.equal(cells.length, 320);
  assert.equal(cells.reduce((sum, cell) => sum + cell.count, 0) + undrawn, text.length);
});

test('the words say run by run what the cells show', () => {
  const said = runs(textCells('ab  "', [mark(2, 4), mark(4, 5)]).cells);
  assert.deepEqual(
    said.map(({ from, to, name, findings }) => [from, to, name, findings]),
    [
      [1, 2, 'hidden', []],
      [3, 4, 'space, U+0020', [0]],
      [5, 5, 'double quote', [1]],
    ],
  );
});
