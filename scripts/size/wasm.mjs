// Reads what a wasm file is made of: its sections, and its functions by the names it still carries.

const sectionNames = [
  'custom',
  'types',
  'imports',
  'functions',
  'tables',
  'memory',
  'globals',
  'exports',
  'start',
  'elements',
  'code',
  'data',
  'data count',
];

class Reader {
  constructor(bytes, place = 0) {
    this.bytes = bytes;
    this.place = place;
  }
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.place++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }
  take(length) {
    this.place += length;
    return this.bytes.subarray(this.place - length, this.place);
  }
  text() {
    return this.take(this.number()).toString('utf8');
  }
}

/** @param {Buffer} wasm @returns {{ name: string, id: number, bytes: Buffer }[]} in their order */
export function sections(wasm) {
  const reader = new Reader(wasm, 8);
  const found = [];
  while (reader.place < wasm.length) {
    const id = reader.number();
    const bytes = reader.take(reader.number());
    const name = id === 0 ? `custom: ${new Reader(bytes).text()}` : (sectionNames[id] ?? `section ${id}`);
    found.push({ name, id, bytes });
  }
  return found;
}

/** The functions with a body, largest first, under their demangled names. */
export function namedFunctions(wasm) {
  const all = sections(wasm);
  const names = functionNames(all.find(({ name }) => name === 'custom: name')?.bytes);
  const code = new Reader(all.find(({ name }) => name === 'code').bytes);
  const imported = importedFunctions(all.find(({ name }) => name === 'imports')?.bytes);
  const functions = [];
  for (let left = code.number(), index = imported; left > 0; left -= 1, index += 1) {
    const bytes = code.number();
    code.take(bytes);
    functions.push({ name: demangled(names.get(index) ?? `function ${index}`), bytes });
  }
  return functions.sort((a, b) => b.bytes - a.bytes);
}

function importedFunctions(bytes) {
  if (!bytes) return 0;
  const reader = new Reader(bytes);
  let functions = 0;
  for (let left = reader.number(); left > 0; left -= 1) {
    reader.text();
    reader.text();
    const kind = reader.number();
    if (kind === 0) functions += 1;
    if (kind === 0) reader.number();
    else if (kind === 3) reader.take(2);
    else {
      if (kind === 1) reader.take(1);
      const limited = reader.number() & 1;
      reader.number();
      if (limited) reader.number();
    }
  }
  return functions;
}

function functionNames(bytes) {
  const names = new Map();
  if (!bytes) return names;
  const reader = new Reader(bytes);
  reader.text();
  while (reader.place < bytes.length) {
    const kind = reader.number();
    const part = new Reader(reader.take(reader.number()));
    if (kind !== 1) continue;
    for (let left = part.number(); left > 0; left -= 1) names.set(part.number(), part.text());
  }
  return names;
}

/** Of Rust's two manglings the old one is undone; of the new one the crate and the last name are enough. */
function demangled(name) {
  const plain = /^_ZN(.*)E$/.test(name) ? legacy(name) : /^_R/.test(name) ? current(name) : name;
  return plain.replace(/(::h[0-9a-f]{16}|\[[0-9a-f]{12,16}\])/g, '');
}

function current(name) {
  const crate = /C(?:s[0-9A-Za-z]*_)?(\d+)_?/.exec(name);
  const start = crate ? crate.index + crate[0].length : 0;
  const names = [];
  for (const match of name.matchAll(/(\d+)_?(?=[A-Za-z_])/g)) {
    const from = match.index + match[0].length;
    if (match.index >= start) names.push(name.slice(from, from + Number(match[1])));
  }
  return crate ? [name.slice(start, start + Number(crate[1])), names.at(-1)].join('::') : name;
}

function legacy(name) {
  const parts = [];
  let rest = name.slice(3, -1);
  for (let match = /^\d+/.exec(rest); match; match = /^\d+/.exec(rest)) {
    rest = rest.slice(match[0].length);
    parts.push(rest.slice(0, Number(match[0])));
    rest = rest.slice(Number(match[0]));
  }
  const signs = {
    LT: '<',
    GT: '>',
    RF: '&',
    BP: '*',
    u20: ' ',
    u7b: '{',
    u7d: '}',
    C: ',',
    LP: '(',
    RP: ')',
  };
  return parts
    .join('::')
    .replace(/\$(\w+)\$/g, (whole, sign) => signs[sign] ?? whole)
    .replace(/\.\./g, '::');
}

/** Bytes of code by the crate that a function's name starts with, largest first. */
export function byCrate(functions) {
  const crates = new Map();
  for (const { name, bytes } of functions) {
    const path = name.replace(/^[_<&*(]*[A-Z]\w* as /, ''); // <T as some_crate::Trait>::method
    const crate = /^[_<&*(\s]*(?:mut |dyn )?([a-z_][a-z0-9_]*)(?=::|\s|$)/.exec(path)?.[1] ?? 'other';
    const entry = crates.get(crate) ?? { name: crate, bytes: 0, count: 0 };
    entry.bytes += bytes;
    entry.count += 1;
    crates.set(crate, entry);
  }
  return [...crates.values()].sort((a, b) => b.bytes - a.bytes);
}
