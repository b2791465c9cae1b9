// Draws colours by their share: one bar for the eye, and a list that says the same in words.

import { h } from './dom.js';

/** Narrower parts of the bar could not be seen. */
const narrowest = 0.5;

const percent = (share) => {
  const value = share * 100;
  return value > 0 && value < 1 ? '< 1 %' : `${Math.round(value)} %`;
};
/** "LightSteelBlue" is W3C's name; with spaces it is readable, and spoken as words. */
const spaced = (name) => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
const isHex = /^#[0-9a-f]{6}$/i;

/** Paint goes through the CSSOM: the content security policy allows no style in markup. */
function painted(element, colour) {
  if (isHex.test(colour.hex)) element.style.backgroundColor = colour.hex;
  return element;
}

/** @param {import('./outputs.js').Colour[]} colours @returns {Node[]} */
export function drawColours(colours) {
  const sorted = [...colours].sort((a, b) => b.share - a.share);
  const parts = sorted.map((colour) => {
    const part = painted(h('span', { title: `${spaced(colour.name)}, ${percent(colour.share)}` }), colour);
    part.style.flexGrow = String(Math.max(colour.share * 100, narrowest));
    return part;
  });
  const items = sorted.map((colour) =>
    h(
      'li',
      null,
      colour.hex ? painted(h('span.swatch', { 'aria-hidden': 'true' }), colour) : null,
      h('span.colour-name', null, spaced(colour.name)),
      ' ',
      colour.hex ? h('code', null, colour.hex) : null,
      ' ',
      h('span.share', null, percent(colour.share)),
    ),
  );
  const list = h('ul.colours', { role: 'list' }, ...items);
  // Concepts are no parts of a whole: a bar would say that they were.
  return sorted.some(({ hex }) => hex)
    ? [h('div.colour-bar', { 'aria-hidden': 'true' }, ...parts), list]
    : [list];
}

/** @param {import('./outputs.js').Colour[]} colours */
export function coloursInWords(colours) {
  const [first] = [...colours].sort((a, b) => b.share - a.share);
  if (!first) return 'Nothing found.';
  return `${colours.length} found; mostly ${spaced(first.name)}, ${percent(first.share)}.`;
}
