// Predictions of a model or a workflow: every input is answered by itself, and the status of the whole
// follows from theirs.
import { field, objectAt } from './body.js';
import { Failure, httpStatus, status, wrongJson } from './failures.js';
import { echoInput, readInputs } from './inputs.js';
import { newId, statusOfMany } from './methods/answer.js';

const maxConcepts = 200;
const defaultConcepts = 20;

const modelPlaces = [
  ['model', 'model_version', 'output_info', 'output_config'],
  ['model', 'output_info', 'output_config'],
];
const workflowPlaces = [['output_config']];

function readConfig(body, concepts, places) {
  const place = places.find((names) => objectAt(body, names) !== undefined);
  const config = place === undefined ? {} : objectAt(body, place);
  const at = (name) => `${(place ?? []).join('.')}.${name}`;

  // Zero is proto's way to say that a number was not given.
  const count = field(config, 'max_concepts') || defaultConcepts;
  if (!Number.isInteger(count)) throw wrongJson(at('max_concepts'));
  if (count < 1 || count > maxConcepts) {
    throw new Failure('MODEL_INVALID_ARGUMENT', `max_concepts must lie between 1 and ${maxConcepts}`);
  }
  const least = field(config, 'min_value') ?? 0;
  if (typeof least !== 'number') throw wrongJson(at('min_value'));
  if (least < 0 || least > 1)
    throw new Failure('MODEL_INVALID_ARGUMENT', 'min_value must lie between 0 and 1');

  const asked = field(config, 'select_concepts') ?? [];
  if (!Array.isArray(asked)) throw wrongJson(at('select_concepts'));
  const unknown = [];
  const selected = asked.flatMap((concept, i) => {
    const id = field(concept, 'id');
    const name = field(concept, 'name');
    const found = concepts.find((known) =>
      id === undefined ? known.name === name : known.id === id && (name === undefined || known.name === name),
    );
    if (found === undefined) unknown.push(i);
    return found === undefined ? [] : [found];
  });
  if (asked.length > 0 && selected.length === 0) {
    throw new Failure('MODEL_INVALID_ARGUMENT', 'select_concepts names no concept of the model');
  }
  return { count, least, selected: asked.length > 0 ? selected : undefined, unknown };
}

// A selected concept is answered with its value even where that is zero.
function chooseConcepts(found, { count, least, selected }, appId) {
  const values = new Map(found.map(({ id, value }) => [id, value]));
  const wanted = selected?.map((concept) => ({ ...concept, value: values.get(concept.id) ?? 0 })) ?? found;
  return wanted
    .filter(({ value }) => value >= least)
    .sort((x, y) => y.value - x.value)
    .slice(0, count)
    .map((concept) => ({ ...concept, app_id: appId }));
}

async function answerInput(input, i, model, config, { now, store }) {
  const output = {
    id: newId(),
    status: status('SUCCESS'),
    created_at: new Date(now()).toISOString(),
    model: { id: model.id, name: model.id, app_id: model.app.id, model_version: { id: model.versionId } },
    input: echoInput(input, store),
    data: {},
  };
  try {
    const { concepts, ...rest } = await model.run.predict(input.data, `inputs[${i}].data`);
    output.data = { concepts: chooseConcepts(concepts, config, model.app.id), ...rest };
    return { output };
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    return { output: { ...output, status: failure.status }, failure };
  }
}

// The status of the only input stands for the whole.
function statusOfWhole(failures, count) {
  const [failure] = failures;
  return failure !== undefined && count === 1
    ? { http: failure.http, status: failure.status }
    : statusOfMany(failures.length, count);
}

/**
 * Predicts on every input of a request with one model.
 *
 * @returns {Promise<{ http: number, status: object, outputs: object[] }>}
 */
export async function predict(model, call) {
  const inputs = readInputs(call.body);
  const config = readConfig(call.body, model.run.concepts, modelPlaces);
  const answers = [];
  for (const [i, input] of inputs.entries()) answers.push(await answerInput(input, i, model, config, call));

  const outputs = answers.map(({ output }) => output);
  const failures = answers.flatMap(({ failure }) => failure ?? []);
  if (failures.length > 0 || config.unknown.length === 0) {
    return { ...statusOfWhole(failures, inputs.length), outputs };
  }
  const places = config.unknown.map((i) => `select_concepts[${i}]`).join(', ');
  const details = `not a concept of the model: ${places}`;
  return { http: httpStatus('MIXED_STATUS'), status: status('MIXED_STATUS', details), outputs };
}

/**
 * Predicts on every input of a request with the model of each node of a workflow.
 *
 * @returns {Promise<{ http: number, status: object, results: object[] }>}
 */
export async function predictWithWorkflow({ nodes }, call) {
  const inputs = readInputs(call.body);
  const concepts = nodes.flatMap(({ model }) => model.run.concepts);
  const config = readConfig(call.body, concepts, workflowPlaces);
  const results = [];
  const failures = [];
  for (const [i, input] of inputs.entries()) {
    const answers = [];
    for (const { model } of nodes) answers.push(await answerInput(input, i, model, config, call));
    const failure = answers.find((answer) => answer.failure !== undefined)?.failure;
    if (failure !== undefined) failures.push(failure);
    results.push({
      id: newId(),
      status: failure?.status ?? status('SUCCESS'),
      created_at: new Date(call.now()).toISOString(),
      input: echoInput(input, call.store),
      outputs: answers.map(({ output: { input: _, ...output } }) => output),
    });
  }
  return { ...statusOfWhole(failures, inputs.length), results };
}
