// Times by mitata, in a table: ours, then each peer and how many times ours it takes.
import { measure } from 'mitata';

/** The median time of one call, in nanoseconds; `calls` is how many questions one call asks. */
export async function time(work, calls = 1) {
  const { p50 } = await measure(work, { min_cpu_time: 400e6, min_samples: 20 });
  return p50 / calls;
}

export function readable(nanoseconds) {
  for (const [unit, size] of [
    ['s', 1e9],
    ['ms', 1e6],
    ['µs', 1e3],
  ]) {
    if (nanoseconds >= size) return `${(nanoseconds / size).toPrecision(3)} ${unit}`;
  }
  return `${nanoseconds.toPrecision(3)} ns`;
}

/** @param {string} title @param {[string, number][]} rows ours first @param {string} [budget] */
export function print(title, rows, budget) {
  const [[, ours]] = rows;
  console.log(`\n${title}${budget ? `   (budget: ${budget})` : ''}`);
  for (const [name, value] of rows) {
    console.log(
      `  ${name.padEnd(46)}${readable(value).padStart(10)}${`${(value / ours).toFixed(2)} ×`.padStart(12)}`,
    );
  }
}
