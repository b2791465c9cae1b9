// Reads a long paste beside the page, so that the page stays quick. It says that it started, answers
// once and is then ended.

import { readPaste, ready } from './pkg/browser.js';

addEventListener('message', async ({ data }) => {
  await ready();
  postMessage('started');
  postMessage(readPaste(data, { reveal: true }));
});
