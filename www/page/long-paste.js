// Reading a paste: a short one at once, a long one in a worker that is given up where it takes too long,
// and on the page itself where no worker can be started.

import { readPaste } from 'clarifai-auth';

const shortLimit = 200_000;
const patience = 20_000;

/**
 * @param {string} text
 * @returns {{ evidence: Promise<import('clarifai-auth').Evidence>, cancel(): void } | import('clarifai-auth').Evidence}
 */
export function readText(text) {
  if (text.length <= shortLimit) return readPaste(text, { reveal: true });
  let worker;
  let timer;
  const cancel = () => {
    clearTimeout(timer);
    worker?.terminate();
  };
  const evidence = new Promise((resolve) => {
    const answer = (value) => {
      cancel();
      resolve(value);
    };
    // Meanwhile the page stands still, so what it says of the reading is painted first.
    const readHere = () => {
      cancel();
      timer = setTimeout(() => resolve(readPaste(text, { reveal: true })), 50);
    };
    try {
      worker = new Worker('/paste-worker.js', { type: 'module' });
    } catch {
      readHere();
      return;
    }
    timer = setTimeout(() => answer({ kind: 'too-long' }), patience);
    let isStarted = false;
    worker.addEventListener('message', ({ data }) => {
      if (data === 'started') isStarted = true;
      else answer(data);
    });
    worker.addEventListener('error', () => (isStarted ? answer({ kind: 'too-long' }) : readHere()));
    worker.postMessage(text);
  });
  return { evidence, cancel };
}
