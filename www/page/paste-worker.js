// Reads and diagnoses a long paste beside the page, so that the page stays quick. It says that it
// started, answers once and is then ended.

import { diagnosed } from './failing-call.js';
import { diagnose, readPaste, ready } from './pkg/browser.js';

addEventListener('message', async ({ data: { text, evidence: known, grant } }) => {
  await ready();
  postMessage('started');
  const evidence = known ?? readPaste(text, { reveal: true });
  postMessage({ evidence: known ? undefined : evidence, diagnosis: diagnosed(diagnose, evidence, grant) });
});
