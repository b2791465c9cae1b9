// Reading a paste: a short one at once, a long one in a worker that is given up where it takes too long.

import { readPaste } from 'clarifai-auth';

const shortLimit = 200_000;
const patience = 20_000;

/**
 * @param {string} text
 * @returns {{ evidence: Promise<import('clarifai-auth').Evidence>, cancel(): void } | import('clarifai-auth').Evidence}
 */
export function readText(text) {
  if (text.length <= shortLimit) return readPaste(text, { reveal: true });
  const worker = new Worker('/paste-worker.js', { type: 'module' });
  let timer;
  const cancel = () => {
    clearTimeout(timer);
    worker.terminate();
  };
  const evidence = new Promise((resolve) => {
    const answer = (value) => {
      cancel();
      resolve(value);
    };
    timer = setTimeout(() => answer({ kind: 'too-long' }), patience);
    worker.addEventListener('message', ({ data }) => answer(data));
    worker.addEventListener('error', () => answer({ kind: 'too-long' }));
    worker.postMessage(text);
  });
  return { evidence, cancel };
}
