// `verify`: whether the credential is in force, as the API itself says.
import process from 'node:process';
import { Client, catalogue, checkEnvironment, diagnose, Grant } from '../node.js';
import { UsageError } from './arguments.js';
import { exitCodes } from './exit-codes.js';
import { encodingOf, judge } from './judge.js';
import { count, named, placeName, printed, typeNames } from './print.js';
import { namedSource, usualSources } from './sources.js';

const defaultBase = 'https://api.clarifai.com';
const secondsDefault = 30;

/** @returns {Promise<{ exitCode: number, lines: string[], verdict?: object }>} */
export async function verify({ values, positionals, style }) {
  if (positionals.length > 1)
    throw new UsageError('one place can be verified at a time', 'Give one file, `-`, or nothing.');
  const timeoutMs = milliseconds(values.timeout);
  const sources = positionals.length ? [await namedSource(positionals[0])] : usualSources();
  const places = sources.map((source) => {
    const { name, kind, problem } = source;
    return problem === undefined ? { name, kind, ...judge(source) } : { name, kind, problem };
  });
  try {
    return await verified(places, values, timeoutMs, style);
  } finally {
    for (const { credential } of places) credential?.free();
  }
}

async function verified(places, values, timeoutMs, style) {
  const used = places.find(({ found }) => found);
  if (!used?.credential) {
    const isUnread = !used && places.some(({ problem }) => problem !== undefined);
    const remedy = used ? undefined : places.map(encodingOf).find(Boolean)?.fix;
    return refused(isUnread ? exitCodes.undecided : exitCodes.problem, whyNone(used, places), remedy, style);
  }
  const first = (name) => places.find((place) => place[name] !== undefined)?.[name];
  // A file that lies about must not lead a credential of elsewhere to another host.
  const { apiBase } = checkEnvironment(process.env);
  const baseUrl = values['base-url'] ?? apiBase ?? used.apiBase ?? defaultBase;
  const client = await clientOf({
    credential: used.credential,
    userId: values['user-id'] ?? first('userId'),
    appId: values['app-id'] ?? first('appId'),
    baseUrl,
    timeoutMs,
    retries: 1,
  });
  const who = {
    source: used.name,
    variable: used.variable,
    fingerprint: used.credential.fingerprint,
    sentTo: named(baseUrl),
  };
  const subject = used.variable === undefined ? 'the credential' : `\`${printed(used.variable)}\``;
  process.stderr.write(`asking ${who.sentTo} about ${subject} of ${placeName(used)} (${who.fingerprint})\n`);
  const verdict = await verdictOf(client);
  const remedy = remedyOf(verdict);
  const warning = otherKind(used, verdict.grant);
  const reach = verdict.grant && reachOf(verdict.grant);
  return {
    exitCode: exitCodeOf[verdict.type],
    lines: [
      headline(verdict.type, style),
      ...(verdict.evidence ? [`  ${named(verdict.evidence)}`] : []),
      ...(remedy ? [`  fix: ${printed(remedy)}`] : []),
      ...(warning ? [style.yellow(`  warning: ${printed(warning)}`)] : []),
      ...(verdict.grant ? carried(verdict, reach) : []),
    ],
    verdict,
    ...(warning && { warning }),
    ...(remedy && { remedy }),
    ...(reach && { reach }),
    ...who,
  };
}

const exitCodeOf = {
  live: exitCodes.fine,
  'live-but-narrow': exitCodes.fine,
  dead: exitCodes.problem,
  unknown: exitCodes.undecided,
};

const headline = (type, style) =>
  ({
    live: style.green('live: the credential is in force'),
    'live-but-narrow': style.green('live, but narrow: the API knows it and refuses to tell its scopes'),
    dead: style.red('dead: the API does not take this credential'),
    unknown: style.yellow('unknown: the API did not say'),
  })[type];

/** What to do, where the API's words leave one cause. */
function remedyOf({ type, evidence: error }) {
  if (type !== 'dead' && type !== 'unknown') return undefined;
  const [{ code, certainty, remedy }] = diagnose(quotedAnswer(error) ?? { error }).causes;
  const tells = certainty !== 'possible' && code !== 'unknown' && code !== 'not-a-failure';
  return tells ? remedy : undefined;
}

