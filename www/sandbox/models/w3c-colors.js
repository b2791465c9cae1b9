// The named colours of CSS, by the names that W3C's list writes them with. Where two names mean one
// colour the older one stands: Aqua (Cyan), Fuchsia (Magenta), and Gray for every Grey.
import { colorsNamed, converter, rgb } from 'culori';

const names = `AliceBlue AntiqueWhite Aqua Aquamarine Azure Beige Bisque Black BlanchedAlmond Blue BlueViolet
  Brown BurlyWood CadetBlue Chartreuse Chocolate Coral CornflowerBlue Cornsilk Crimson DarkBlue DarkCyan
  DarkGoldenRod DarkGray DarkGreen DarkKhaki DarkMagenta DarkOliveGreen DarkOrange DarkOrchid DarkRed
  DarkSalmon DarkSeaGreen DarkSlateBlue DarkSlateGray DarkTurquoise DarkViolet DeepPink DeepSkyBlue DimGray
  DodgerBlue FireBrick FloralWhite ForestGreen Fuchsia Gainsboro GhostWhite Gold GoldenRod Gray Green
  GreenYellow HoneyDew HotPink IndianRed Indigo Ivory Khaki Lavender LavenderBlush LawnGreen LemonChiffon
  LightBlue LightCoral LightCyan LightGoldenRodYellow LightGray LightGreen LightPink LightSalmon
  LightSeaGreen LightSkyBlue LightSlateGray LightSteelBlue LightYellow Lime LimeGreen Linen Maroon
  MediumAquaMarine MediumBlue MediumOrchid MediumPurple MediumSeaGreen MediumSlateBlue MediumSpringGreen
  MediumTurquoise MediumVioletRed MidnightBlue MintCream MistyRose Moccasin NavajoWhite Navy OldLace Olive
  OliveDrab Orange OrangeRed Orchid PaleGoldenRod PaleGreen PaleTurquoise PaleVioletRed PapayaWhip PeachPuff
  Peru Pink Plum PowderBlue Purple RebeccaPurple Red RosyBrown RoyalBlue SaddleBrown Salmon SandyBrown
  SeaGreen SeaShell Sienna Silver SkyBlue SlateBlue SlateGray Snow SpringGreen SteelBlue Tan Teal Thistle
  Tomato Turquoise Violet Wheat White WhiteSmoke Yellow YellowGreen`.split(/\s+/);

const toOklab = converter('oklab');

const labOf = (r, g, b) => toOklab({ mode: 'rgb', r: r / 255, g: g / 255, b: b / 255 });

const toHex = (r, g, b) => `#${((r << 16) | (g << 8) | b).toString(16).padStart(6, '0')}`;

/** @type {{ name: string, hex: string, lab: { l: number, a: number, b: number } }[]} */
export const w3cColors = names.map((name) => {
  const value = colorsNamed[name.toLowerCase()];
  const { r, g, b } = rgb({
    mode: 'rgb',
    r: (value >> 16) / 255,
    g: ((value >> 8) & 255) / 255,
    b: (value & 255) / 255,
  });
  return { name, hex: toHex(r * 255, g * 255, b * 255), lab: toOklab({ mode: 'rgb', r, g, b }) };
});

// Oklab's lightness weighs too much against its hue and chroma: unscaled, a dark grey is MidnightBlue.
// Twice the chroma is the usual correction.
/** The square of the distance of two colours, as the eye sees it. */
export const distance = (x, y) => (x.l - y.l) ** 2 + (2 * (x.a - y.a)) ** 2 + (2 * (x.b - y.b)) ** 2;

/** The index of the colour nearest to `lab` among `candidates`, as the eye sees distance. */
export function nearestTo(lab, candidates = w3cColors.keys()) {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const i of candidates) {
    const d = distance(lab, w3cColors[i].lab);
    if (d < least) {
      least = d;
      best = i;
    }
  }
  return best;
}

// One byte for each of the 2^24 colours: zero where the nearest is not known yet.
const known = new Uint8Array(1 << 24);

/** The index of the named colour nearest to a pixel. */
export function nearestToPixel(r, g, b) {
  const at = (r << 16) | (g << 8) | b;
  if (known[at] === 0) known[at] = nearestTo(labOf(r, g, b)) + 1;
  return known[at] - 1;
}

export { toHex };
