// `check`: where programs find a credential, and what is wrong with it. Sends nothing.
import { UsageError } from './arguments.js';
import { exitCodes } from './exit-codes.js';
import { judge } from './judge.js';
import { count, placeName, printed, typeNames } from './print.js';
import { namedSource, usualSources } from './sources.js';

/** @returns {Promise<{ exitCode: number, lines: string[], ok: boolean, used?: object, sources: object[] }>} */
export async function check({ values, positionals, style }) {
  if (positionals.filter((name) => name === '-').length > 1)
    throw new UsageError('standard input can be read once', 'Give `-` once.');
  const sources = positionals.length ? await judgedNamed(positionals) : judgedUsual();
  const findings = sources.flatMap(({ findings }) => findings);
  const counts = Object.fromEntries(
    ['error', 'warning', 'hint'].map((kind) => [
      kind,
      findings.filter(({ severity }) => severity === kind).length,
    ]),
  );
  const unread = sources.filter(({ problem }) => problem !== undefined).length;
  const has = sources.some(({ fingerprint }) => fingerprint);
  const isWrong = !has || counts.error > 0 || (values.strict && counts.warning > 0);
  const used = sources.find(({ isUsed }) => isUsed);
  return {
    exitCode: exitCodeOf(unread, isWrong && unread < sources.length),
    lines: [...sources.flatMap((source) => shown(source, style)), summary(counts, unread, used, has, style)],
    ok: !isWrong && !unread,
    errors: counts.error,
    warnings: counts.warning,
    hints: counts.hint,
    ...(used && { used: { source: used.name, variable: used.variable, fingerprint: used.fingerprint } }),
    sources: sources.map(({ isUsed, found, findings, ...source }) => ({
      ...source,
      ok: source.problem === undefined && findings.every(({ severity }) => severity !== 'error'),
      ...(used && { used: isUsed }),
      findings,
    })),
  };
}

const exitCodeOf = (unread, isWrong) => {
  if (isWrong) return exitCodes.problem;
  return unread ? exitCodes.undecided : exitCodes.fine;
};

/** Each file by itself: a program reads one of them. */
async function judgedNamed(names) {
  const sources = [];
  for (const name of names) sources.push(judged(await namedSource(name)));
  return sources;
}

/** Where programs look: what one place lacks another may have. */
export function judgedUsual() {
  const sources = usualSources()
    .filter(({ kind, text, problem }) => kind === 'environment' || text !== undefined || problem)
    .map(judged);
  const used = sources.find(({ found }) => found);
  const has = (name) => sources.some((source) => source[name] !== undefined);
  const isElsewhere = {
    'missing-credential': used !== undefined,
    'missing-user-id': has('userId'),
    'missing-app-id': has('appId'),
  };
  let isSaid = false;
  for (const source of sources) {
    source.isUsed = source === used;
    source.findings = source.findings.filter(({ code, line }) => {
      if (code !== 'missing-credential' || line) return !isElsewhere[code];
      // One place is enough to say that none has it.
      const isFirst = !isSaid;
      isSaid = true;
      return isFirst && !used;
    });
  }
  return sources;
}

function judged(source) {
  const { name, kind, problem } = source;
  if (problem !== undefined) return { name, kind, ok: false, problem, findings: [] };
  const { credential, ...report } = judge(source);
  const fingerprint = credential?.fingerprint;
  credential?.free();
  return { name, kind, ...report, ...(fingerprint && { fingerprint }) };
}

function shown(source, style) {
  const { name, problem, findings } = source;
  if (problem !== undefined) return [style.bold(name), `  ${style.red(problem)}`, ''];
  return [
    style.bold(name),
    `  ${holding(source)}`,
    ...findings.flatMap(({ severity, code, message, fix, place }) => [
      `  ${printed(place)} ${colored(severity, style)}: ${printed(message)} ${style.dim(`(${code})`)}`,
      `    fix: ${printed(fix)}`,
    ]),
    '',
  ];
}

function holding({ found, variable, keyType, userId, appId, apiBase, fingerprint, isUsed }) {
  const parts = [];
  if (found) {
    const what = variable === undefined ? 'a credential' : `\`${variable}\``;
    const type = typeNames[keyType] ? `: by its name ${typeNames[keyType]}` : '';
    parts.push(`${what}${type}, ${fingerprint ?? 'cannot be sent as it is'}`);
    if (isUsed === false) parts.push('not used, as a place above comes first');
  } else {
    parts.push(variable === undefined ? 'no credential' : `\`${variable}\`, which no program reads`);
  }
  if (userId !== undefined) parts.push(`user id ${userId}`);
  if (appId !== undefined) parts.push(`app id ${appId}`);
  if (apiBase !== undefined) parts.push(`API base ${apiBase}`);
  return printed(parts.join('; '));
}

const colored = (severity, style) =>
  ({ error: style.red, warning: style.yellow, hint: style.dim })[severity](severity);

function summary(counts, unread, used, has, style) {
  const parts = Object.keys(counts)
    .filter((kind) => counts[kind])
    .map((kind) => count(counts[kind], kind));
  if (unread) parts.push(`${count(unread, 'place')} not read`);
  const where = used ? `; programs use \`${printed(used.variable)}\` of ${placeName(used)}` : '';
  const colour = counts.error || unread ? style.red : counts.warning ? style.yellow : style.green;
  return colour(`${parts.join(', ') || (has ? 'nothing is wrong' : 'no credential')}${where}`);
}
