// Searches over the inputs of an app, by concept: what was annotated, and what the models found.
import { field, objectsOf } from '../body.js';
import { Failure, wrongJson } from '../failures.js';
import { pageNamedIn } from '../pages.js';
import { newId, ok } from './answer.js';
import { readConcept } from './concepts.js';
import { inputAnswer } from './inputs.js';

const refused = (details) => new Failure('SEARCH_INVALID_REQUEST', details);

// Where the concepts of a condition are looked for.
const sources = { input: ['annotated'], annotation: ['annotated'], output: ['predicted'] };
const anySource = ['annotated', 'predicted'];

function readQuery(body) {
  const single = field(body, 'query');
  if (single !== undefined) return single;
  if (field(body, 'searches') === undefined) return {};
  const searches = objectsOf(body, 'searches');
  if (searches.length > 1) throw refused('one search in each request');
  return field(searches[0], 'query') ?? {};
}

function readCondition(clause, path, from) {
  const kind = Object.keys(sources).find((name) => field(clause, name) !== undefined);
  const data = field(field(clause, kind), 'data');
  const concepts = field(data, 'concepts');
  if (!Array.isArray(concepts)) {
    throw new Failure('NOT_IMPLEMENTED', `${path}: the sandbox searches by concept only.`);
  }
  return concepts.map((entry, i) => {
    const at = `${path}.${kind}.data.concepts[${i}].`;
    const value = field(entry, 'value') ?? 1;
    if (typeof value !== 'number' || value < 0 || value > 1) throw wrongJson(`${at}value`);
    return { ...readConcept(entry, at), value, from: from ?? sources[kind] };
  });
}

function readConditions(query, name, from) {
  const clauses = field(query, name) ?? [];
  if (!Array.isArray(clauses)) throw wrongJson(`query.${name}`);
  return clauses.flatMap((clause, i) => readCondition(clause, `query.${name}[${i}]`, from));
}

// A condition with the value 0 asks for what is not there.
function scoreOf(input, { id, name, value, from }) {
  const found = from
    .flatMap((source) => input[source])
    .find((concept) => concept.id === id || concept.name === name);
  const score = found?.value ?? 0;
  return value === 0 ? 1 - score : score;
}

function findHits(inputs, body) {
  const query = readQuery(body);
  const ranks = [...readConditions(query, 'ands'), ...readConditions(query, 'ranks', anySource)];
  const filters = readConditions(query, 'filters');
  return inputs
    .filter((input) => filters.every((filter) => scoreOf(input, filter) > 0))
    .map((input) => ({ input, scores: ranks.map((rank) => scoreOf(input, rank)) }))
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

function search({ body, store, place }, withAnnotations) {
  const hits = pageNamedIn(findHits(store.inputs(place).all(), body), body).map(({ input: found, score }) => {
    const input = inputAnswer(found, store, place);
    return { score, input, ...(withAnnotations ? { annotation: annotationAnswer(input, place) } : {}) };
  });
  return ok({ id: newId(), hits });
}

/** @type {Record<string, (call: object) => object>} */
export const searchMethods = {
  PostSearches: (call) => search(call, false),
  PostInputsSearches: (call) => search(call, false),
  PostAnnotationsSearches: (call) => search(call, true),
};
