// Reading and diagnosing a paste: a short one at once, a long one in a worker that is given up where it
// takes too long, and on the page itself where no worker can be started.

import { diagnose, readPaste } from 'clarifai-auth';
import { diagnosed, tellsOfCall } from './failing-call.js';

const shortLimit = 200_000;
const patience = 20_000;

/**
 * @typedef {{ evidence: import('clarifai-auth').Evidence, diagnosis?: import('clarifai-auth').Diagnosis }} Told
 * @typedef {{ told: Promise<Told>, cancel(): void }} Underway
 * @typedef {import('clarifai-auth').GrantDescription} Grant
 */

/**
 * @param {string} text
 * @param {Grant} [grant] the scopes that were filled in
 * @returns {Told | Underway}
 */
export function readText(text, grant) {
  const readHere = () => withDiagnosis(readPaste(text, { reveal: true }), grant);
  if (text.length <= shortLimit) return readHere();
  return beside({ text, grant }, readHere, { evidence: { kind: 'too-long' } });
}

/**
 * Asks again why a call failed, where other scopes were filled in.
 *
 * @param {{ text: string, evidence: import('clarifai-auth').Evidence }} read
 * @param {Grant} [grant]
 * @returns {Told | Underway}
 */
export function diagnoseAgain({ text, evidence }, grant) {
  const readHere = () => withDiagnosis(evidence, grant);
  if (text.length <= shortLimit || !tellsOfCall(evidence)) return readHere();
  return beside({ evidence, grant }, readHere, { evidence });
}

const withDiagnosis = (evidence, grant) => ({ evidence, diagnosis: diagnosed(diagnose, evidence, grant) });

function beside(question, readHere, givenUp) {
  let worker;
  let timer;
  const cancel = () => {
    clearTimeout(timer);
    worker?.terminate();
  };
  const told = new Promise((resolve) => {
    const answer = (value) => {
      cancel();
      resolve(value);
    };
    // Meanwhile the page stands still, so what it says of the reading is painted first.
    const answerHere = () => {
      cancel();
      timer = setTimeout(() => resolve(readHere()), 50);
    };
    try {
      worker = new Worker('/paste-worker.js', { type: 'module' });
    } catch {
      answerHere();
      return;
    }
    timer = setTimeout(() => answer(givenUp), patience);
    let isStarted = false;
    worker.addEventListener('message', ({ data }) => {
      if (data === 'started') isStarted = true;
      else answer({ ...data, evidence: data.evidence ?? question.evidence });
    });
    worker.addEventListener('error', () => (isStarted ? answer(givenUp) : answerHere()));
    worker.postMessage(question);
  });
  return { told, cancel };
}
