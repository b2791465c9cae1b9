// What an environment holds, read by the package: texts as dotenv reads them, and whatever map a program hands over.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEnv } from 'node:util';
import dotenv from 'dotenv';
import { checkEnvironment, readCredential } from '../../pkg/node.js';

const key = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const name = 'CLARIFAI_USER_ID';
const codes = ({ findings }) => findings.map(({ code }) => code);

/** What each reader takes for the value of one variable. */
const read = {
  ours: (text) => checkEnvironment(text).userId ?? '',
  npm: (text) => dotenv.parse(text)[name] ?? '',
  node: (text) => parseEnv(text)[name] ?? '',
};

test('a report has the shape that the types promise', () => {
  const text = `CLARIFAI_PAT=${key}\nCLARIFAI_USERID=ada\nCLARIFAI_APP_ID=shop\nCLARIFAI_API_BASE=https://api.clarifai.com/\n`;
  const at = text.indexOf('CLARIFAI_USERID');
  const slash = text.indexOf('https:');
  assert.deepEqual(checkEnvironment(text), {
    ok: true,
    variable: 'CLARIFAI_PAT',
    keyType: 'personal_access_token',
    appId: 'shop',
    apiBase: 'https://api.clarifai.com/',
    findings: [
      {
        code: 'misnamed-variable',
        severity: 'warning',
        message: 'no program reads `CLARIFAI_USERID`; they read `CLARIFAI_USER_ID`',
        fix: 'rename the variable to `CLARIFAI_USER_ID`',
        span: { start: at, end: at + 'CLARIFAI_USERID'.length },
        variable: 'CLARIFAI_USERID',
        line: 2,
        expected: 'CLARIFAI_USER_ID',
      },
      {
        code: 'base-slash',
        severity: 'warning',
        message: 'the API base ends in a slash',
        fix: 'remove the slash at the end',
        span: { start: slash, end: slash + 'https://api.clarifai.com/'.length },
        variable: 'CLARIFAI_API_BASE',
        line: 4,
      },
      {
        code: 'missing-user-id',
        severity: 'warning',
        message: 'a personal access token is set, but no user id',
        fix: 'set `CLARIFAI_USER_ID` to the owner of what you call',
        expected: 'CLARIFAI_USER_ID',
      },
    ],
  });
});

test('an environment that is a map is read as a program reads it', () => {
  assert.deepEqual(checkEnvironment({ CLARIFAI_API_KEY: key, PATH: '/bin' }), {
    ok: true,
    variable: 'CLARIFAI_API_KEY',
    keyType: 'app_specific_key',
    findings: [],
  });
  const [padding] = checkEnvironment({ CLARIFAI_API_KEY: `${key}\n` }).findings;
  assert.deepEqual(
    [padding.code, padding.span, padding.line],
    ['surrounding-whitespace', { start: 32, end: 33 }, undefined],
  );
  process.env.CLARIFAI_API_KEY = key;
  try {
    assert.equal(checkEnvironment(process.env).variable, 'CLARIFAI_API_KEY');
  } finally {
    delete process.env.CLARIFAI_API_KEY;
  }
});

