// The sandbox over HTTP: the inputs of an app are searched by concept and by image.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { blue, concepts, german, red, within } from './sandbox-app.mjs';
import { assertFailure, imageInput, imageOf } from './sandbox-client.mjs';

const halfAndHalf = async (left, right) =>
  sharp(await imageOf(left, 'png'))
    .composite([
      {
        input: await sharp(await imageOf(right, 'png'))
          .resize(24, 48)
          .toBuffer(),
        left: 24,
        top: 0,
      },
    ])
    .png()
    .toBuffer();

describe('searches', () => {
  const filled = (work) =>
    within(async (own) => {
      await own.add(
        concepts(red, { id: 'warm', value: 1 }),
        concepts(blue, { id: 'warm', value: 0 }),
        german,
      );
      await work(own);
    });
  const rank = (concept) => ({ ranks: [{ annotation: { data: { concepts: [concept] } } }] });
  const found = ({ hits }) => hits.map(({ input, score }) => [input.id, score]);

  for (const path of ['/v2/inputs/searches', '/v2/annotations/searches', '/v2/searches']) {
    test(`POST ${path} finds inputs by the concepts that the models found`, () =>
      filled(async ({ ask }) => {
        const search = (concept) =>
          ask(path, { key: 'search-only', body: { searches: [{ query: rank(concept) }] } });
        assert.deepEqual(found(await search({ id: 'Red' })), [['red', 1]]);
        assert.deepEqual(found(await search({ name: 'Blue' })), [['blue', 1]]);
        const [[id, score]] = found(await search({ name: 'German' }));
        assert.equal(id, 'german');
        assert.ok(score > 0 && score <= 1);
        assert.deepEqual((await search({ id: 'nothing' })).hits, []);
      }));
  }

  test('an_annotated_concept_is_found_and_its_absence_too', () =>
    filled(async ({ ask }) => {
      const search = (query) => ask('/v2/inputs/searches', { body: { searches: [{ query }] } });
      assert.deepEqual(found(await search(rank({ id: 'warm' }))), [['red', 1]]);
      assert.deepEqual(found(await search(rank({ id: 'warm', value: 0 }))), [
        ['blue', 1],
        ['german', 1],
      ]);
      const filters = [{ annotation: { data: { concepts: [{ id: 'warm' }] } } }];
      assert.deepEqual(found(await search({ filters })), [['red', 1]]);
      assert.deepEqual(found(await search({ filters, ...rank({ id: 'Blue' }) })), []);
    }));

  test('the_older_form_tells_what_was_annotated_from_what_was_found', () =>
    filled(async ({ ask }) => {
      const search = (kind, id) =>
        ask('/v2/searches', { body: { query: { ands: [{ [kind]: { data: { concepts: [{ id }] } } }] } } });
      assert.deepEqual(found(await search('output', 'Red')), [['red', 1]]);
      assert.deepEqual(found(await search('input', 'Red')), []);
      assert.deepEqual(found(await search('input', 'warm')), [['red', 1]]);
      assert.deepEqual(found(await search('output', 'warm')), []);
    }));

  test('hits_come_best_first_and_in_pages', () =>
    within(async ({ ask, add }) => {
      await add(concepts(red, { id: 'dog', value: 0.3 }), concepts(blue, { id: 'dog', value: 0.9 }));
      await add(concepts(german, { id: 'dog', value: 0.6 }));
      const search = (pagination) =>
        ask('/v2/inputs/searches', { body: { searches: [{ query: rank({ id: 'dog' }) }], pagination } });
      assert.deepEqual(found(await search()), [
        ['blue', 0.9],
        ['german', 0.6],
        ['red', 0.3],
      ]);
      assert.deepEqual(found(await search({ page: 2, per_page: 2 })), [['red', 0.3]]);
      assertFailure(
        await search({ page: 'x' }),
        400,
        11100,
        "Invalid json path 'pagination.page' in request.",
      );
    }));

  test('a_search_of_annotations_answers_them', () =>
    filled(async ({ ask }) => {
      const body = { searches: [{ query: rank({ id: 'warm' }) }] };
      const { hits } = await ask('/v2/annotations/searches', { body });
      assert.equal(hits[0].annotation.input_id, 'red');
      assert.deepEqual(
        hits[0].annotation.data.concepts.map(({ id, value }) => [id, value]),
        [['warm', 1]],
      );
    }));

  const pictures = async (work) =>
    within(async (own) => {
      const halves = imageInput(await halfAndHalf('red', 'blue'), 'red and blue');
      const crimson = imageInput(await imageOf('crimson', 'png'), 'crimson');
      assert.equal((await own.add(red, blue, german, crimson, halves)).http, 200);
      const search = (query) => own.ask('/v2/inputs/searches', { body: { searches: [{ query }] } });
      await work({ ...own, search });
    });
  const byImage = ({ data }) => ({ annotation: { data } });

  test('a_search_by_image_ranks_images_by_their_colours', () =>
    pictures(async ({ search }) => {
      const hits = found(await search({ ranks: [byImage(red)] }));
      assert.deepEqual(
        hits.map(([id]) => id),
        ['red', 'crimson', 'red and blue', 'blue'],
      );
      const scores = hits.map(([, score]) => score);
      assert.ok(Math.abs(scores[0] - 1) < 1e-9, 'the same colours');
      assert.ok(scores[1] > 0.6 && scores[1] < 0.99, `a near colour: ${scores[1]}`);
      assert.ok(Math.abs(scores[2] - Math.SQRT1_2) < 0.01, `half of it: ${scores[2]}`);
      assert.ok(scores[3] < 0.01, `none of it: ${scores[3]}`);
    }));

  test('the_older_form_searches_by_image_too', () =>
    pictures(async ({ ask }) => {
      const ands = [{ output: { input: { data: blue.data } } }];
      const [[id, score], [next]] = found(await ask('/v2/searches', { body: { query: { ands } } }));
      assert.deepEqual([id, next], ['blue', 'red and blue']);
      assert.ok(Math.abs(score - 1) < 1e-9);
    }));

  test('an_image_and_a_concept_rank_together_and_either_can_be_negated', () =>
    pictures(async ({ search }) => {
      const both = [byImage(red), rank({ id: 'Blue' }).ranks[0]];
      assert.deepEqual(
        found(await search({ ranks: both })).map(([id]) => id),
        ['red and blue', 'blue'],
      );
      const unlike = found(await search({ ranks: [{ ...byImage(red), negate: true }] }));
      assert.deepEqual(
        unlike.slice(0, 3).map(([id]) => id),
        ['german', 'blue', 'red and blue'],
        'a text is like no image',
      );
      const filters = [{ annotation: { data: { concepts: [{ id: 'Red' }] } }, negate: true }];
      const output = { filters, ranks: [byImage(red)] };
      assert.equal((await search(output)).hits.length, 4, 'nothing is annotated');
    }));

  test('an_image_that_cannot_be_read_is_refused_as_in_a_prediction', () =>
    pictures(async ({ search }) => {
      const bytes = Buffer.from('no image').toString('base64');
      for (const [image, code] of [
        [{ base64: bytes }, 30101],
        [{ base64: '%' }, 30104],
        [{ url: 'x' }, 30106],
        [{}, 30104],
      ]) {
        assert.equal((await search({ ranks: [{ annotation: { data: { image } } }] })).status.code, code);
      }
    }));

  test('the_image_of_an_input_itself_means_its_url', () =>
    within(async ({ ask, add }) => {
      const server = createServer(async (_request, response) => response.end(await imageOf('red', 'png')));
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${server.address().port}/red.png`;
      try {
        assert.equal((await add({ id: 'by url', data: { image: { url } } }, red)).http, 200);
        const ands = [{ input: { data: { image: { url } } } }];
        assert.deepEqual(found(await ask('/v2/searches', { body: { query: { ands } } })), [['by url', 1]]);
      } finally {
        server.close();
      }
    }));

  test('what_is_no_search_by_concept_or_image_is_said_to_be_missing', () =>
    filled(async ({ ask }) => {
      const search = (body) => ask('/v2/inputs/searches', { body });
      const geo = { annotation: { data: { geo: {} } } };
      for (const [query, details] of [
        [{ ranks: [geo] }, 'query.ranks[0]: the sandbox searches by concept and by image only.'],
        [{ filters: [geo] }, 'query.filters[0]: the sandbox filters by concept only.'],
        [{ filters: [byImage(red)] }, 'query.filters[0]: the sandbox filters by concept only.'],
      ]) {
        assertFailure(await search({ searches: [{ query }] }), 501, 10040, details);
      }
      assertFailure(await search({ searches: [{}, {}] }), 400, 40002, 'one search in each request');
      const ranks = Array(21).fill(byImage(red));
      const many = await search({ searches: [{ query: { ranks } }] });
      assertFailure(many, 400, 40002, 'query.ranks has more than 20 conditions');
      assertFailure(await search({ searches: 'x' }), 400, 11100, "Invalid json path 'searches' in request.");
    }));

  test('a_predict_only_key_does_not_search', () =>
    within(async ({ ask }) => {
      const answer = await ask('/v2/searches', { key: 'predict-only', body: {} });
      assertFailure(
        answer,
        403,
        11007,
        'Missing scopes: Annotations:Get, Inputs:Get, Search, Workflows:Get.',
      );
      assert.deepEqual(answer.hits, []);
    }));
});
