// "What is wrong with my key?": the text goes from its field to the package and nowhere else.

import { checkCredential, ready } from 'clarifai-auth';
import { announce, byId, h, whenIdle } from './dom.js';
import { draw } from './report.js';

// Written so that nobody takes them for keys.
const fake = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const samples = [
  ['a trailing space', `${fake} `],
  ['quotes', `"${fake}"`],
  ['a zero-width character', `${fake.slice(0, 12)}\u200b${fake.slice(12)}`],
  ['a Key prefix', `Key ${fake}`],
  ['capital letters', fake.toUpperCase()],
];
/** A field that wraps this much text is slow, so it is checked without being shown. */
const fieldLimit = 20_000;

const field = byId('credential');
const report = byId('report');
const status = byId('check-status');

function check(text) {
  report.hidden = text === '';
  if (text === '') {
    report.replaceChildren();
    announce(status, '');
    return;
  }
  const { summary, content } = draw(text, checkCredential(text));
  report.replaceChildren(...content);
  announce(status, summary);
}

const checkSoon = whenIdle(() => check(field.value), 80);

/** Checks a text that did not come from the field, or no longer stands there. */
function checkNow(text) {
  checkSoon.cancel();
  check(text);
}

function clear() {
  field.value = '';
  checkNow('');
}

function reveal(shown) {
  field.classList.toggle('masked', !shown);
  byId('reveal').setAttribute('aria-pressed', String(shown));
}

function insertLong(event) {
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (text.length <= fieldLimit) return;
  event.preventDefault();
  field.value = '';
  checkNow(text);
}

try {
  await ready();
  byId('samples').replaceChildren(
    ...samples.map(([name, text]) => {
      const onclick = () => {
        field.value = text;
        checkNow(text);
      };
      return h('button', { type: 'button', onclick }, name);
    }),
  );
  field.addEventListener('input', checkSoon);
  field.addEventListener('paste', insertLong);
  byId('clear').addEventListener('click', () => {
    clear();
    field.focus();
  });
  byId('reveal').addEventListener('click', () => reveal(field.classList.contains('masked')));
  // A page kept for the back button would keep the credential too.
  addEventListener('pagehide', clear);
  check(field.value);
} catch (error) {
  const broken = byId('broken');
  broken.hidden = false;
  broken.textContent = `The checker could not start (${error.message}). Load the page again; it needs WebAssembly.`;
}
