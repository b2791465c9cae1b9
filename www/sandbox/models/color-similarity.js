// How alike two images are in their colours, from what the color model found in each.
import { distance, w3cColors } from './w3c-colors.js';

// At this distance two colours are alike by about a third: Red and Crimson are half as far apart, Red and Blue
// four times as far.
const nearness = 0.25;

const closeness = (x, y) => Math.exp(-distance(x, y) / nearness ** 2);

const labs = new Map(w3cColors.map(({ name, lab }) => [name, lab]));

const overlap = (some, others) =>
  some.reduce(
    (sum, x) => sum + others.reduce((part, y) => part + x.value * y.value * closeness(x.lab, y.lab), 0),
    0,
  );

/**
 * The colours among the concepts that were found in an input.
 *
 * @param {{ id: string, value: number }[]} concepts
 */
export const colorsAmong = (concepts) =>
  concepts.flatMap(({ id, value }) => (labs.has(id) ? [{ lab: labs.get(id), value }] : []));

/**
 * Compares two images by their colours: 1 where each shows the same shares of the same ones, and towards 0
 * the farther the colours of one lie from those of the other. 0 where one has none, as a text.
 *
 * @param {ReturnType<typeof colorsAmong>} some
 * @param {ReturnType<typeof colorsAmong>} others
 */
export function colorSimilarity(some, others) {
  const whole = Math.sqrt(overlap(some, some) * overlap(others, others));
  return whole === 0 ? 0 : Math.min(overlap(some, others) / whole, 1);
}
