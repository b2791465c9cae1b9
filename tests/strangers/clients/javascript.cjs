// Runs calls with Clarifai's own JavaScript client, and tells what it told its user.
// The calls come as JSON on standard input, what came of them goes as JSON to standard output.
const { readFileSync } = require('node:fs');
const { inspect } = require('node:util');
const Clarifai = require('clarifai');

const calls = {
  predict: (app, { image }) => app.models.predict('color-recognition', { base64: image }),
  list: async (app) => ({ models: (await app.models.list()).rawData }),
  get: async (app) => ({ model: (await app.models.get('color-recognition')).rawData }),
  search: (app) => app.inputs.search({ concept: { id: 'Red' } }),
  look: (app, { image }) => app.inputs.search({ input: { base64: image } }),
  mark: async (app) => ({
    inputs: (await app.inputs.mergeConcepts([{ id: 'added', concepts: [{ id: 'square', value: 1 }] }])).rawData,
  }),
  make: async (app) => ({
    workflows: [{ id: await app.workflow.create('made', { modelId: 'color-recognition' }) }],
  }),
  inputs: async (app) => ({ inputs: (await app.inputs.list()).rawData }),
  add: async (app, { image }) => ({
    inputs: (await app.inputs.create([{ id: 'added', base64: image }])).rawData,
  }),
  workflow: (app, { image }) => app.workflow.predict('find-colors', { base64: image }),
};

async function run({ call, base, key, ids = {}, ...given }) {
  try {
    const app = new Clarifai.App({ apiKey: key, apiEndpoint: base, userId: ids.user_id, appId: ids.app_id });
    return { answer: await calls[call](app, given) };
  } catch (error) {
    const body = error.response?.data;
    // What `console.log(error)` and, where an answer came, `console.log(error.response.data)` print.
    return {
      words: body === undefined ? inspect(error) : `${inspect(error)}\n${inspect(body, { depth: 6 })}`,
    };
  }
}

async function main() {
  const results = [];
  for (const each of JSON.parse(readFileSync(0, 'utf8'))) results.push(await run(each));
  process.stdout.write(JSON.stringify(results));
}

main();
