// The API repeats what it was sent in some answers (`invalid key(…)`), so the Worker's key could come
// back to a visitor. Every answer passes through here.

const MARK = '(key hidden)';

/** Replaces `secret` in a short text, in whatever case it stands. */
export function maskText(text, secret) {
  const pattern = secret.replace(/[^A-Za-z0-9]/g, '\\$&');
  return text.replace(new RegExp(pattern, 'gi'), MARK);
}

/** Replaces `secret` in a stream of bytes, across the borders of chunks; holds back no more than it must. */
export function maskStream(secret) {
  const needle = new TextEncoder().encode(secret);
  const mark = new TextEncoder().encode(MARK);
  let held = new Uint8Array(0);

  return new TransformStream({
    transform(chunk, controller) {
      const bytes = join(held, chunk);
      let from = 0;
      for (let at = find(bytes, needle, from); at !== -1; at = find(bytes, needle, from)) {
        if (at > from) controller.enqueue(bytes.subarray(from, at));
        controller.enqueue(mark);
        from = at + needle.length;
      }
      const end = bytes.length - beginning(bytes.subarray(from), needle);
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

function find(bytes, needle, from) {
  for (let at = bytes.indexOf(needle[0], from); at !== -1; at = bytes.indexOf(needle[0], at + 1)) {
    if (at + needle.length > bytes.length) return -1;
    if (startsAt(bytes, at, needle, needle.length)) return at;
  }
  return -1;
}

/** How many of the last bytes may be the beginning of the needle. */
function beginning(bytes, needle) {
  let length = Math.min(needle.length - 1, bytes.length);
  while (length > 0 && !startsAt(bytes, bytes.length - length, needle, length)) length -= 1;
  return length;
}

function startsAt(bytes, at, needle, length) {
  for (let index = 0; index < length; index += 1) if (bytes[at + index] !== needle[index]) return false;
  return true;
}
