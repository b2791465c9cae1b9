// Predicts on a picture through the Worker. The page knows the Worker's address and never a key.

import { coloursInWords, drawColours } from './colours.js';
import { announce, byId, h, prose, sentence } from './dom.js';
import { base64, ImageError, readImage } from './image.js';
import { causeOf, PredictError, predictColours } from './outputs.js';

const outcome = byId('outcome');
const status = byId('predict-status');
let running = new AbortController();
let previewUrl;

async function configuration() {
  const response = await fetch('/config.json');
  const { workerUrl, sandbox, model } = await response.json();
  return { workerUrl, sandbox, model };
}
const configured = configuration().catch(() => ({}));

function preview({ blob, type, size }, name) {
  if (previewUrl) URL.revokeObjectURL(previewUrl);
  previewUrl = URL.createObjectURL(blob);
  byId('preview').replaceChildren(
    h('img', { src: previewUrl, alt: `Preview of ${name}` }),
    h('figcaption', null, `${name} · ${type} · ${size}`),
  );
}

function busy(text) {
  outcome.setAttribute('aria-busy', 'true');
  outcome.replaceChildren(h('p.busy', null, text));
  announce(status, text);
}

function show(summary, ...content) {
  outcome.removeAttribute('aria-busy');
  outcome.replaceChildren(...content);
  announce(status, summary);
}

function showFailure(error, again, cause) {
  const { message, code, details } = error;
  const why = cause && sentence(cause.title);
  const order = error.fix ?? cause?.remedy;
  const fix = order && sentence(order);
  show(
    [message, why, fix].filter(Boolean).join(' '),
    h(
      'div.failure',
      null,
      h('p', null, h('span.mark.error', { 'aria-hidden': 'true' }, '✕'), ' ', h('strong', null, message)),
      details && h('p', null, details),
      why && h('p.why', null, 'Why: ', ...prose(why)),
      fix && h('p', null, ...prose(fix)),
      code !== undefined && h('p.help', null, 'Code ', h('code', null, String(code))),
      again && h('button', { type: 'button', onclick: again }, 'Try again'),
    ),
  );
}

/** @param {Blob | (() => Promise<Blob>)} source @param {string} name */
async function predict(source, name) {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  byId('result').hidden = false;
  byId('preview').replaceChildren();
  busy('Reading the picture …');
  try {
    const image = await readImage(typeof source === 'function' ? await source() : source);
    if (signal.aborted) return;
    preview(image, name);
    const { workerUrl, model } = await configured;
    if (!workerUrl)
      throw new PredictError('This page was told of no Worker.', {
        fix: 'Start everything with `npm start`.',
      });
    busy('The Worker is asking …');
    const colours = await predictColours(workerUrl, model, await base64(image.blob), signal);
    if (signal.aborted) return;
    const summary = coloursInWords(colours);
    show(summary, h('p.summary', null, summary), ...drawColours(colours));
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof ImageError) return showFailure(error);
    const again = () => predict(source, name);
    if (error instanceof PredictError) {
      const cause = await causeOf(error);
      return signal.aborted ? undefined : showFailure(error, again, cause);
    }
    showFailure(new PredictError(`Something unexpected failed: ${error.message}.`), again);
  } finally {
    if (!signal.aborted) byId('result').scrollIntoView({ block: 'nearest' });
  }
}

const fetchSample = (url) => async () => {
  const response = await fetch(url);
  if (!response.ok) throw new PredictError('The sample could not be loaded.', { code: response.status });
  return response.blob();
};

for (const button of byId('pictures').querySelectorAll('button')) {
  const name = button.querySelector('span').firstChild.textContent.trim();
  button.addEventListener('click', () => predict(fetchSample(button.dataset.sample), name));
}

byId('file').addEventListener('change', (event) => {
  const [file] = event.target.files;
  if (file) predict(file, file.name);
  event.target.value = '';
});

const drop = byId('drop');
const hasFiles = (event) => event.dataTransfer?.types.includes('Files');
// A picture dropped beside the field would otherwise replace the page.
addEventListener('dragover', (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  drop.classList.add('over');
});
addEventListener('dragleave', (event) => {
  if (!event.relatedTarget) drop.classList.remove('over');
});
addEventListener('drop', (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  drop.classList.remove('over');
  const [file] = event.dataTransfer.files;
  if (file) predict(file, file.name);
});
addEventListener('paste', (event) => {
  const [file] = event.clipboardData?.files ?? [];
  if (file) predict(file, file.name || 'Pasted picture');
});

const { sandbox } = await configured;
byId('sandbox').hidden = sandbox !== true;
byId('live').hidden = sandbox !== false;
byId('api-name').textContent = sandbox ? 'Sandbox API' : 'Clarifai’s API';
