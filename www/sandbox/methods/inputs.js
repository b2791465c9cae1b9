// Inputs of an app: kept without their bytes, beside what the models found in them.
import { field, objectsOf, stringsOf } from '../body.js';
import { Failure, status, wrongJson } from '../failures.js';
import { echoInput, readInputs } from '../inputs.js';
import { colorRecognition } from '../models/color-recognition.js';
import { languageIdentification } from '../models/language-identification.js';
import { pageOf } from '../pages.js';
import { ok, statusOfMany } from './answer.js';
import { readConcept } from './concepts.js';
import { readAction } from './patch.js';

// The model of an app's base workflow for each kind of data.
const models = { image: colorRecognition, text: languageIdentification };

function readAnnotated({ store, place }, data, path) {
  const concepts = field(data, 'concepts') ?? [];
  if (!Array.isArray(concepts)) throw wrongJson(`${path}.concepts`);
  return concepts.map((entry, i) => {
    const at = `${path}.concepts[${i}].`;
    const value = field(entry, 'value') ?? 1;
    if (typeof value !== 'number' || value < 0 || value > 1) throw wrongJson(`${at}value`);
    const { id, name } = readConcept(entry, at);
    // A concept keeps the name that it came into the app with.
    return { id, name: store.concepts(place).find(id)?.name ?? name, value };
  });
}

// Annotating with a concept that is not there makes it: a check that goes deeper than the method's own.
function requireConcepts({ store, place, key }, annotated) {
  const isNew = ({ id }) => store.concepts(place).find(id) === undefined;
  const mayAdd = key.scopes.includes('All') || key.scopes.includes('Concepts_Add');
  if (!mayAdd && annotated.flat().some(isNew)) {
    throw new Failure('CONN_INSUFFICIENT_SCOPES', 'Missing scopes: Concepts:Add.');
  }
}

async function findConcepts(data, path) {
  const kinds = Object.keys(models).filter((kind) => field(data, kind) !== undefined);
  if (kinds.length === 0) throw new Failure('INPUT_INVALID_ARGUMENT', `${path} needs an image or a text`);
  const found = [];
  for (const kind of kinds) found.push(...(await models[kind].predict(data, path)).concepts);
  return found;
}

function addConcepts(shelf, annotated, createdAt) {
  for (const { id, name } of annotated) {
    if (shelf.find(id) === undefined) shelf.add([{ id, name, createdAt }]);
  }
}

async function addInput({ store, place, now }, given, path, annotated) {
  const shelf = store.inputs(place);
  const predicted = await findConcepts(given.data, path);
  const image = field(given.data, 'image');
  const url = field(image, 'url');
  if (shelf.find(given.id) !== undefined) {
    throw new Failure('INPUT_INVALID_ARGUMENT', 'An input has a duplicate ID');
  }
  const isDuplicate = url !== undefined && field(image, 'allow_duplicate_url') !== true;
  if (isDuplicate && shelf.all().some((input) => input.url === url)) throw new Failure('INPUT_DUPLICATE', '');
  const createdAt = new Date(now()).toISOString();
  shelf.add([{ ...echoInput(given, store), id: given.id, url, annotated, predicted, createdAt }]);
  addConcepts(store.concepts(place), annotated, createdAt);
}

/** An input as answers show it. */
export function inputAnswer({ id, data, annotated, createdAt, modifiedAt }, store, { appId }) {
  const concepts = annotated.map((concept) => ({ ...concept, app_id: appId }));
  return {
    ...echoInput({ id, data }, store),
    data: { ...data, ...(concepts.length > 0 ? { concepts } : {}) },
    created_at: createdAt,
    modified_at: modifiedAt ?? createdAt,
    status: status('INPUT_DOWNLOAD_SUCCESS'),
  };
}

// Each input has a status of its own, so that one that fails loses none of the others.
async function answerEach({ store, place }, given, carryOut) {
  const inputs = [];
  let failed = 0;
  for (const [i, input] of given.entries()) {
    try {
      await carryOut(input, i);
      inputs.push(inputAnswer(store.inputs(place).find(input.id), store, place));
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      failed += 1;
      inputs.push({ ...echoInput(input, store), status: failure.status });
    }
  }
  return { ...statusOfMany(failed, given.length), inputs };
}

function postInputs(call) {
  const given = readInputs(call.body, 'INPUT_INVALID_REQUEST');
  const annotated = given.map(({ data }, i) => readAnnotated(call, data, `inputs[${i}].data`));
  requireConcepts(call, annotated);
  return answerEach(call, given, (input, i) => addInput(call, input, `inputs[${i}].data`, annotated[i]));
}

// What annotators say of an input changes; the input itself does not.
function readPatch(call, { data }, i) {
  const path = `inputs[${i}].data`;
  if (Object.keys(data).some((name) => name !== 'concepts' && field(data, name) !== undefined)) {
    throw new Failure('NOT_IMPLEMENTED', `${path}: the sandbox patches concepts only.`);
  }
  return readAnnotated(call, data, path);
}

function patchInputs(call) {
  const { body, store, place, now } = call;
  const action = readAction(body);
  for (const [i, entry] of objectsOf(body, 'inputs').entries()) {
    if (!field(entry, 'id')) throw wrongJson(`inputs[${i}].id`);
  }
  const given = readInputs(body, 'INPUT_INVALID_REQUEST');
  const annotated = given.map((input, i) => readPatch(call, input, i));
  if (action.name !== 'remove') requireConcepts(call, annotated);
  const modifiedAt = new Date(now()).toISOString();
  return answerEach(call, given, ({ id }, i) => {
    const input = inputNamed(call, id);
    const changed = action.apply(input.annotated, annotated[i]);
    addConcepts(store.concepts(place), changed, modifiedAt);
    store.inputs(place).put({ ...input, annotated: changed, modifiedAt });
  });
}

function inputNamed({ store, place }, id) {
  const input = store.inputs(place).find(id);
  if (input === undefined) throw new Failure('INPUT_DOES_NOT_EXIST', 'Input does not exist');
  return input;
}

const findInput = (call) => inputNamed(call, call.parameters.get('input_id'));

function deleteInputs({ store, place, body }) {
  const shelf = store.inputs(place);
  if (field(body, 'delete_all') === true) shelf.clear();
  for (const id of stringsOf(body, 'ids')) shelf.remove(id);
  return ok({});
}

/** @type {Record<string, (call: object) => object | Promise<object>>} */
export const inputMethods = {
  PostInputs: postInputs,
  PatchInputs: patchInputs,
  ListInputs: ({ store, place, query }) =>
    ok({
      inputs: pageOf(store.inputs(place).all(), query).map((input) => inputAnswer(input, store, place)),
    }),
  GetInput: (call) => ok({ input: inputAnswer(findInput(call), call.store, call.place) }),
  GetInputCount: ({ store, place }) =>
    ok({ counts: { processed: store.inputs(place).all().length, to_process: 0, errors: 0, processing: 0 } }),
  DeleteInput: (call) => {
    call.store.inputs(call.place).remove(findInput(call).id);
    return ok({});
  },
  DeleteInputs: deleteInputs,
};
