// One sentence a person can act on, from what a paste was read as.

import { count, sentence } from './dom.js';
import { mendedLines } from './reading.js';

const shapes = {
  key: 'Clarifai key: app-specific key or PAT',
  'key-like': '32 letters and digits, not lower-case hex',
  'public-id': 'id of a public model, not a key',
  'legacy-pair': 'retired client id or client secret',
  'legacy-token': 'retired access token',
  'session-token': 'browser session token',
  foreign: 'credential of another service',
  placeholder: 'placeholder',
  empty: 'empty',
  unknown: 'not recognised',
};

const refusals = {
  'public-id': 'This is the id of a public model, not a key.',
  'legacy-pair': 'This is a retired client id or secret. The API no longer takes it.',
  'legacy-token': 'This is a retired access token. The API no longer takes it.',
  'session-token': 'This is a browser session token, not a key.',
  placeholder: 'This is a placeholder. The real key was never filled in.',
  empty: 'There is no key in this text.',
};

const absences = {
  'too-long': [
    'This text is too long to be looked into.',
    'Paste the part with the key or the failing call.',
  ],
  har: ['No call with a key is in this file.', 'Save it again while the failing call is made.'],
  error: [
    'This tells of a failure; no key was recognised in it.',
    'Paste the command that failed to check its key.',
  ],
  answer: [
    'This is what the API answered, not a key.',
    'Paste the command that was answered so to check its key.',
  ],
  html: [
    'This is a web page, neither a key nor an answer of the API.',
    'Look whether the request went to api.clarifai.com.',
  ],
  unknown: [
    'No key was recognised in this text.',
    'Paste the key, the header, the command or the file that holds it.',
  ],
};
const otherAbsence = ['No key was recognised in this text.', 'Paste the part that holds it.'];
const isNothing = ['too-long', 'unknown'];

/** @param {import('clarifai-auth').CredentialReport} report */
export const shapeInWords = (report) =>
  report.shape === 'foreign' && report.vendor
    ? `credential of ${report.vendor}`
    : (shapes[report.shape] ?? report.shape);

const ready = (said, note = '') => ({
  tone: 'good',
  icon: 'ready',
  word: 'Ready to send',
  sentence: said,
  note,
});
const doubtful = (said, note = '') => ({
  ...ready(said, note),
  tone: 'warning',
  word: 'Ready to send, with a doubt',
});
const mendable = (said, note = '') => ({
  tone: 'warning',
  icon: 'mend',
  word: 'Can be mended',
  sentence: said,
  note,
});
const refused = (said, note = '') => ({
  tone: 'error',
  icon: 'refused',
  word: 'Cannot be sent',
  sentence: said,
  note,
});
const absent = (said, note = '') => ({
  tone: 'hint',
  icon: 'nothing',
  word: 'No key found',
  sentence: said,
  note,
});

const onlyTheApi =
  'Only the API can say whether it knows the key. The shape does not tell an app-specific key from a PAT.';

const failures = {
  certain: 'Why it failed',
  likely: 'Why it failed, most likely',
  possible: 'Why it may have failed',
};
/** Causes that tell of the credential itself: what is wrong with that is said already. */
const ofCredentialItself = ['credential-', 'authorization-', 'legacy-'];

/**
 * @typedef {{ tone: string, icon: string, word: string, sentence: string, note: string }} Verdict
 * @param {import('./reading.js').Reading} reading
 * @returns {Verdict}
 */
export function verdict(reading) {
  if (!reading.diagnosis) return keyVerdict(reading);
  const [{ code, certainty, title }] = reading.diagnosis.causes;
  const said = sentence(title);
  const note = noteOnKey(reading, code);
  if (code === 'not-a-failure')
    return {
      tone: 'good',
      icon: 'ready',
      word: 'Good news',
      sentence: said,
      note: note || 'The API did what it was asked.',
    };
  if (code === 'response-redacted')
    return { tone: 'warning', icon: 'partly', word: 'It succeeded, in part', sentence: said, note };
  if (code === 'unknown') return { ...absent(said, note), word: 'No cause found' };
  return { tone: 'error', icon: 'refused', word: failures[certainty], sentence: said, note };
}

/** What is to be mended in the key or its header beside the failure's cause. */
function noteOnKey(reading, code) {
  if (reading.holds === 'none' || ofCredentialItself.some((start) => code.startsWith(start))) return '';
  const { icon: picture, sentence: said } = keyVerdict(reading);
  return ['mend', 'refused'].includes(picture)
    ? `And besides: ${said.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase())}`
    : '';
}

/**
 * The verdict on the key alone, whatever became of the call.
 *
 * @param {import('./reading.js').Reading} reading
 * @returns {Verdict}
 */
