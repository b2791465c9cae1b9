// `explain`: why a call failed, by what is pasted of it. Sends nothing.
import process from 'node:process';
import { diagnose, Grant, readPaste } from '../node.js';
import { UsageError } from './arguments.js';
import { exitCodes } from './exit-codes.js';
import { named, printed } from './print.js';
import { byItsMark, namedSource } from './sources.js';

/** @returns {Promise<{ exitCode: number, lines: string[], kind?: string, diagnosis?: object }>} */
export async function explain({ values, positionals, style }) {
  if (positionals.length > 1) throw new UsageError('one failure can be explained at a time', hint);
  const [name = '-'] = positionals;
  if (!positionals.length && process.stdin.isTTY) throw new UsageError('nothing was given', hint);
  const added = { ...carried(values.scopes), ...created(values['key-created']) };
  const { name: shownName, text, problem } = await namedSource(name, byItsMark);
  if (problem !== undefined) {
    const lines = [style.bold(shownName), `  ${style.red(problem)}`];
    return { exitCode: exitCodes.undecided, lines, problem: `${shownName}: ${problem}` };
  }
  const evidence = readPaste(text);
  if (evidence.kind === 'empty') throw new UsageError('nothing was given', hint);
  const diagnosis = diagnose({ ...evidence, ...added });
  const isExplained = diagnosis.causes[0].code !== 'unknown';
  return {
    exitCode: isExplained ? exitCodes.fine : exitCodes.problem,
    lines: shown(diagnosis, style),
    kind: evidence.kind,
    diagnosis,
  };
}

const hint =
  'Give the call, its answer or what the program said: paste it into `clarifai-auth explain -`, name one file that holds it, or pipe it: `clarifai-auth explain < failure.txt`.';

/** @param {string | undefined} list */
function carried(list) {
  const scopes = list?.split(/[\s,]+/).filter(Boolean);
  if (!scopes) return {};
  const grant = new Grant({ scopes });
  const [unknown] = grant.unknownScopes;
  grant.free();
  if (unknown !== undefined)
    throw new UsageError(`unknown scope \`${named(unknown)}\``, 'Spell it as the portal does: Models:Get.');
  return { grant: { scopes } };
}

/** @param {string | undefined} given */
function created(given) {
  if (given === undefined) return {};
  const time = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(given) ? Date.parse(given) : Number.NaN;
  if (Number.isNaN(time))
    throw new UsageError('`--key-created` is not a date', 'Give for example 2022-05-30.');
  return { keyCreatedAt: new Date(time).toISOString() };
}

function shown({ causes, checklist, status, retryAfterSeconds }, style) {
  const said = [status?.code, status?.name, status?.description].filter((part) => part !== undefined);
  const marks = {
    ok: style.green('ok'.padEnd(11)),
    problem: style.red('problem'.padEnd(11)),
    'not-checked': style.dim('not checked'),
  };
  return [
    ...(said.length ? [`status: ${printed(said.join(' '))}`, ''] : []),
    ...causes.flatMap(({ code, certainty, title, evidence, remedy }) => [
      `${style.bold(printed(title))} ${style.dim(`(${code}, ${certainty})`)}`,
      ...evidence.map((quoted) => `  - ${printed(quoted)}`),
      `  fix: ${printed(remedy)}`,
      '',
    ]),
    ...(retryAfterSeconds === undefined ? [] : [`try again after ${retryAfterSeconds} s`, '']),
    'checked:',
    ...checklist.map(({ item, state, note }) => `  ${marks[state]}  ${item.padEnd(11)}  ${printed(note)}`),
  ];
}
