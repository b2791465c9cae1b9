// What a source holds: the credential, and what is wrong with it and around it.
import {
  Credential,
  checkAuthorization,
  checkCredential,
  checkEnvironment,
  readCredential,
  readPaste,
} from '../node.js';

/** Findings of a variable that no program reads. */
const unread = ['misnamed-credential', 'bundled-credential', 'bundled-name'];

/**
 * Judges a source. `found`: programs find something there that is meant as a credential. The
 * `Credential` is there where it can be sent as it is.
 * @param {import('./sources.js').Source} source
 * @returns {{ ok: boolean, found: boolean, variable?: string, keyType?: string, userId?: string,
 *   appId?: string, apiBase?: string, credential?: Credential, findings: object[] }}
 */
export function judge(source) {
  const { kind, text = '', variables } = source;
  const { findings, ...report } = checkEnvironment(variables ?? text);
  // What is not read as text holds no call either.
  const pasted = kind === 'stdin' && !encodingOf({ findings }) ? judgePaste(text) : undefined;
  if (pasted) return { ...pasted, findings: placed(source, pasted.findings) };
  const isUnread = findings.some(
    ({ code, variable }) => variable === report.variable && unread.includes(code),
  );
  return {
    ...report,
    found: report.variable !== undefined && !isUnread,
    credential: readCredential(variables ?? text),
    findings: placed(source, findings),
  };
}

/** The finding that a source is saved as no program reads it. */
export const encodingOf = ({ findings = [] }) => findings.find(({ code }) => code === 'utf-16');

/** A credential, a header or a call on standard input; nothing where it is an environment. */
function judgePaste(given) {
  // What `echo` adds belongs to none of them.
  const text = given.replace(/\r?\n$/, '');
  const { kind, credential, authorization } = readPaste(text, { reveal: true });
  if (kind === 'environment' || kind === 'empty' || credential === undefined) return undefined;
  const report = wholeReport(kind, text) ?? {
    ...(authorization === undefined ? checkCredential(credential) : checkAuthorization(authorization)),
    elsewhere: true,
  };
  const isKey = checkCredential(credential).ok;
  const isError = report.findings.some(({ severity }) => severity === 'error');
  return {
    ok: isKey && !isError,
    found: true,
    credential: isKey ? Credential.parse(credential) : undefined,
    // Of a part of a text the places in the whole are not known.
    findings: report.findings.map(({ span, ...finding }) =>
      span && !report.elsewhere ? { ...finding, span } : finding,
    ),
  };
}

function wholeReport(kind, text) {
  if (kind === 'credential') return checkCredential(text);
  return kind === 'authorization' || kind === 'headers' ? checkAuthorization(text) : undefined;
}

/** Adds to each finding where it is, for people: `.env:2:14`, or the name of the variable. */
function placed({ name, text, variables }, findings) {
  return findings.map(({ span, ...finding }) => {
    const before = span && !variables ? text.slice(0, span.start) : undefined;
    const line = finding.line ?? (before === undefined ? undefined : before.split('\n').length);
    const column = before === undefined ? undefined : before.length - before.lastIndexOf('\n');
    const place = [name, ...(variables ? [finding.variable] : [line, column])];
    return {
      ...finding,
      ...(line !== undefined && { line }),
      ...(column !== undefined && { column }),
      place: place.filter((part) => part !== undefined).join(':'),
    };
  });
}
