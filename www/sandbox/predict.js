// PostModelOutputs: every input is answered by itself, and the status of the whole follows from theirs.
import { randomUUID } from 'node:crypto';
import { field } from './body.js';
import { Failure, httpStatus, status, wrongJson } from './failures.js';
import { urlWithoutCredentials, withoutCredentials } from './inputs.js';
import { keys } from './keys.js';

const maxInputs = 128;
const maxConcepts = 200;
const defaultConcepts = 20;

const newId = () => randomUUID().replaceAll('-', '');

function readInputs(body) {
  const inputs = field(body, 'inputs');
  if (inputs === undefined || (Array.isArray(inputs) && inputs.length === 0)) {
    throw new Failure(
      'CONN_BAD_REQUEST_FORMAT',
      "Must supply the 'inputs' field. Check the JSON body of your request.",
    );
  }
  if (!Array.isArray(inputs)) throw wrongJson('inputs');
  if (inputs.length > maxInputs) {
    throw new Failure(
      'PREDICT_INVALID_REQUEST',
      `${inputs.length} inputs; the limit is ${maxInputs} per request`,
    );
  }
  return inputs.map((input, i) => {
    if (input === null || typeof input !== 'object' || Array.isArray(input)) throw wrongJson(`inputs[${i}]`);
    const id = field(input, 'id');
    if (id !== undefined && (typeof id !== 'string' || id.length > 256)) throw wrongJson(`inputs[${i}].id`);
    const data = field(input, 'data');
    if (data !== undefined && (typeof data !== 'object' || Array.isArray(data)))
      throw wrongJson(`inputs[${i}].data`);
    return { id: id || newId(), data: data ?? {} };
  });
}

// Follows a path of objects, each of which may be absent.
function objectAt(body, names) {
  let value = body;
  for (const [i, name] of names.entries()) {
    value = field(value, name);
    if (value === undefined) return undefined;
    if (typeof value !== 'object' || Array.isArray(value)) throw wrongJson(names.slice(0, i + 1).join('.'));
  }
  return value;
}

function readConfig(body, concepts) {
  const places = [
    ['model', 'model_version', 'output_info', 'output_config'],
    ['model', 'output_info', 'output_config'],
  ];
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

// An answer repeats what was sent, but neither bytes nor what could be a credential.
function echoInput({ id, data }) {
  const echo = { id: keys.some(({ key }) => id.includes(key)) ? '…' : id, data: {} };
  const image = field(data, 'image');
  const text = field(data, 'text');
  if (image !== undefined) {
    const url = field(image, 'url');
    echo.data.image = typeof url === 'string' ? { url: urlWithoutCredentials(url) } : {};
  }
  if (text !== undefined) {
    const raw = field(text, 'raw');
    echo.data.text = typeof raw === 'string' ? { raw: withoutCredentials(raw) } : {};
  }
  return echo;
}

async function answerInput(input, i, model, config, now) {
  const output = {
    id: newId(),
    status: status('SUCCESS'),
    created_at: new Date(now()).toISOString(),
    model: { id: model.id, name: model.id, app_id: model.app.id, model_version: { id: model.versionId } },
    input: echoInput(input),
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

/**
 * Predicts on every input of a request.
 *
 * @returns {Promise<{ http: number, status: object, outputs: object[] }>}
 */
export async function predict(model, body, now) {
  const inputs = readInputs(body);
  const config = readConfig(body, model.run.concepts);
  const answers = [];
  for (const [i, input] of inputs.entries()) answers.push(await answerInput(input, i, model, config, now));

  const outputs = answers.map(({ output }) => output);
  const failures = answers.flatMap(({ failure }) => failure ?? []);
  const whole = (name, details) => ({ http: httpStatus(name), status: status(name, details), outputs });
  if (failures.length === 0) {
    if (config.unknown.length === 0) return whole('SUCCESS');
    const places = config.unknown.map((i) => `select_concepts[${i}]`).join(', ');
    return whole('MIXED_STATUS', `not a concept of the model: ${places}`);
  }
  if (failures.length < inputs.length) return whole('MIXED_STATUS');
  if (failures.length > 1) return whole('FAILURE');
  return { http: failures[0].http, status: failures[0].status, outputs };
}
