// What a paste is, what is wrong with it, and where: the package's answers, put in one place for the page.

import { Credential, checkAuthorization, checkCredential, checkEnvironment } from 'clarifai-auth';
import { secretRanges } from './secrets.js';

/** No `.env` is longer. */
const longestEnvironment = 200_000;

const tools = [
  [/invoke-(?:restmethod|webrequest)|^\s*(?:irm|iwr)\s/im, 'a PowerShell command'],
  [/curl[\s\S]*\^\s*$/m, 'a curl command of Windows'],
  [/\bcurl\b|^\s*-H\b/m, 'a curl command'],
];
const languages = [
  [/\baxios\b/, 'JavaScript with axios'],
  [/\bfetch\s*\(/, 'JavaScript with fetch'],
  [/\b(?:const|let|var|new|=>|process\.env)\b/, 'JavaScript'],
  [/\b(?:import|from|def|print|os\.environ)\b|\brequests\./, 'Python'],
];
const files = [
  [/^\s*contexts\s*:/m, 'Clarifai’s configuration file'],
  [/^\s*\[(?:\w+\.)*vars\]\s*(?:#.*)?$|^\s*vars\s*=\s*\{/m, 'a wrangler.toml'],
  [/^\s*\[[\w.-]+\]\s*$|^\s*(?:- +)?["']?[\w.-]+["']?\s*:(?:\s|$)/m, 'a configuration file'],
  [/(?:)/, 'a .env file'],
];
const names = {
  'too-long': 'a text that is too long',
  har: 'a HAR file, as a browser saves it',
  http: 'an HTTP message',
  headers: 'headers of a request',
  error: 'the words of an error',
  answer: 'an answer of the API',
  json: 'JSON',
  html: 'a web page',
  authorization: 'the value of an Authorization header',
  credential: 'a credential',
  empty: 'an empty text',
  unknown: 'nothing known',
};

function nameOf(kind, text) {
  const first = (list) => list.find(([pattern]) => pattern.test(text.slice(0, 20_000)))?.[1];
  if (kind === 'command-line') return first(tools) ?? 'a command';
  if (kind === 'code') return `a program: ${first(languages) ?? 'some language'}`;
  if (kind === 'json' && /"vars"\s*:\s*\{/.test(text)) return 'a wrangler.jsonc';
  return kind === 'environment' ? first(files) : (names[kind] ?? kind);
}

/** @param {import('clarifai-auth').Evidence} evidence */
export function guessedTarget(evidence, text) {
  const url = evidence.request?.url ?? (evidence.kind === 'code' ? text.slice(0, 20_000) : '');
  if (/\/ext\/openai\b/.test(url)) return 'openai';
  if (/\/ext\/mcp\b/.test(url)) return 'mcp';
  return evidence.kind === 'code' && /\bmetadata\s*=|\bgrpc\b/i.test(text.slice(0, 20_000)) ? 'grpc' : 'rest';
}

/**
 * @typedef {object} Reading
 * @property {string} text as pasted
 * @property {import('clarifai-auth').Evidence} evidence with its credentials: for this page's memory only
 * @property {string} readAs what the paste is, in words
 * @property {import('clarifai-auth').RequestTarget} target where the request goes
 * @property {'alone' | 'authorization' | 'within' | 'environment' | 'none'} holds where the credential stands
 * @property {import('clarifai-auth').CredentialReport} [report] of the credential
 * @property {import('clarifai-auth').AuthorizationReport} [authorization]
 * @property {import('clarifai-auth').EnvironmentReport} [environment]
 * @property {import('clarifai-auth').EnvironmentFinding[]} findings with places in the text
 * @property {string} [position] the text in the credential's position
 * @property {import('clarifai-auth').Diagnosis} [diagnosis] of the failing call that the paste tells of
 * @property {{ start: number, end: number }} [place] where what is to be mended stands exactly, in the text
 */

/**
 * @param {string} text
 * @param {import('clarifai-auth').Evidence} evidence of `readPaste(text, { reveal: true })`
 * @param {import('clarifai-auth').RequestTarget} target
 * @param {import('clarifai-auth').Diagnosis} [diagnosis]
 * @returns {Reading}
 */
export function read(text, evidence, target, diagnosis) {
  const reading = readKey(text, evidence, target);
  return reading.holds === 'alone' ? reading : { ...reading, diagnosis };
}

function readKey(text, evidence, target) {
  const common = { text, evidence, target, readAs: nameOf(evidence.kind, text), findings: [] };
  if (['credential', 'empty', 'unknown'].includes(evidence.kind)) return readAlone(common);
  if (evidence.environment !== undefined && evidence.authorization === undefined)
    return readEnvironment(common);
  if (evidence.authorization !== undefined) return readAuthorization(common);
  if (evidence.credential === undefined) return { ...common, holds: 'none' };
  const found = locate(text, evidence.credential);
  return {
    ...common,
    holds: 'within',
    report: evidence.credentialReport,
    position: evidence.credential,
    place: found?.exact ? found : undefined,
    findings: distinct(
      withoutReference(evidence.credentialReport.findings, evidence).map((finding) => moved(finding, found)),
    ),
  };
}

function readAlone(common) {
  const report = checkCredential(common.text);
  const isWords = /\S\s+\S/.test(common.text.slice(0, 1000));
  if (common.evidence.kind === 'unknown' && isWords && !report.ok && !report.repairable) {
    return { ...common, holds: 'none' };
  }
  const readAs = common.evidence.kind === 'unknown' ? 'a credential' : common.readAs;
  return {
    ...common,
    readAs,
    holds: 'alone',
    report,
    position: common.text,
    findings: distinct(report.findings),
  };
}

function readEnvironment(common) {
  const { environment: source } = common.evidence;
  const at = common.text.indexOf(source);
  const environment = checkEnvironment(source.slice(0, longestEnvironment));
  const linesBefore = at > 0 ? common.text.slice(0, at).split('\n').length - 1 : 0;
  const found = at < 0 ? undefined : { start: at, end: at + source.length, literal: true };
  const findings = environment.findings.map((finding) => ({
    ...moved(finding, found),
    line: finding.line && finding.line + linesBefore,
  }));
  return {
    ...common,
    holds: 'environment',
    environment,
    report: common.evidence.credentialReport,
    position: common.evidence.credential,
    findings: distinct(findings),
  };
}

function readAuthorization(common) {
  const { text, evidence, target } = common;
  const isBlock = evidence.kind === 'headers';
  const value = evidence.authorization;
  const authorization = checkAuthorization(isBlock ? text : value, target);
  const found = locate(text, value);
  const amiss = withoutReference(authorization.findings, evidence);
  const findings = isBlock ? amiss : amiss.map((finding) => moved(finding, found));
  return {
    ...common,
    holds: 'authorization',
    authorization,
    report: evidence.credentialReport,
    position: evidence.credential,
    place: found?.exact ? found : undefined,
    findings: distinct(findings),
  };
}

/** A variable whose value the shell or the program puts there is as it should be. */
const withoutReference = (findings, { reference }) =>
  reference?.expanded ? findings.filter(({ code }) => code !== 'unexpanded-reference') : findings;

/** Where a piece stands in the text: itself, or as JSON and shells write it between double quotes. */
function locate(text, piece) {
  if (!piece) return undefined;
  const start = text.indexOf(piece);
  if (start >= 0) {
    return { start, end: start + piece.length, literal: true, exact: text.indexOf(piece, start + 1) < 0 };
  }
  const written = JSON.stringify(piece).slice(1, -1);
  const at = text.indexOf(written);
  return at < 0 ? undefined : { start: at, end: at + written.length, literal: false, exact: false };
}

/** Takes a finding's place along to where its text stands; as a whole where that is written otherwise. */
function moved(finding, found) {
  const { span, ...rest } = finding;
  if (!found || !span) return rest;
  const { start, end, literal } = found;
  return { ...rest, span: literal ? { start: start + span.start, end: start + span.end } : { start, end } };
}

function distinct(findings) {
  const seen = new Set();
  return findings.filter((finding) => {
    const key = [finding.code, finding.message, finding.span?.start, finding.line].join(' ');
    return !seen.has(key) && seen.add(key);
  });
}

/** The credential that can be sent, or nothing. Who takes it frees it. */
export function sendable(position) {
  if (position === undefined) return undefined;
  try {
    return Credential.parse(position, { repair: true });
  } catch (error) {
    if (error.code !== 'ERR_CREDENTIAL') throw error;
    return undefined;
  }
}

/** Distinct keys in one text: which of them is meant, only its owner knows. */
export function keysIn(position) {
  const found = new Map();
  for (const { 0: key, index } of position
    .slice(0, 4000)
    .matchAll(/(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/gi)) {
    const credential = sendable(key);
    if (credential && !found.has(credential.fingerprint))
      found.set(credential.fingerprint, { start: index, key });
    credential?.free();
  }
  return [...found].map(([fingerprint, place]) => ({ fingerprint, ...place }));
}

/** The one header that carries the credential. */
export function headerOf(credential, target) {
  const [[name, value]] = Object.entries(credential.headers(target));
  return { name, value };
}

/** The whole text with its `Authorization` value, or its credential, mended; nothing where that is not sure. */
export function mendedText(reading) {
  const { place, text, target, holds } = reading;
  const unquoted = reading.evidence.request?.unquotedHeader;
  if (unquoted) return quotedHeader(reading, text.indexOf(unquoted), unquoted.length);
  const isWritten = ['command-line', 'code', 'headers', 'http'].includes(reading.evidence.kind);
  if (!place || !isWritten) return undefined;
  const credential = sendable(reading.position);
  if (!credential) return undefined;
  const mended = holds === 'authorization' ? headerOf(credential, target).value : credential.expose();
  credential.free();
  const whole = text.slice(0, place.start) + mended + text.slice(place.end);
  // Among headers there may be more amiss than this one.
  const isWhole = reading.evidence.kind !== 'headers' || checkAuthorization(whole, target).ok;
  return isWhole ? whole : undefined;
}

/** The command with its header in quotes, so that the shell leaves it whole. */
function quotedHeader({ text, target, position }, start, length) {
  const credential = start < 0 ? undefined : sendable(position);
  if (!credential) return undefined;
  const { name, value } = headerOf(credential, target);
  credential.free();
  return `${text.slice(0, start)}"${name}: ${value}"${text.slice(start + length)}`;
}

/**
 * The lines of an environment that a repair or a better name mends.
 *
 * @param {Reading} reading
 * @returns {{ line: number, before: string, name: string, separator: string, value: string, secret: boolean }[]}
 */
export function mendedLines(reading) {
  const lines = reading.text.slice(0, longestEnvironment).split('\n');
  const isToml = lines.some((line) => /^\s*\[[\w.-]+\]\s*$/.test(line));
  const found = new Map();
  for (const finding of reading.findings) {
    if (finding.severity === 'hint' || !finding.variable || !finding.line) continue;
    if (
      ['duplicate-variable', 'bundled-credential', 'bundled-name', 'credential-as-id'].includes(finding.code)
    ) {
      found.set(finding.line, null);
      continue;
    }
    if (found.has(finding.line) && !finding.expected) continue;
    if (found.get(finding.line) === null) continue;
    const mended = mendedLine(lines[finding.line - 1] ?? '', finding, isToml);
    const isTaken =
      mended && lines.some((line, at) => at !== finding.line - 1 && line.trim().startsWith(mended.name));
    if (mended && !isTaken) found.set(finding.line, { line: finding.line, ...mended });
  }
  return [...found.values()].filter(Boolean);
}

function mendedLine(line, finding, isToml) {
  const at = line.indexOf(finding.variable);
  if (at < 0 || !/^\s*(?:export\s+|set\s+|\$env:)?["']?$/i.test(line.slice(0, at))) return undefined;
  const rest = line.slice(at + finding.variable.length).replace(/\r$/, '');
  const [, separator, value] = /^["']?(\s*[=:]\s*)([\s\S]*)$/.exec(rest) ?? [];
  if (separator === undefined) return undefined;
  const name = finding.expected ?? finding.variable;
  const isYaml = separator.trim() === ':';
  const written = { before: line.slice(0, at).replace(/["']/g, ''), name, separator: isYaml ? ': ' : '=' };
  if (/(?:PAT|KEY|TOKEN|SECRET)$/i.test(name)) {
    const credential = sendable(value);
    if (!credential) return undefined;
    const text = credential.expose();
    credential.free();
    return { ...written, value: isToml ? `"${text}"` : text, secret: true };
  }
  if (!finding.expected) return undefined;
  return { ...written, value, secret: secretRanges(value, 0, value.length).length > 0 };
}

/** The environment with its mended lines in their places. */
export function withMendedLines(reading, mended) {
  const lines = reading.text.split('\n');
  for (const { line, before, name, separator, value } of mended)
    lines[line - 1] = before + name + separator + value + (lines[line - 1].endsWith('\r') ? '\r' : '');
  return lines.join('\n');
}
