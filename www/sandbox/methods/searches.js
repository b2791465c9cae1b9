// Searches over the inputs of an app: by concept, annotated or found by a model, and by the colours of an image.
import { field, objectsOf } from '../body.js';
import { Failure, wrongJson } from '../failures.js';
import { colorRecognition } from '../models/color-recognition.js';
import { colorSimilarity, colorsAmong } from '../models/color-similarity.js';
import { pageNamedIn } from '../pages.js';
import { newId, ok } from './answer.js';
import { readConcept } from './concepts.js';
import { inputAnswer } from './inputs.js';

const refused = (details) => new Failure('SEARCH_INVALID_REQUEST', details);

// Where the concepts of a condition are looked for.
const sources = { input: ['annotated'], annotation: ['annotated'], output: ['predicted'] };
/** Conditions of one kind in a query, of which each may hold an image. */
const maxConditions = 20;
const anySource = ['annotated', 'predicted'];

function readQuery(body) {
  const single = field(body, 'query');
  if (single !== undefined) return single;
  if (field(body, 'searches') === undefined) return {};
  const searches = objectsOf(body, 'searches');
  if (searches.length > 1) throw refused('one search in each request');
  return field(searches[0], 'query') ?? {};
}

/** @typedef {(input: object) => number} Score how well an input fits a condition, 0 to 1 */

// A condition with the value 0 asks for what is not there.
const byConcept =
  ({ id, name, value, from }) =>
  (input) => {
    const found = from
      .flatMap((source) => input[source])
      .find((concept) => concept.id === id || concept.name === name);
    const score = found?.value ?? 0;
    return value === 0 ? 1 - score : score;
  };

function readConcepts(list, path, from) {
  if (!Array.isArray(list)) throw wrongJson(path);
  return list.map((entry, i) => {
    const at = `${path}[${i}].`;
    const value = field(entry, 'value') ?? 1;
    if (typeof value !== 'number' || value < 0 || value > 1) throw wrongJson(`${at}value`);
    return byConcept({ ...readConcept(entry, at), value, from });
  });
}

async function byImage(data, path) {
  const colors = colorsAmong((await colorRecognition.predict(data, path)).concepts);
  return (input) => colorSimilarity(colors, colorsAmong(input.predicted));
}

// The older form puts what was asked of a model into an input of the output, and by an image of an input
// itself it means that image only.
async function readCondition(clause, path, { from, isFilter = false }) {
  const kind = Object.keys(sources).find((name) => field(clause, name) !== undefined);
  const place = field(clause, kind);
  const inner = kind === 'output' ? field(place, 'input') : undefined;
  const [data, at] =
    inner === undefined
      ? [field(place, 'data'), `${path}.${kind}.data`]
      : [field(inner, 'data'), `${path}.${kind}.input.data`];
  const concepts = field(data, 'concepts');
  if (concepts !== undefined) return readConcepts(concepts, `${at}.concepts`, from ?? sources[kind]);
  const image = field(data, 'image');
  if (image !== undefined && kind === 'input') return [(input) => Number(input.url === field(image, 'url'))];
  if (image !== undefined && !isFilter) return [await byImage(data, at)];
  const means = isFilter ? 'filters by concept' : 'searches by concept and by image';
  throw new Failure('NOT_IMPLEMENTED', `${path}: the sandbox ${means} only.`);
}

async function readConditions(query, name, options = {}) {
  const clauses = field(query, name) ?? [];
  if (!Array.isArray(clauses)) throw wrongJson(`query.${name}`);
  if (clauses.length > maxConditions)
    throw refused(`query.${name} has more than ${maxConditions} conditions`);
  const conditions = [];
  for (const [i, clause] of clauses.entries()) {
    const read = await readCondition(clause, `query.${name}[${i}]`, options);
    const isNegated = field(clause, 'negate') === true;
    conditions.push(...(isNegated ? read.map((score) => (input) => 1 - score(input)) : read));
  }
  return conditions;
}

async function findHits(inputs, body) {
  const query = readQuery(body);
  const ranks = [
    ...(await readConditions(query, 'ands')),
    ...(await readConditions(query, 'ranks', { from: anySource })),
  ];
  const filters = await readConditions(query, 'filters', { isFilter: true });
  return inputs
    .filter((input) => filters.every((filter) => filter(input) > 0))
    .map((input) => ({ input, scores: ranks.map((rank) => rank(input)) }))
    .filter(({ scores }) => scores.every((score) => score > 0))
    .map(({ input, scores }) => ({
      input,
      score: scores.length === 0 ? 1 : scores.reduce((sum, score) => sum + score, 0) / scores.length,
    }))
    .sort((x, y) => y.score - x.score);
}

// Every input has one annotation here: that of the user who added it.
const annotationAnswer = ({ id, data: { concepts }, created_at }, { userId }) => ({
  id,
  input_id: id,
  user_id: userId,
  data: concepts === undefined ? {} : { concepts },
  created_at,
});

async function search({ body, store, place }, withAnnotations) {
  const found = await findHits(store.inputs(place).all(), body);
  const hits = pageNamedIn(found, body).map(({ input: stored, score }) => {
    const input = inputAnswer(stored, store, place);
    return { score, input, ...(withAnnotations ? { annotation: annotationAnswer(input, place) } : {}) };
  });
  return ok({ id: newId(), hits });
}

/** @type {Record<string, (call: object) => Promise<object>>} */
export const searchMethods = {
  PostSearches: (call) => search(call, false),
  PostInputsSearches: (call) => search(call, false),
  PostAnnotationsSearches: (call) => search(call, true),
};