export function keyVerdict(reading) {
  if (reading.holds === 'none') {
    const { kind } = reading.evidence;
    const said = absent(...(absences[kind] ?? otherAbsence));
    return isNothing.includes(kind) ? { ...said, word: 'Nothing found' } : said;
  }
  const { reference } = reading.evidence;
  if (reference?.expanded) {
    if (reading.findings.some(({ severity }) => severity === 'error')) {
      return mendable(faultIn(reading.findings), 'The key itself comes from a variable here.');
    }
    const note = 'Paste its value, or the .env that sets it, to check that.';
    return absent('The key comes from a variable here, so it is not in this text.', note);
  }
  if (reference) return refused('The name of a variable is sent here, not its value.');
  if (reading.evidence.request?.unquotedHeader) {
    const note = 'Put quotes around the whole header: -H "Authorization: Key …".';
    return mendable('The shell splits this header at its spaces, so the key is not sent.', note);
  }
  if (reading.holds === 'environment') return ofEnvironment(reading);
  if (reading.holds === 'authorization') return ofAuthorization(reading);
  return ofCredential(reading.report);
}

/** What stands around or within a credential and is taken away by a repair. */
const repairs = [
  'surrounding-whitespace',
  'inner-whitespace',
  'line-break',
  'invisible-character',
  'control-character',
  'surrounding-quotes',
  'trailing-punctuation',
  'pasted-header',
  'pasted-scheme',
  'variable-name',
];

/** The finding that nothing can be sent for, rather than one that a repair would mend. */
export function refusing(findings) {
  const errors = findings.filter(({ severity }) => severity === 'error');
  return errors.find(({ code }) => !repairs.includes(code)) ?? errors[0];
}

/** The worst finding in a sentence, with its line where there are several, and how many others there are. */
function faultIn(findings, { worst, hasLines = false } = {}) {
  const serious = findings.filter(({ severity }) => severity !== 'hint');
  const told = worst ?? serious.find(({ severity }) => severity === 'error') ?? serious[0];
  if (!told) return '';
  // Quotes on both sides are one fault to who reads this.
  const others = new Set(serious.map(({ code, line = '' }) => `${code} ${line}`)).size - 1;
  const message = told.message.replaceAll(/ \([^()]*\)/g, '');
  const rest = /[,;]/.test(message) ? `. ${count(others, 'finding')} more` : `, and ${others} more`;
  const place = hasLines && told.line ? `Line ${told.line}: ` : '';
  return sentence(place + message + (others ? rest : ''));
}

const doubtsIn = (findings) => findings.filter((finding) => finding.severity !== 'hint').length;

function ofCredential(report) {
  const doubts = doubtsIn(report.findings);
  if (report.ok && !doubts)
    return ready('This key is well formed. It can be sent exactly as it is.', onlyTheApi);
  if (report.ok) return doubtful(`${faultIn(report.findings)} It can still be sent.`);
  if (report.repairable) {
    const note = 'The rest is well formed, so you need no new key for this.';
    return mendable(`${faultIn(report.findings)} One repair mends it.`, note);
  }
  if (report.findings.some((finding) => finding.code === 'several-credentials')) {
    return refused('Several keys stand in this text.', 'Only you can say which one is meant.');
  }
  if (report.shape === 'foreign')
    return refused(`This is not Clarifai’s: it looks like a ${shapeInWords(report)}.`);
  if (report.findings.some((finding) => finding.code === 'unexpanded-reference'))
    return refused('The name of a variable stands here, not its value.');
  const worst = refusing(report.findings);
  return refused(
    refusals[report.shape] ?? `${faultIn(report.findings, { worst })} No single repair makes it a key.`,
  );
}

const keyAlone =
  'Where a program asks for the key, in a variable or an argument, leave the scheme word out: it writes that itself.';

function ofAuthorization({ authorization, report, findings, evidence }) {
  if (authorization.ok && !doubtsIn(findings)) {
    if (evidence.kind === 'authorization') {
      return ready('As the value of the header this can be sent exactly as it is.', keyAlone);
    }
    return ready(
      'The header is written as Clarifai documents it, and the key in it is well formed.',
      onlyTheApi,
    );
  }
  if (!report?.ok && !report?.repairable)
    return report ? ofCredential(report) : refused('The header carries no key.');
  if (authorization.ok) return doubtful(`${faultIn(findings)} It can still be sent.`);
  const isRefused = findings.some((finding) => finding.severity === 'error');
  const order = isRefused ? 'One repair mends it.' : 'Write it the documented way.';
  return mendable(`${faultIn(findings)} ${order}`, 'You need no new key for this.');
}

function ofEnvironment(reading) {
  const { environment, findings } = reading;
  const doubts = doubtsIn(findings);
  const mended = mendedLines(reading);
  const fault = faultIn(findings, { hasLines: true });
  const under = environment.variable ? ` under \`${environment.variable}\`` : '';
  if (environment.ok && !doubts) return ready(`Programs find a well formed key${under}.`, onlyTheApi);
  if (mended.length) {
    const isMended = (finding) => mended.some(({ line }) => line === finding.line);
    const others = doubtsIn(findings.filter((finding) => !isMended(finding)));
    return mendable(
      `${fault} ${mended.length === 1 ? 'One line' : count(mended.length, 'line')} can be mended.`,
      others ? 'The findings say what else is wrong.' : '',
    );
  }
  if (environment.ok) return doubtful(`${fault} Programs find a key${under}.`);
  if (findings.some((finding) => finding.code === 'missing-credential')) {
    return absent(
      'No variable here holds a key that programs look for.',
      'Set `CLARIFAI_PAT` or `CLARIFAI_API_KEY`.',
    );
  }
  return refused(fault, 'The findings say what to do, line by line.');
}