// Where readers differ, and what this package sides with: the reading that the fewest programs could
// take for a good credential.
const differences = [
  // A `#` without a blank before it is a part of the value in Python's and Docker's readers.
  { text: `${name}=ada#1`, ours: 'ada#1', npm: 'ada', node: 'ada' },
  // After a closing quote npm's reader allows only a comment, and otherwise keeps the quotes.
  { text: `${name}="ada" x`, ours: '"ada" x', npm: '"ada" x', node: 'ada' },
  { text: `${name}="ada`, ours: '"ada', npm: '"ada', node: '' },
  { text: `${name}="a\\"b"`, ours: 'a\\"b', npm: 'a\\"b', node: 'a\\' },
  // A quote behind a backslash closes nothing, in a shell and to Python.
  { text: `${name}="a\\"`, ours: '"a\\"', npm: 'a\\', node: 'a\\' },
  // Python's, Docker's and Node's readers end the assignment with its line.
  { text: `${name}=\n"ada"`, ours: '', npm: 'ada', node: '' },
  // npm's reader takes YAML, which is noticed: others do not.
  { text: `${name}: ada`, ours: 'ada', npm: 'ada', node: '' },
  { text: `${name}=\tada`, ours: 'ada', npm: 'ada', node: '\tada' },
  { text: `X=1\r${name}=ada`, ours: 'ada', npm: 'ada', node: '' },
  { text: `\ufeff${name}=ada`, ours: 'ada', npm: 'ada', node: '' },
  // A no-break space is white space to some readers only.
  { text: `${name}=\u00a0ada`, ours: '\u00a0ada', npm: 'ada', node: '\u00a0ada' },
  // Assignments of other shells are read, and an error says that a `.env` file does not have them.
  { text: `set ${name}=ada`, ours: 'ada', npm: '', node: '' },
  { text: `- ${name}=ada`, ours: 'ada', npm: '', node: '' },
];

test('the differences to other readers are those that are known', () => {
  for (const { text, ...expected } of differences) {
    const found = Object.fromEntries(Object.entries(read).map(([reader, take]) => [reader, take(text)]));
    assert.deepEqual(found, expected, JSON.stringify(text));
  }
});

/** Numbers that are the same in each run. */
function* numbers(seed) {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    yield state >> 8;
  }
}

test('lines that people write are read as npm’s dotenv reads them', () => {
  const random = numbers(3);
  const pick = (list) => list[random.next().value % list.length];
  const words = ['ada', 'x y', '', 'a=b', 'a:b', '$A', '${', 'é🔑', '-', '\\n', 'a\\nb', '\\t', '\\'];
  const quoted = [...words, '#', ' # ', '\n', 'a\nb', '\r\n', ' '];
  const other = { '"': "'`", "'": '"`', '`': `'"` };
  const value = () => {
    const quote = pick(['', '', '"', "'", '`']);
    if (!quote) return [pick(words), pick(words)].join(pick(['', ' '])).trim();
    const inner = Array.from({ length: 1 + (random.next().value % 3) }, () =>
      pick([...quoted, ...other[quote]]),
    );
    return `${quote}${inner.join('').replace(/\\+$/, '')}${quote}`;
  };
  const line = () =>
    pick([
      () => '',
      () => `# ${pick(words)}="`,
      () => `  # ${name}=no`,
      () =>
        `${pick(['', ' ', '\t', 'export ', 'export  '])}${pick([name, name, 'OTHER'])}${pick(['=', ' = ', '= ', ' =', '=\t', ': '])}${value()}${pick(['', ' ', '\t', ' # c', '\t#"'])}`,
    ])();
  let read_ = 0;
  for (let round = 0; round < 20_000; round += 1) {
    const end = pick(['\n', '\n', '\r\n', '\r']);
    const text = Array.from({ length: 1 + (random.next().value % 4) }, line).join(end);
    const expected = read.npm(text);
    // Our answer cuts and masks what is long.
    if (expected.length > 30) continue;
    read_ += expected ? 1 : 0;
    assert.equal(read.ours(text), expected, JSON.stringify(text));
  }
  assert.ok(read_ > 5000, `${read_} values`);
});

