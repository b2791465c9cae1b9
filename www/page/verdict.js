// One sentence a person can act on, from a credential report.

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

/** @param {import('clarifai-auth').CredentialReport} report */
export const shapeInWords = (report) =>
  report.shape === 'foreign' && report.vendor
    ? `credential of ${report.vendor}`
    : (shapes[report.shape] ?? report.shape);

/**
 * @param {import('clarifai-auth').CredentialReport} report
 * @returns {{ tone: 'good' | 'warning' | 'error', sentence: string, note: string }}
 */
export function verdict(report) {
  const doubts = report.findings.filter((finding) => finding.severity !== 'hint').length;
  if (report.ok && !doubts) {
    return {
      tone: 'good',
      sentence: 'This key is well formed. It can be sent exactly as it is.',
      note: 'Only the API can say whether it knows the key. The shape does not tell an app-specific key from a PAT.',
    };
  }
  if (report.ok) {
    const what = doubts === 1 ? 'one thing looks' : `${doubts} things look`;
    return { tone: 'warning', sentence: `This key can be sent, but ${what} wrong.`, note: '' };
  }
  if (report.repairable) {
    return {
      tone: 'error',
      sentence: 'This text cannot be sent as it is. One repair mends it.',
      note: 'The rest is well formed, so you need no new key for this.',
    };
  }
  const sentence =
    report.shape === 'foreign'
      ? `This is not Clarifai’s: it looks like a ${shapeInWords(report)}.`
      : (refusals[report.shape] ?? 'This is not a key that can be sent, and no single repair makes it one.');
  return { tone: 'error', sentence, note: 'Copy the key again from the portal, whole and alone.' };
}