/** The answer that the client quotes, or the first of two: its status says more than its words. */
function quotedAnswer(evidence) {
  const [first] = evidence.split('; then: ');
  const parts = /^HTTP (\d{3})(?:, (\d+))?(?: `\w+`)?(?:: (.*?)(?:: (.*))?)?$/s.exec(first);
  if (!parts) return undefined;
  const [, httpStatus, code, description, details] = parts;
  const status = { code: Number(code), description, details };
  return { response: { httpStatus: Number(httpStatus), ...(code && { body: { status } }) } };
}

/** That the API tells another kind of credential than the variable's name. */
function otherKind({ variable, keyType: byName }, { keyType: told } = {}) {
  if (!typeNames[byName] || !typeNames[told] || byName === told) return undefined;
  return `by the API's answer this is ${typeNames[told]}, and \`${variable}\` is the name of ${typeNames[byName]}`;
}

function reachOf(description) {
  const grant = new Grant(description);
  const reach = { methods: grant.reach().length, of: catalogue().rpcMethods.length };
  grant.free();
  return reach;
}

function carried({ grant, user }, { methods, of }) {
  const { scopes, endpoints = [], endpointsRestricted, app, expiresAt } = grant;
  const owner = app?.userId ?? user;
  const isRestricted = endpoints.length > 0 || endpointsRestricted;
  return [
    `  may call ${methods} of ${of} RPC methods`,
    `  scopes: ${scopes.join(', ') || 'none'}`,
    ...(isRestricted ? [`  only ${count(endpoints.length, 'endpoint')}: ${endpoints.join(', ')}`] : []),
    ...(app ? [`  app: ${app.id}`] : []),
    ...(owner ? [`  user: ${owner}`] : []),
    ...(expiresAt ? [`  expires: ${expiresAt}`] : []),
  ].map((line) => named(line));
}

/** A client whose options are judged, all of them: an id is so only where a path is made of it. */
async function clientOf(options) {
  let client;
  // A call that has ended sends nothing.
  const ended = AbortSignal.abort(new Error('judged alone'));
  try {
    client = new Client(options);
    await client.verify({ signal: ended });
  } catch (error) {
    if (client && error.cause === ended.reason) return client;
    client?.free();
    throw malformed(error);
  }
  return client;
}

async function verdictOf(client) {
  try {
    return inOwnWords(await client.verify());
  } catch (error) {
    throw malformed(error);
  } finally {
    client.free();
  }
}

/** What the client calls `baseUrl` is an option here. */
const inOwnWords = ({ evidence, ...verdict }) => ({
  ...verdict,
  ...(evidence && { evidence: evidence.replaceAll('`baseUrl`', '`--base-url`') }),
});

/** What the client does not take: a base that is no address, an id that fits in no path. */
function malformed(error) {
  if (!String(error.code).startsWith('ERR_C')) return error;
  return new UsageError(
    named(error.message),
    'Nothing was sent: mend `--base-url`, `--user-id` or `--app-id`, or the variable that stands for it.',
  );
}

function milliseconds(given) {
  if (given === undefined) return secondsDefault * 1000;
  const seconds = Number(given);
  if (!(seconds > 0 && seconds <= 600))
    throw new UsageError('`--timeout` is not a number of seconds from 0 to 600', 'Give for example 30.');
  return Math.ceil(seconds * 1000);
}

function whyNone(used, places) {
  if (!used) {
    const looked = places.map((place) => {
      const why = place.problem ?? encodingOf(place)?.message;
      return why === undefined ? place.name : `${place.name} (${why})`;
    });
    return `no credential was found in: ${looked.join(', ')}`;
  }
  const error = used.findings.find(({ severity }) => severity === 'error');
  return `${used.name}: ${error ? printed(error.message) : 'what stands there cannot be sent'}`;
}

const refused = (exitCode, problem, remedy, style) => ({
  exitCode,
  lines: [style.red('nothing was sent'), `  ${problem}`, `  fix: ${remedy ?? 'see `clarifai-auth check`'}`],
  problem,
  ...(remedy && { remedy }),
});
