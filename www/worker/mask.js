// The API repeats what it was sent in some answers (`invalid key(…)`), so the Worker's key could come
// back to a visitor. Every answer passes through here.

const MARK = '(key hidden)';

/** The ways in which JSON can write an ASCII character: itself, or its code. In any case, as a key is hex. */
function formsOf(character) {
  const cases = new Set([character.toLowerCase(), character.toUpperCase()]);
  const codes = [...cases].map((each) => each.charCodeAt(0).toString(16).padStart(4, '0'));
  return `(?:${character.replace(/[^A-Za-z0-9]/g, '\\$&')}|\\\\u(?:${codes.join('|')}))`;
}

const everywhere = (secret) => new RegExp([...secret].map(formsOf).join(''), 'gi');

/** Fits where a text ends in what may be the beginning of the secret. */
function beginningOf(secret) {
  const halfCode = '\\\\(?:u[0-9a-f]{0,3})?$';
  const rest = [...secret].reduceRight(
    (after, character) => `(?:$|${halfCode}|${formsOf(character)}${after})`,
    '$',
  );
  return new RegExp(`(?!$)${rest}`, 'iy');
}

/** Replaces `secret` in a short text. */
export const maskText = (text, secret) => text.replace(everywhere(secret), MARK);

/** Replaces `secret` in every string of a JSON value, names of properties included. */
export function maskValue(value, secret) {
  if (typeof value === 'string') return maskText(value, secret);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => maskValue(each, secret));
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([name, each]) => [maskText(name, secret), maskValue(each, secret)]));
}

/** Replaces `secret` in a stream of bytes, across the borders of chunks; holds back no more than it must. */
export function maskStream(secret) {
  const pattern = everywhere(secret);
  const beginning = beginningOf(secret);
  const longest = secret.length * '\\u0000'.length;
  const mark = new TextEncoder().encode(MARK);
  // One character for each byte, so that a place in the text is a place in the bytes.
  const textOf = (bytes) => new TextDecoder('latin1').decode(bytes);
  let held = new Uint8Array(0);

  return new TransformStream({
    transform(chunk, controller) {
      const bytes = join(held, chunk);
      const text = textOf(bytes);
      let from = 0;
      for (const { index, 0: found } of text.matchAll(pattern)) {
        if (index > from) controller.enqueue(bytes.subarray(from, index));
        controller.enqueue(mark);
        from = index + found.length;
      }
      let end = Math.max(from, text.length - longest);
      for (; end < text.length; end += 1) {
        beginning.lastIndex = end;
        if (beginning.test(text)) break;
      }
      if (end > from) controller.enqueue(bytes.subarray(from, end));
      held = bytes.slice(end);
    },
    flush(controller) {
      if (held.length > 0) controller.enqueue(held);
    },
  });
}

function join(first, second) {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
