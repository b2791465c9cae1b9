// The RPC methods that the sandbox implements. Each takes a call that is authorized already.

import { labelOf } from './facts.js';
import { Failure, status } from './failures.js';
import { predict } from './predict.js';
import { appAnswer, findApp, modelAnswer, modelsOf, userAnswer, versionAnswer } from './world.js';

const ok = (answer) => ({ http: 200, status: status('SUCCESS'), ...answer });

function findModel({ place, parameters }) {
  const model = modelsOf(place).find(({ id }) => id === parameters.get('model_id'));
  if (model === undefined) throw new Failure('MODEL_DOES_NOT_EXIST', 'Model does not exist');
  const versionId = parameters.get('version_id');
  if (versionId !== undefined && versionId !== model.versionId) {
    throw new Failure('CONN_DOES_NOT_EXIST', 'model version not found. Check the url of your request.');
  }
  return model;
}

function readNumber(query, name, fallback, most) {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  if (!/^\d{1,9}$/.test(text)) {
    throw new Failure('CONN_BAD_REQUEST_FORMAT', `${name} is not a whole number`);
  }
  return Math.min(Number(text) || fallback, most);
}

function listModels({ place, query }) {
  const page = readNumber(query, 'page', 1, 1e9);
  const perPage = readNumber(query, 'per_page', 20, 1000);
  const models = modelsOf(place).slice((page - 1) * perPage, page * perPage);
  return ok({ models: models.map(modelAnswer) });
}

const scopesAnswer = ({ scopes, endpoints }) => ({ scopes: scopes.map(labelOf), endpoints: [...endpoints] });

function postModelOutputs(call) {
  if (call.template.includes('{runner_selector.')) {
    throw new Failure('NOT_IMPLEMENTED', 'The sandbox has no deployments.');
  }
  return predict(findModel(call), call.body, call.now);
}

/** @type {Record<string, (call: object) => object | Promise<object>>} */
export const methods = {
  PostModelOutputs: postModelOutputs,
  ListModels: listModels,
  GetModel: (call) => ok({ model: modelAnswer(findModel(call)) }),
  GetModelVersion: (call) => ok({ model_version: versionAnswer(findModel(call)) }),
  MyScopes: ({ key, place }) =>
    ok({ ...scopesAnswer(key), app: appAnswer(findApp(place.userId, place.appId)) }),
  MyScopesUser: ({ key, place }) => {
    if (place.userId !== key.userId) {
      throw new Failure('CONN_DOES_NOT_EXIST', 'user not found. Check the url of your request.');
    }
    return ok(scopesAnswer(key));
  },
  MyScopesRoot: ({ key }) => ok(scopesAnswer(key)),
  GetUser: ({ place }) => ok({ user: userAnswer(place.userId) }),
};

/** The list that stands empty beside the status where one of these methods fails. */
export const emptyLists = { PostModelOutputs: 'outputs', ListModels: 'models' };
