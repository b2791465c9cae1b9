// The sandbox over HTTP: its models, the inputs they take, and the limits.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { findColors } from '../../www/sandbox/models/color-recognition.js';
import { w3cColors } from '../../www/sandbox/models/w3c-colors.js';
import { startSandbox } from '../../www/sandbox/sandbox.js';
import {
  as,
  ask,
  assertFailure,
  imageInput,
  imageOf,
  keyNamed,
  parseRaw,
  predictColors,
  sendRaw,
  textInput,
  withConfig,
} from './sandbox-client.mjs';

describe('color-recognition', () => {
  const halves = (format) =>
    sharp({ create: { width: 64, height: 64, channels: 3, background: 'white' } })
      .composite([
        { input: { create: { width: 32, height: 64, channels: 3, background: 'blue' } }, left: 0, top: 0 },
      ])
      [format]()
      .toBuffer();
  const drawn = (svg) =>
    sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="900" height="600">${svg}</svg>`));
  const near = (value, expected) =>
    assert.ok(Math.abs(value - expected) < 0.005, `${value} is not ${expected}`);

  for (const format of ['png', 'jpeg', 'webp']) {
    test(`a plain ${format} is of one colour`, async () => {
      const { http, outputs } = await predictColors([imageInput(await imageOf('red', format))]);
      assert.equal(http, 200);
      const [{ data, status, created_at }] = outputs;
      assert.deepEqual(data.concepts, [{ id: 'Red', name: 'Red', value: 1, app_id: 'sandbox-app' }]);
      assert.deepEqual(data.colors[0].w3c, { hex: '#ff0000', name: 'Red' });
      assert.match(data.colors[0].raw_hex, /^#f[ef]0[0-2]0[0-2]$/);
      assert.equal(status.code, 10000);
      assert.ok(!Number.isNaN(Date.parse(created_at)));
    });

    test(`a ${format} of two halves is half and half`, async () => {
      const colors = await findColors(await halves(format));
      assert.deepEqual(
        colors.map(({ name }) => name),
        ['Blue', 'White'],
      );
      for (const { share } of colors) near(share, 0.5);
    });
  }

  test('every_named_colour_is_found_as_itself', async () => {
    assert.equal(w3cColors.length, 139);
    for (const { name, hex } of w3cColors) {
      const [color] = await findColors(await imageOf(hex, 'png'));
      assert.deepEqual([color.name, color.rawHex, color.share], [name, hex, 1]);
    }
  });

  test('a_picture_of_gradients_has_few_colours_that_sum_to_one', async () => {
    const picture = drawn(`<defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#1b4f9c"/><stop offset=".5" stop-color="#a9c9f0"/>
      <stop offset=".55" stop-color="#f3c178"/><stop offset="1" stop-color="#2d5a27"/></linearGradient></defs>
      <rect width="100%" height="100%" fill="url(#g)"/>`);
    const colors = await findColors(await picture.jpeg().toBuffer());
    assert.ok(colors.length >= 4 && colors.length <= 12, String(colors.length));
    assert.ok(Math.abs(colors.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
    const shares = colors.map(({ share }) => share);
    assert.deepEqual(
      shares,
      [...shares].sort((x, y) => y - x),
    );
    assert.equal(colors[0].name, 'SteelBlue');
  });

  test('greys_are_named_grey_and_not_after_a_hue', async () => {
    const picture = drawn(`<defs><linearGradient id="g"><stop offset="0" stop-color="#000"/>
      <stop offset="1" stop-color="#fff"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/>`);
    for (const { name } of await findColors(await picture.png().toBuffer())) {
      assert.match(name, /Gray$|^(Black|White|WhiteSmoke|Silver|Gainsboro)$/);
    }
  });

  test('transparent_pixels_do_not_count', async () => {
    const clear = {
      create: { width: 64, height: 64, channels: 4, background: { r: 0, g: 128, b: 0, alpha: 0 } },
    };
    const strip = { create: { width: 8, height: 64, channels: 4, background: 'orange' } };
    const image = await sharp(clear)
      .composite([{ input: strip, left: 0, top: 0 }])
      .png()
      .toBuffer();
    const [color, ...rest] = await findColors(image);
    assert.deepEqual([color.name, color.share, rest.length], ['Orange', 1, 0]);
    assert.deepEqual(await findColors(await sharp(clear).webp({ lossless: true }).toBuffer()), []);
  });

  test('unusual_encodings_are_decoded', async () => {
    const teal = { create: { width: 40, height: 40, channels: 3, background: 'teal' } };
    const encoded = [
      sharp(teal).png({ palette: true }),
      sharp(teal).toColourspace('rgb16').png(),
      sharp(teal).jpeg({ progressive: true }),
      sharp(teal).webp({ lossless: true }),
    ];
    for (const image of encoded) assert.equal((await findColors(await image.toBuffer()))[0].name, 'Teal');
  });
});

describe('language-identification', () => {
  const texts = [
    ['en', 'English', 'Good morning, how are you today, my dear friend?'],
    ['de', 'German', 'Guten Morgen, wie geht es dir heute, mein lieber Freund?'],
    ['fr', 'French', 'Bonjour, comment allez-vous ce matin, mon cher ami ?'],
    ['es', 'Spanish', 'Buenos días, ¿cómo estás hoy, mi querido amigo?'],
    ['ja', 'Japanese', 'おはようございます。今日はお元気ですか。'],
    ['ru', 'Russian', 'Доброе утро, как твои дела сегодня, мой дорогой друг?'],
  ];
  test('a_text_is_answered_with_its_language', async () => {
    const body = { inputs: texts.map(([, , raw]) => textInput(raw)) };
    const { http, outputs } = await ask('/v2/models/language-identification/outputs', {
      headers: as('predict-only'),
      body,
    });
    assert.equal(http, 200);
    assert.deepEqual(
      outputs.map(({ data }) => [data.concepts[0].id, data.concepts[0].name]),
      texts.map(([id, name]) => [id, name]),
    );
  });

  test('a_text_of_no_language_has_no_concepts_and_an_empty_one_is_an_error', async () => {
    const path = '/v2/models/language-identification/outputs';
    const digits = await ask(path, { headers: as('predict-only'), body: { inputs: [textInput('12345')] } });
    assert.deepEqual([digits.http, digits.outputs[0].data.concepts], [200, []]);
    const empty = await ask(path, { headers: as('predict-only'), body: { inputs: [textInput('')] } });
    assertFailure(empty, 400, 30104, 'inputs[0].data.text needs exactly one of: raw, url');
  });

  test('the_first_ten_thousand_characters_of_a_text_are_read', async () => {
    const english = 'Good morning, how are you today, my dear friend?';
    const inputs = [9_000, 10_000].map((length) => textInput(`${'1'.repeat(length - 1)} ${english}`));
    const path = '/v2/models/language-identification/outputs';
    const { outputs } = await ask(path, { headers: as('predict-only'), body: { inputs } });
    assert.deepEqual(
      outputs.map(({ data }) => data.concepts[0]?.id),
      ['en', undefined],
    );
  });
});

describe('concepts', () => {
  const flag = () =>
    sharp({ create: { width: 60, height: 60, channels: 3, background: 'red' } })
      .composite([
        { input: { create: { width: 20, height: 60, channels: 3, background: 'lime' } }, left: 0, top: 0 },
        { input: { create: { width: 10, height: 60, channels: 3, background: 'blue' } }, left: 20, top: 0 },
      ])
      .png()
      .toBuffer();
  const namesFor = async (config) => {
    const answer = await predictColors([imageInput(await flag())], withConfig(config));
    return [answer.http, answer.outputs[0]?.data.concepts.map(({ name }) => name)];
  };

  test('max_concepts_min_value_and_select_concepts_are_honoured', async () => {
    const cases = [
      [{}, ['Red', 'Lime', 'Blue']],
      [{ max_concepts: 2 }, ['Red', 'Lime']],
      [{ max_concepts: 0 }, ['Red', 'Lime', 'Blue']],
      [{ max_concepts: 200 }, ['Red', 'Lime', 'Blue']],
      [{ min_value: 0.3 }, ['Red', 'Lime']],
      [{ select_concepts: [{ id: 'Blue' }, { name: 'Gold' }] }, ['Blue', 'Gold']],
      [{ select_concepts: [{ id: 'Blue' }, { name: 'Gold' }], min_value: 0.1 }, ['Blue']],
    ];
    for (const [config, names] of cases) {
      assert.deepEqual(await namesFor(config), [200, names], JSON.stringify(config));
    }
  });

  test('a_selection_that_fits_in_part_is_a_mixed_success_and_one_that_does_not_an_error', async () => {
    const image = imageInput(await flag());
    const part = await predictColors(
      [image],
      withConfig({ select_concepts: [{ id: 'Blue' }, { id: 'blue' }] }),
    );
    assertFailure(part, 207, 10010, 'not a concept of the model: select_concepts[1]');
    const none = await predictColors([image], withConfig({ select_concepts: [{ id: 'train' }, 7, null] }));
    assertFailure(none, 400, 21202);
  });

  test('parameters_out_of_range_or_of_a_wrong_type_are_refused', async () => {
    const image = imageInput(await flag());
    const prefix = 'model.model_version.output_info.output_config';
    const cases = [
      [withConfig({ max_concepts: 201 }), 21202, 'max_concepts must lie between 1 and 200'],
      [withConfig({ max_concepts: -1 }), 21202],
      [withConfig({ max_concepts: 1.5 }), 11100, `Invalid json path '${prefix}.max_concepts' in request.`],
      [withConfig({ max_concepts: '3' }), 11100],
      [withConfig({ min_value: 2 }), 21202, 'min_value must lie between 0 and 1'],
      [withConfig({ min_value: 'low' }), 11100],
      [withConfig({ select_concepts: {} }), 11100],
      [withConfig([]), 11100, `Invalid json path '${prefix}' in request.`],
      [{ model: 'color' }, 11100, "Invalid json path 'model' in request."],
    ];
    for (const [body, code, details] of cases) {
      assertFailure(await predictColors([image], body), 400, code, details, JSON.stringify(body));
    }
  });
});

describe('inputs', () => {
  const missing = "Must supply the 'inputs' field. Check the JSON body of your request.";

  test('a_body_without_proper_inputs_is_refused', async () => {
    const cases = [
      [{}, missing],
      [{ inputs: [] }, missing],
      [{ inputs: null }, missing],
      [{ inputs: {} }, "Invalid json path 'inputs' in request."],
      [{ inputs: 'x' }, "Invalid json path 'inputs' in request."],
      [{ inputs: [[]] }, "Invalid json path 'inputs[0]' in request."],
      [{ inputs: [null] }, "Invalid json path 'inputs[0]' in request."],
      [{ inputs: [{ id: 3 }] }, "Invalid json path 'inputs[0].id' in request."],
      [{ inputs: [{ data: [] }] }, "Invalid json path 'inputs[0].data' in request."],
      [[], 'The body is not a JSON object.'],
      ['null', 'The body is not a JSON object.'],
      ['', missing],
      ['{"inputs":', 'The body is not JSON in UTF-8.'],
      ['inputs=1', 'The body is not JSON in UTF-8.'],
      [Buffer.from('{"a":"\xff\xfe"}', 'latin1'), 'The body is not JSON in UTF-8.'],
      ['['.repeat(100_000), 'The body is not JSON in UTF-8.'],
      [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'The body is not a JSON object.'],
      [
        `{"inputs":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
        "Invalid json path 'inputs[0]' in request.",
      ],
      ['{"__proto__":{"inputs":[{}]}}', missing],
    ];
    for (const [body, details] of cases) {
      const answer = await ask('/v2/models/color-recognition/outputs', { headers: as('predict-only'), body });
      assertFailure(answer, 400, 11100, details, String(body).slice(0, 60));
      assert.deepEqual(answer.outputs, []);
    }
  });

  test('an_input_that_cannot_be_read_fails_with_its_own_status', async () => {
    const png = await imageOf('red', 'png');
    const base64 = png.toString('base64');
    const noise = { type: 'gaussian', mean: 128, sigma: 50 };
    const jpeg = await sharp({ create: { width: 200, height: 200, channels: 3, noise } })
      .jpeg()
      .toBuffer();
    const cases = [
      [{}, 30104, 'inputs[0].data.image is missing; this model reads nothing else'],
      [{ text: { raw: 'red' } }, 30104, 'inputs[0].data.image is missing; this model reads nothing else'],
      [{ image: 'red' }, 30104],
      [{ image: {} }, 30104, 'inputs[0].data.image needs exactly one of: base64, url'],
      [{ image: { base64, url: 'http://127.0.0.1/' } }, 30104],
      [{ image: { base64: 7 } }, 30104, 'inputs[0].data.image.base64 is not a string'],
      [
        { image: { base64: `data:image/png;base64,${base64}` } },
        30104,
        'inputs[0].data.image.base64 starts with `data:`; base64 is sent plain',
      ],
      [{ image: { base64: `${base64}*` } }, 30104, 'inputs[0].data.image.base64 is not base64'],
      [{ image: { base64: Buffer.from('hello').toString('base64') } }, 30101],
      [
        { image: { base64: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64') } },
        30101,
      ],
      [{ image: { base64: png.subarray(0, 60).toString('base64') } }, 30300],
      [{ image: { base64: jpeg.subarray(0, jpeg.length / 2).toString('base64') } }, 30300],
      [{ image: { url: 'no url' } }, 30106],
      [{ image: { url: 'file:///etc/passwd' } }, 30106],
    ];
    for (const [data, code, details] of cases) {
      const answer = await predictColors([{ id: 'one', data }]);
      assertFailure(answer, 400, code, details, JSON.stringify(data).slice(0, 80));
      const [output] = answer.outputs;
      assert.equal(output.status.code, code);
      assert.equal(output.input.id, 'one');
      assert.deepEqual(output.data, {});
    }
    const image = await ask('/v2/models/language-identification/outputs', {
      headers: as('predict-only'),
      body: { inputs: [imageInput(png)] },
    });
    assertFailure(image, 400, 30104, 'inputs[0].data.text is missing; this model reads nothing else');
  });

  test('some_failing_inputs_are_a_mixed_success_and_all_of_several_a_failure', async () => {
    const good = imageInput(await imageOf('blue', 'webp'));
    const bad = textInput('x');
    const mixed = await predictColors([good, bad, good]);
    assertFailure(mixed, 207, 10010);
    assert.deepEqual(
      mixed.outputs.map(({ status }) => status.code),
      [10000, 30104, 10000],
    );
    assert.equal(mixed.outputs[2].data.concepts[0].name, 'Blue');
    const failed = await predictColors([bad, bad]);
    assertFailure(failed, 400, 10020);
    assert.equal(failed.outputs.length, 2);
  });

  test('only_addresses_of_this_machine_are_fetched', async () => {
    const image = await imageOf('gold', 'jpeg');
    const server = createServer((request, response) => {
      if (request.url.startsWith('/gold.jpg')) return response.end(image);
      if (request.url === '/moved') return response.writeHead(302, { location: '/gold.jpg' }).end();
      if (request.url === '/endless') {
        const more = () => response.write(Buffer.alloc(1 << 20)) && setImmediate(more);
        response.on('drain', more);
        return more();
      }
      return response.writeHead(404).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const base = `http://127.0.0.1:${server.address().port}`;
    try {
      const fetched = await predictColors([{ data: { image: { url: `${base}/gold.jpg?token=s3cret` } } }]);
      assert.equal(fetched.outputs[0].data.concepts[0].name, 'Gold');
      assert.equal(fetched.outputs[0].input.data.image.url, `${base}/gold.jpg`);
      const offline = 'The sandbox has no internet. It fetches from 127.0.0.1, [::1] and localhost only.';
      const cases = [
        [`${base}/none.jpg`, 30002, `404 Client Error: Not Found for url: ${base}/none.jpg`],
        [`${base}/moved`, 30002, `302: redirects are not followed for url: ${base}/moved`],
        [`${base}/endless`, 30105, 'limit of 20971520 bytes'],
        ['http://127.0.0.1:9/x.png', 30002, 'The connection failed or took too long.'],
        ['https://samples.clarifai.com/metro-north.jpg', 30002, offline],
        ['http://127.0.0.1@example.com/', 30002, offline],
        ['http://127.0.0.1.example.com/', 30002, offline],
        ['http://localhost.example.com/', 30002, offline],
        ['http://10.0.0.1/', 30002, offline],
        ['http://0.0.0.0/', 30002, offline],
        ['http://[::ffff:10.0.0.1]/', 30002, offline],
      ];
      for (const [url, code, details] of cases) {
        assertFailure(await predictColors([{ data: { image: { url } } }]), 400, code, details, url);
      }
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('limits', () => {
  test('the_sixteenth_request_within_a_second_is_throttled_for_its_credential_alone', async () => {
    let time = 1_700_000_000_000;
    const limited = await startSandbox({ now: () => time });
    const list = (name) => ask('/v2/models', { base: limited.url, headers: as(name) });
    try {
      for (let i = 0; i < 15; i += 1) assert.equal((await list('predict-only')).http, 200);
      const throttled = await list('predict-only');
      assertFailure(throttled, 429, 11005, 'exceeded limit of 15 requests per second');
      assert.equal((await list('search-only')).http, 200);
      time += 999;
      assert.equal((await list('predict-only')).http, 429);
      time += 1;
      assert.equal((await list('predict-only')).http, 200);
    } finally {
      await limited.close();
    }
  });

  test('more_than_128_inputs_are_refused', async () => {
    const image = imageInput(await imageOf('red', 'png'));
    assert.equal((await predictColors(Array(128).fill(image))).outputs.length, 128);
    const answer = await predictColors(Array(129).fill(image));
    assertFailure(answer, 400, 40001, '129 inputs; the limit is 128 per request');
  });

  test('an_image_of_more_than_20_megabytes_is_refused', async () => {
    const bytes = Buffer.alloc(20 * 1024 * 1024 + 1);
    assertFailure(await predictColors([imageInput(bytes)]), 400, 30105, 'limit of 20971520 bytes');
  });

  test('an_image_of_more_than_85_megapixels_is_refused', async () => {
    const image = { create: { width: 10_000, height: 8_501, channels: 3, background: 'red' } };
    const answer = await predictColors([imageInput(await sharp(image).png().toBuffer())]);
    assertFailure(answer, 400, 30105, '10000 by 8501 pixels; the limit is 85 megapixels');
  });

  test('a_body_beyond_the_limit_is_refused_whether_or_not_its_length_is_told', async () => {
    const path = '/v2/models/color-recognition/outputs';
    const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Key ${keyNamed('predict-only')}\r\n`;
    const told = parseRaw(await sendRaw(`${head}Content-Length: 99999999999\r\n\r\n{`));
    assert.deepEqual([told.http, told.body.status.code], [413, 40033]);
    const chunk = Buffer.alloc(65 * 1024 * 1024, ' ');
    const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.length.toString(16)}\r\n`;
    const untold = parseRaw(await sendRaw(Buffer.concat([Buffer.from(chunked), chunk])));
    assert.deepEqual([untold.http, untold.body.status.code], [413, 40033]);
    assert.equal((await ask('/v2/models', { headers: as('predict-only') })).http, 200);
  });

  test('a_body_is_not_read_for_an_unknown_key', async () => {
    const answer = await ask('/v2/models/color-recognition/outputs', {
      headers: { authorization: 'Key 0123456789abcdef0123456789abcdef' },
      body: '{',
    });
    assertFailure(answer, 401, 11009);
  });
});
