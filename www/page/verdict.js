// One sentence a person can act on, from what a paste was read as.

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
    'This text is longer than 8 MB and was not looked into.',
    'Paste the part with the key or the failing call.',
  ],
  har: ['No call with a key is in this file.', 'Save it again while the failing call is made.'],
  error: [
    'No key stands in this text: it tells of a failure.',
    'Paste the key, or the command that failed, to check it.',
  ],
  answer: [
    'No key was sent with this: it is what the API answered.',
    'Paste the key, or the command that was answered so, to check it.',
  ],
  html: [
    'No key is in this web page, and no answer of the API either.',
    'Look whether the request went to api.clarifai.com.',
  ],
  unknown: [
    'No key was recognised in this text.',
    'Paste the key, the header, the command or the file that holds it.',
  ],
};
const otherAbsence = ['No key is in this text.', 'Paste the part that holds it.'];

/** @param {import('clarifai-auth').CredentialReport} report */
export const shapeInWords = (report) =>
  report.shape === 'foreign' && report.vendor
    ? `credential of ${report.vendor}`
    : (shapes[report.shape] ?? report.shape);

const ready = (sentence, note = '') => ({
  tone: 'good',
  icon: 'ready',
  word: 'Ready to send',
  sentence,
  note,
});
const doubtful = (sentence, note = '') => ({
  ...ready(sentence, note),
  tone: 'warning',
  word: 'Ready to send, with a doubt',
});
const mendable = (sentence, note = '', tone = 'error') => ({
  tone,
  icon: 'mend',
  word: 'Can be mended',
  sentence,
  note,
});
const refused = (sentence, note = '') => ({
  tone: 'error',
  icon: 'refused',
  word: 'Cannot be sent',
  sentence,
  note,
});
const absent = (sentence, note = '') => ({
  tone: 'hint',
  icon: 'nothing',
  word: 'Nothing found',
  sentence,
  note,
});

const onlyTheApi =
  'Only the API can say whether it knows the key. The shape does not tell an app-specific key from a PAT.';

/**
 * @param {import('./reading.js').Reading} reading
 * @returns {{ tone: string, icon: string, word: string, sentence: string, note: string }}
 */
export function verdict(reading) {
  if (reading.holds === 'none') return absent(...(absences[reading.evidence.kind] ?? otherAbsence));
  if (reading.reference === 'filled') {
    const note = 'Paste its value, or the .env that sets it, to check that.';
    return absent('The key comes from a variable here, so it is not in this text.', note);
  }
  if (reading.reference === 'literal') {
    const note =
      'Between these quotes nothing is filled in: use double quotes in a shell, backticks in JavaScript.';
    return refused('The name of a variable is sent here, not its value.', note);
  }
  if (reading.holds === 'environment') return ofEnvironment(reading);
  if (reading.holds === 'authorization') return ofAuthorization(reading);
  return ofCredential(reading.report);
}

const doubtsIn = (findings) => findings.filter((finding) => finding.severity !== 'hint').length;

function ofCredential(report) {
  const doubts = doubtsIn(report.findings);
  if (report.ok && !doubts)
    return ready('This key is well formed. It can be sent exactly as it is.', onlyTheApi);
  if (report.ok) {
    const what = doubts === 1 ? 'one thing looks' : `${doubts} things look`;
    return doubtful(`This key can be sent, but ${what} wrong.`);
  }
  if (report.repairable) {
    const note = 'The rest is well formed, so you need no new key for this.';
    return mendable('This text cannot be sent as it is. One repair mends it.', note);
  }
  if (report.findings.some((finding) => finding.code === 'several-credentials')) {
    return refused('Several keys stand in this text.', 'Only you can say which one is meant.');
  }
  const sentence =
    report.shape === 'foreign'
      ? `This is not Clarifai’s: it looks like a ${shapeInWords(report)}.`
      : (refusals[report.shape] ?? 'This is not a key that can be sent, and no single repair makes it one.');
  return refused(sentence, 'Copy the key again from the portal, whole and alone.');
}

function ofAuthorization({ authorization, report, findings }) {
  if (authorization.ok && !doubtsIn(findings)) {
    return ready(
      'The header is written as Clarifai documents it, and the key in it is well formed.',
      onlyTheApi,
    );
  }
  if (!report?.ok && !report?.repairable)
    return report ? ofCredential(report) : refused('The header carries no key.');
  if (authorization.ok) return doubtful('The header can be sent, but something about it looks wrong.');
  const isRefused = findings.some((finding) => finding.severity === 'error');
  return isRefused
    ? mendable('The header cannot be sent as it is. One repair mends it.', 'You need no new key for this.')
    : mendable(
        'The header may be refused. Write it the documented way.',
        'You need no new key for this.',
        'warning',
      );
}

function ofEnvironment(reading) {
  const { environment, findings } = reading;
  const doubts = doubtsIn(findings);
  const mended = mendedLines(reading).length;
  const under = environment.variable ? ` under \`${environment.variable}\`` : '';
  if (environment.ok && !doubts) return ready(`Programs find a well formed key${under}.`, onlyTheApi);
  if (mended) {
    const lines = mended === 1 ? 'One line' : `${mended} lines`;
    const tone = environment.ok ? 'warning' : 'error';
    return mendable(`${lines} of this file can be mended.`, 'The findings say what else there is.', tone);
  }
  if (environment.ok) return doubtful(`Programs find a key${under}, but something looks wrong.`);
  if (findings.some((finding) => finding.code === 'missing-credential')) {
    return absent(
      'No variable here holds a key that programs look for.',
      'Set `CLARIFAI_PAT` or `CLARIFAI_API_KEY`.',
    );
  }
  return refused(
    'Programs would not work with this file as it is.',
    'The findings say what to do, line by line.',
  );
}
