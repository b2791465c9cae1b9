// "What is wrong with my key?": the text goes from its field to the package and nowhere else.

import { ready } from 'clarifai-auth';
import { announce, byId, goTo, h, prose, whenIdle } from './dom.js';
import { diagnoseAgain, readText } from './long-paste.js';
import { guessedTarget, read } from './reading.js';
import { draw, redraw, remedyIn, verdictInWords } from './report.js';
import { samples } from './samples.js';
import { filledGrant, fillScopes, forgetExample, goToScopes, whenScopesChange } from './scopes.js';
import { isWithoutSecrets } from './secrets.js';

/** So much at once nobody types: keyboards on a screen paste what they offer without saying so. */
const typedAtOnce = 30;
/** A field that wraps this much text is slow, so it is read without being shown. */
const fieldLimit = 20_000;

const field = byId('credential');
const report = byId('report');
const status = byId('check-status');
const long = byId('long');
const wayBack = byId('way-back');
const samplesFold = byId('samples-fold');

/** The paste under report; forgotten with it. */
let current;
let reading;
let underWay;
/** The verdict that the live region has said last. */
let said;
/** The scopes were changed while the paste was read. */
let isOutdated = false;

function forget() {
  underWay?.cancel();
  underWay = undefined;
  announceVerdictSoon.cancel();
  current = undefined;
  reading = undefined;
  isOutdated = false;
  wayBack.hidden = true;
}

async function check(text, { isPasted = false } = {}) {
  forget();
  showPlain(false);
  report.hidden = text === '';
  if (text === '') {
    report.replaceChildren();
    announce(status, '');
    return;
  }
  const answer = readText(text, filledGrant());
  if (answer.told) {
    report.replaceChildren(h('p.reading', null, 'Reading the text …'));
    announce(status, 'Reading the text …');
  }
  const told = answer.told ? await awaited(answer) : answer;
  if (!told) return;
  current = { text, ...told };
  if (isJudgedByForm(current)) forgetExample();
  show(guessedTarget(current.evidence, text));
  if (isOutdated) diagnoseWithScopes();
  if (isPasted) bringIntoView(report.querySelector('.verdict'));
}

const isJudgedByForm = ({ evidence, diagnosis }) => evidence.request || (diagnosis && !evidence.grant);

/** What is told of a long paste, or nothing where another question has taken its place. */
async function awaited(answer) {
  underWay = answer;
  const told = await answer.told;
  if (underWay !== answer) return undefined;
  underWay = undefined;
  return told;
}

/** After a long paste the verdict may stand below the screen. The focus stays where it is. */
function bringIntoView(verdict) {
  const { top, bottom } = verdict.querySelector('h2').getBoundingClientRect();
  // A keyboard on the screen covers a part of the window.
  if (top >= 0 && bottom <= (visualViewport?.height ?? innerHeight)) return;
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  verdict.scrollIntoView({ block: 'start', behavior: isCalm ? 'instant' : 'smooth' });
}

const actions = () => ({ goToScopes: goFromCause, grant: filledGrant() });

function show(target) {
  reading = read(current.text, current.evidence, target, current.diagnosis);
  const chooseTarget = (chosen) => {
    show(chosen);
    byId(`target-${chosen}`)?.focus();
  };
  showPlain(field.value === current.text && isWithoutSecrets(reading));
  const { summary, content } = draw(reading, { ...actions(), chooseTarget, fillScopes });
  report.replaceChildren(...content);
  said = verdictInWords(reading);
  announce(status, summary);
}

/** Several scopes are ticked in a row: another verdict is said once, when the ticking has paused. */
const announceVerdictSoon = whenIdle(() => {
  const words = verdictInWords(reading);
  if (words === said) return;
  said = words;
  announce(status, words);
}, 600);

/** With other scopes the call may have failed for another reason. */
async function diagnoseWithScopes() {
  isOutdated = !current;
  if (!current) return;
  underWay?.cancel();
  const answer = diagnoseAgain(current, filledGrant());
  const told = answer.told ? await awaited(answer) : answer;
  if (!told) return;
  const { diagnosis = current.diagnosis } = told;
  current = { ...current, diagnosis };
  if (reading.diagnosis) reading = { ...reading, diagnosis };
  redraw(report, reading, actions());
  showWayBack();
  announceVerdictSoon();
}

function goFromCause() {
  wayBack.hidden = false;
  showWayBack();
  goToScopes();
}

/** Who ticks scopes for a call that failed reads there what is to be done. */
function showWayBack() {
  const remedy = remedyIn(reading);
  if (wayBack.hidden || !remedy) return;
  const onclick = () => goTo(byId('why-title'));
  wayBack.replaceChildren(
    h('strong', null, 'The call that failed: '),
    ...prose(remedy),
    ' ',
    h('button.quiet', { type: 'button', onclick }, 'Back to why it failed'),
  );
}

let isPasted = false;
const checkSoon = whenIdle(() => {
  long.hidden = true;
  check(field.value, { isPasted });
  isPasted = false;
}, 80);

function readInput({ inputType, data }) {
  isPasted ||= ['insertFromPaste', 'insertFromDrop'].includes(inputType) || data?.length > typedAtOnce;
  foldSamples(field.value);
  // Until it is read, what was added could be a key.
  showPlain(false);
  checkSoon();
}

/** The examples stand between the field and the verdict: who has a text of his own needs none. */
function foldSamples(own) {
  samplesFold.open = own === '';
}

/** Checks a text that did not come from the field, or no longer stands there. */
function checkNow(text, options) {
  checkSoon.cancel();
  isPasted = false;
  long.hidden = text.length <= fieldLimit;
  long.textContent = `${text.length.toLocaleString('en')} characters were pasted: read, but too long to be shown in the field.`;
  check(text, options);
}

function clear() {
  field.value = '';
  foldSamples('');
  checkNow('');
}

function reveal(shown) {
  field.classList.toggle('masked', !shown);
  byId('reveal').textContent = shown ? 'Hide' : 'Show';
}

/** Where there is nothing to hide, the text is shown and no button is there for it. */
function showPlain(isPlain) {
  field.classList.toggle('plain', isPlain);
  byId('reveal').hidden = isPlain;
}

function insertLong(event) {
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (text.length <= fieldLimit) return;
  event.preventDefault();
  field.value = '';
  foldSamples(text);
  checkNow(text, { isPasted: true });
}

try {
  await ready();
  byId('samples').replaceChildren(
    ...samples.map(([name, text]) => {
      const onclick = () => {
        field.value = text;
        checkNow(text, { isPasted: true });
      };
      return h('button', { type: 'button', onclick }, name);
    }),
  );
  field.addEventListener('input', readInput);
  field.addEventListener('paste', insertLong);
  byId('clear').addEventListener('click', () => {
    clear();
    field.focus();
  });
  byId('reveal').addEventListener('click', () => reveal(field.classList.contains('masked')));
  whenScopesChange(diagnoseWithScopes);
  // A page kept for the back button would keep the credential too.
  addEventListener('pagehide', clear);
  foldSamples(field.value);
  check(field.value);
} catch (error) {
  const broken = byId('broken');
  broken.hidden = false;
  broken.textContent = `The checker could not start (${error.message}). Load the page again; it needs WebAssembly.`;
}
