// The concepts of an app.
import { field, objectsOf, repeatedAt } from '../body.js';
import { Failure, wrongJson } from '../failures.js';
import { pageOf } from '../pages.js';
import { notFound, ok } from './answer.js';

const maxLength = 256;

/**
 * Reads what names a concept: an id, a name, or both.
 *
 * @param {object} entry
 * @param {string} path where it stands in the request, with a dot behind it
 * @returns {{ id: string, name: string }}
 */
export function readConcept(entry, path) {
  const read = (name) => {
    const text = field(entry, name);
    if (text !== undefined && (typeof text !== 'string' || text.length > maxLength))
      throw wrongJson(path + name);
    return text || undefined;
  };
  const id = read('id') ?? read('name');
  if (id === undefined) throw wrongJson(`${path}id`);
  return { id, name: read('name') ?? id };
}

const conceptAnswer = ({ id, name, createdAt }, { userId, appId }) => ({
  id,
  name,
  language: 'en',
  created_at: createdAt,
  app_id: appId,
  user_id: userId,
});

function postConcepts({ body, store, place, now }) {
  const shelf = store.concepts(place);
  const read = objectsOf(body, 'concepts').map((entry, i) => readConcept(entry, `concepts[${i}].`));
  const duplicate = repeatedAt(read, (id) => shelf.find(id) !== undefined);
  if (duplicate !== -1) {
    throw new Failure('CONCEPTS_INVALID_REQUEST', `concepts[${duplicate}] has a duplicate id`);
  }
  const createdAt = new Date(now()).toISOString();
  const made = read.map((concept) => ({ ...concept, createdAt }));
  shelf.add(made);
  return ok({ concepts: made.map((concept) => conceptAnswer(concept, place)) });
}

function getConcept({ store, place, parameters }) {
  const concept = store.concepts(place).find(parameters.get('concept_id'));
  if (concept === undefined) throw notFound('concept');
  return ok({ concept: conceptAnswer(concept, place) });
}

/** @type {Record<string, (call: object) => object>} */
export const conceptMethods = {
  PostConcepts: postConcepts,
  GetConcept: getConcept,
  ListConcepts: ({ store, place, query }) =>
    ok({
      concepts: pageOf(store.concepts(place).all(), query).map((concept) => conceptAnswer(concept, place)),
    }),
};
