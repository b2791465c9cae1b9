// Finds which named colours an image shows, and how much of it each covers.
import sharp from 'sharp';
import { Failure } from '../failures.js';
import { readImage } from '../inputs.js';
import { nearestTo, nearestToPixel, toHex, w3cColors } from './w3c-colors.js';

const maxPixels = 85_000_000;
const longestSide = 512;
// A colour below this share is an edge or noise; it counts for the colour nearest to it that is not.
const leastShare = 0.02;

// Told from the first bytes: sharp reads formats (SVG among them) that no image here should arrive in.
function isSupported(bytes) {
  const starts = (text) => bytes.subarray(0, text.length).equals(Buffer.from(text, 'latin1'));
  const webp = starts('RIFF') && bytes.subarray(8, 12).toString('latin1') === 'WEBP';
  return starts('\x89PNG\r\n\x1a\n') || starts('\xff\xd8\xff') || webp;
}

async function readPixels(bytes) {
  if (!isSupported(bytes)) {
    throw new Failure('INPUT_UNSUPPORTED_FORMAT', 'The sandbox decodes PNG, JPEG and WebP.');
  }
  try {
    const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
    if (width * height > maxPixels) {
      throw new Failure('INPUT_OVER_LIMIT', `${width} by ${height} pixels; the limit is 85 megapixels`);
    }
    return await sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' })
      .timeout({ seconds: 20 })
      .resize({
        width: longestSide,
        height: longestSide,
        fit: 'inside',
        withoutEnlargement: true,
        kernel: 'linear',
      })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer();
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('ALL_INPUT_INVALID_BYTES');
  }
}

// A pixel counts by its opacity: what is transparent is not seen.
function countColors(pixels) {
  const counts = w3cColors.map(() => ({ weight: 0, r: 0, g: 0, b: 0 }));
  let total = 0;
  for (let i = 0; i < pixels.length; i += 4) {
    const alpha = pixels[i + 3];
    const count = counts[nearestToPixel(pixels[i], pixels[i + 1], pixels[i + 2])];
    count.weight += alpha;
    count.r += alpha * pixels[i];
    count.g += alpha * pixels[i + 1];
    count.b += alpha * pixels[i + 2];
    total += alpha;
  }
  return { counts, total };
}

/**
 * Finds the named colours of an image, the largest first; their shares sum to one.
 *
 * @param {Buffer} bytes PNG, JPEG or WebP
 * @returns {Promise<{ name: string, hex: string, rawHex: string, share: number }[]>}
 */
export async function findColors(bytes) {
  const { counts, total } = countColors(await readPixels(bytes));
  const seen = counts.flatMap(({ weight }, i) => (weight > 0 ? [i] : []));
  const large = seen.filter((i) => counts[i].weight >= leastShare * total);
  const kept = large.length > 0 ? large : seen;
  const shares = new Map(kept.map((i) => [i, 0]));
  for (const i of seen) {
    const owner = shares.has(i) ? i : nearestTo(w3cColors[i].lab, kept);
    shares.set(owner, shares.get(owner) + counts[i].weight / total);
  }
  return kept
    .map((i) => {
      const { weight, r, g, b } = counts[i];
      const mean = (sum) => Math.round(sum / weight);
      const { name, hex } = w3cColors[i];
      return { name, hex, rawHex: toHex(mean(r), mean(g), mean(b)), share: shares.get(i) };
    })
    .sort((x, y) => y.share - x.share || (x.name < y.name ? -1 : 1));
}

/** The model, as predictions run it. */
export const colorRecognition = {
  concepts: w3cColors.map(({ name }) => ({ id: name, name })),
  async predict(data, path) {
    const colors = await findColors(await readImage(data, path));
    return {
      concepts: colors.map(({ name, share }) => ({ id: name, name, value: share })),
      colors: colors.map(({ name, hex, rawHex, share }) => ({
        raw_hex: rawHex,
        w3c: { hex, name },
        value: share,
      })),
    };
  },
};