test('of any text, what npm’s dotenv and Node agree on is what we read', () => {
  const random = numbers(5);
  const pieces = [
    // Letters that are no option of a command, whose value would be masked.
    ...'gz1"\'`=:\n\t-',
    ' ',
    ' #',
    ' #',
    '\\n',
    '\\"',
    '\r\n',
    '# ',
    'export ',
    'x=',
    `${name}=`,
    `\n${name}=`,
    `${name} = `,
  ];
  let agreed = 0;
  for (let round = 0; round < 50_000; round += 1) {
    let text = `${name}=`;
    for (let count = random.next().value % 9; count > 0; count -= 1) {
      text += pieces[random.next().value % pieces.length];
    }
    const expected = read.npm(text);
    // The two things in which both differ from us.
    if (expected !== read.node(text) || /\S#|\\["'`]/.test(text)) continue;
    agreed += 1;
    assert.equal(read.ours(text), expected, JSON.stringify(text));
  }
  assert.ok(agreed > 10_000, `${agreed} texts`);
});

test('a text or a map without a credential is answered, however strange', () => {
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  const fail = () => {
    throw new Error(key);
  };
  const sources = [
    undefined,
    null,
    '',
    {},
    revoked,
    new Proxy({}, { ownKeys: fail }),
    new Proxy({ CLARIFAI_PAT: key }, { get: fail }),
    Object.defineProperty({}, 'CLARIFAI_PAT', { get: fail, enumerable: true }),
    {
      CLARIFAI_PAT: 7,
      CLARIFAI_API_KEY: null,
      CLARIFAI_TOKEN: undefined,
      CLARIFAI_APP_ID: {},
      CLARIFAI_KEY: [key],
    },
    { __proto__: null, constructor: key, toString: key },
    JSON.parse(`{"__proto__": {"CLARIFAI_PAT": "${key}"}}`),
    { [key]: key, [Symbol.for('CLARIFAI_PAT')]: key },
    '\ud800',
  ];
  for (const source of sources) {
    const report = checkEnvironment(source);
    assert.equal(report.ok, false);
    assert.equal(codes(report).at(-1), 'missing-credential');
    assert.ok(!JSON.stringify(report).includes(key));
  }
  assert.equal({}.CLARIFAI_PAT, undefined);
});

test('only values whose names have to do with Clarifai are read', () => {
  const looked = [];
  const get = (target, property) => {
    if (typeof property === 'string') looked.push(property);
    return target[property];
  };
  const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`NAME_${at}`, key]));
  const source = new Proxy(
    { ...many, CLARIFAI_KEY: key, CLARIFAI_PAT: key, ['x'.repeat(1e6)]: key },
    { get },
  );
  assert.equal(checkEnvironment(source).variable, 'CLARIFAI_PAT');
  assert.deepEqual(looked, ['CLARIFAI_KEY', 'CLARIFAI_PAT']);
});

test('a text of any length is read to its end', () => {
  const text = `${'# a comment\nNAME=value\n'.repeat(200_000)}CLARIFAI_API_KEY=${key} x`;
  const [found] = checkEnvironment(text).findings;
  assert.equal(found.line, 400_001);
  assert.ok(found.span.start > 4_000_000);
});

test('no report shows a credential', () => {
  for (const text of [
    `${key}=${key}`,
    key,
    `VITE_CLARIFAI_${key}=${key}`,
    `CLARIFAI_USER_ID=${key}`,
    `CLARIFAI_API_BASE=https://${key}@api.clarifai.com/${key}`,
    `CLARIFAI_PAT="${key} ${key}"`,
    `current_context: ${key}\ncontexts:\n  x:\n    CLARIFAI_PAT: ${key}`,
    `[vars]\nCLARIFAI_PAT = "${key}"`,
  ]) {
    const shown = JSON.stringify([
      checkEnvironment(text),
      checkEnvironment({ CLARIFAI_APP_ID: text, [text]: text }),
    ]);
    assert.ok(!shown.includes(key), shown);
  }
});

test('the credential is taken out of a text and out of a map, with the type that its name says', () => {
  for (const source of [`A=1\nCLARIFAI_PAT='${key}'\n`, { CLARIFAI_PAT: key, CLARIFAI_API_KEY: `${key}0` }]) {
    const credential = readCredential(source);
    assert.deepEqual([credential.expose(), credential.keyType], [key, 'personal_access_token']);
    credential.free();
  }
});

test('no credential is taken where none can be sent, and no other kind is read', () => {
  for (const source of ['', {}, undefined, `CLARIFAI_PAT="${key} "`, { CLARIFAI_KEY: key }])
    assert.equal(readCredential(source), undefined);
  for (const source of [7, Buffer.from(`CLARIFAI_PAT=${key}`), Promise.resolve('')])
    assert.throws(() => readCredential(source), { code: 'ERR_CALL' });
});
