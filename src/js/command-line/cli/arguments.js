// What the arguments ask for. No argument is repeated in a message as it was written: it may be a credential.
import { parseArgs } from 'node:util';
import { checkCredential } from '../node.js';

/** The options of each command; `value` names what follows one, and `says` what it is for. */
export const options = {
  check: {
    strict: { says: 'count warnings as errors' },
  },
  verify: {
    'user-id': { value: 'id', says: 'the owner of what you call; else `CLARIFAI_USER_ID`' },
    'app-id': { value: 'id', says: 'the app; else `CLARIFAI_APP_ID`' },
    'base-url': {
      value: 'url',
      says: 'where to send to; else `CLARIFAI_API_BASE`',
    },
    timeout: { value: 'seconds', says: 'give up after so long; 30 where it is not given' },
  },
  explain: {
    scopes: { value: 'list', says: "the key's scopes: Predict,Models:Get" },
    'key-created': { value: 'date', says: 'when the key was made: 2022-05-30' },
  },
};

/** The options of all commands. */
export const common = {
  json: { says: 'print one JSON object' },
  help: { short: 'h', says: 'print this' },
  version: { short: 'v', says: "print the package's version" },
};

/** The question was malformed: said in a sentence with a hint, and answered with exit code 2. */
export class UsageError extends Error {
  /** @param {string} message @param {string} hint */
  constructor(message, hint) {
    super(message);
    this.hint = hint;
  }
}

const names = Object.keys(options);
/** What people call an option that would take a credential. */
const secret = /^(api-?)?(key|pat|token|credential|secret|session-?token)$/i;

/**
 * Reads the arguments.
 * @param {string[]} args
 * @returns {{ command?: string, values: Record<string, string | boolean>, positionals: string[] }}
 */
export function readArguments(args) {
  for (const argument of args) refuseCredential(argument);
  const first = args.find((argument) => !argument.startsWith('-'));
  const asksForHelp = first === 'help';
  const rest = asksForHelp ? args.toSpliced(args.indexOf(first), 1) : args;
  const command = asksForHelp ? rest.find((argument) => names.includes(argument)) : first;
  if (command !== undefined && !names.includes(command)) throw unknown('command', command, names, '');
  const known = { ...options[command], ...common };
  const { tokens } = parseArgs({
    args: rest,
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(known).map(([name, { value, short }]) => [
        name,
        { type: value ? 'string' : 'boolean', ...(short && { short }) },
      ]),
    ),
  });
  const values = {};
  for (const token of tokens.filter(({ kind }) => kind === 'option'))
    values[token.name] = optionValue(token, known, command);
  const positionals = tokens.filter(({ kind }) => kind === 'positional').map(({ value }) => value);
  positionals.splice(positionals.indexOf(command), command === undefined ? 0 : 1);
  return { command, values: asksForHelp ? { help: true } : values, positionals };
}

function optionValue({ name, rawName, value, inlineValue }, known, command) {
  if (!Object.hasOwn(known, name)) {
    if (secret.test(name)) throw credentialGiven();
    throw unknown(
      'option',
      rawName,
      Object.keys(known).map((known) => `--${known}`),
      command,
    );
  }
  const takes = known[name].value;
  if (!takes && value !== undefined)
    throw new UsageError(`the option \`--${name}\` takes no value`, hintOf(command));
  // `--base-url --json` gives no value, whatever a parser makes of it.
  if (takes && (!value || (!inlineValue && value.startsWith('-'))))
    throw new UsageError(`the option \`--${name}\` needs a value: \`--${name} <${takes}>\``, hintOf(command));
  return takes ? value : true;
}

function refuseCredential(argument) {
  const value = /^--?[\w-]+=(.*)$/s.exec(argument)?.[1] ?? argument.replace(/^-+/, '');
  const { ok, repairable, shape } = checkCredential(value);
  if (ok || repairable || ['session-token', 'foreign'].includes(shape)) throw credentialGiven();
}

const credentialGiven = () =>
  new UsageError(
    'a credential is never taken from an argument: every program on this machine can read it there',
    'Set `CLARIFAI_PAT`, or pipe it: `clarifai-auth verify - < file`. Make a new one if others use this machine.',
  );

const hintOf = (command) => `Run \`clarifai-auth ${command ? `${command} ` : ''}--help\`.`;

function unknown(what, given, known, command) {
  const [closest] = known
    .map((name) => ({ name, away: distance(given.toLowerCase(), name) }))
    .sort((one, other) => one.away - other.away);
  const hint = closest.away <= Math.max(2, given.length / 2) ? `; closest is \`${closest.name}\`` : '';
  // Anything else may be a part of a credential.
  const shown = /^-{0,2}[a-z-]{1,20}$/i.test(given) ? ` \`${given}\`` : '';
  return new UsageError(`unknown ${what}${shown}${hint}`, hintOf(command));
}

/** How many letters differ, of names that are short. */
function distance(a, b) {
  if (a.length > 40) return a.length;
  let row = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (const [line, letter] of [...a].entries()) {
    const next = [line + 1];
    for (let place = 0; place < b.length; place += 1)
      next.push(Math.min(row[place] + (letter === b[place] ? 0 : 1), row[place + 1] + 1, next[place] + 1));
    row = next;
  }
  return row[b.length];
}
