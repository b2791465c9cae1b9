// Reads a picture far enough to refuse what the API would refuse, before anything is sent.

/** The API's limit for one image. */
const largest = 20_000_000;

const signatures = [
  {
    type: 'PNG',
    mime: 'image/png',
    matches: (bytes) => starts(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  },
  { type: 'JPEG', mime: 'image/jpeg', matches: (bytes) => starts(bytes, [0xff, 0xd8, 0xff]) },
  {
    type: 'WebP',
    mime: 'image/webp',
    matches: (bytes) =>
      starts(bytes, [0x52, 0x49, 0x46, 0x46]) && starts(bytes.subarray(8), [0x57, 0x45, 0x42, 0x50]),
  },
];

const starts = (bytes, expected) => expected.every((byte, index) => bytes[index] === byte);
const megabytes = (size) => `${(size / 1_000_000).toFixed(1)} MB`;

/** A picture that this page does not send, and why. */
export class ImageError extends Error {
  name = 'ImageError';

  /** @param {string} message @param {string} fix */
  constructor(message, fix) {
    super(message);
    this.fix = fix;
  }
}

/**
 * Reads the type from the first bytes, because a file's name and stated type may both be wrong.
 *
 * @param {Blob} blob
 * @returns {Promise<{ blob: Blob, type: string, size: string }>}
 * @throws {ImageError} where it is empty, too large or of another type
 */
export async function readImage(blob) {
  const name = blob.name ? `“${blob.name}”` : 'This picture';
  if (blob.size === 0) throw new ImageError(`${name} is empty.`, 'Choose another file.');
  if (blob.size > largest) {
    throw new ImageError(
      `${name} has ${megabytes(blob.size)}, and the API takes 20 MB at most. It was not sent.`,
      'Make it smaller and choose it again.',
    );
  }
  const first = new Uint8Array(await blob.slice(0, 12).arrayBuffer());
  const found = signatures.find((signature) => signature.matches(first));
  if (!found) {
    const stated = blob.type ? ` (it says it is ${blob.type})` : '';
    throw new ImageError(
      `${name} is not a PNG, JPEG or WebP picture${stated}. It was not sent.`,
      'Save it as PNG, JPEG or WebP and choose it again.',
    );
  }
  const size = blob.size < 1_000_000 ? `${Math.ceil(blob.size / 1000)} KB` : megabytes(blob.size);
  return { blob: new Blob([blob], { type: found.mime }), type: found.type, size };
}

/** @param {Blob} blob @returns {Promise<string>} plain base64, as the API takes it */
export function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
