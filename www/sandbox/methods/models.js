// Models, and predictions with one of them.
import { Failure } from '../failures.js';
import { pageOf } from '../pages.js';
import { predict } from '../predict.js';
import { modelAnswer, modelsOf, versionAnswer } from '../world.js';
import { notFound, ok } from './answer.js';

function findModel({ place, parameters }) {
  const model = modelsOf(place).find(({ id }) => id === parameters.get('model_id'));
  if (model === undefined) throw new Failure('MODEL_DOES_NOT_EXIST', 'Model does not exist');
  const versionId = parameters.get('version_id');
  if (versionId !== undefined && versionId !== model.versionId) throw notFound('model version');
  return model;
}

function postModelOutputs(call) {
  if (call.template.includes('{runner_selector.')) {
    throw new Failure('NOT_IMPLEMENTED', 'The sandbox has no deployments.');
  }
  return predict(findModel(call), call);
}

const outputInfo = (model) => ({
  data: { concepts: model.run.concepts.map((concept) => ({ ...concept, app_id: model.app.id })) },
});

function getModel(call) {
  const model = findModel(call);
  // Until 2023 a model was answered with its concepts.
  return ok({
    model: { ...modelAnswer(model), ...(call.redacts ? { output_info: outputInfo(model) } : {}) },
  });
}

function getModelOutputInfo(call) {
  const model = findModel(call);
  const version = { ...versionAnswer(model), output_info: outputInfo(model) };
  return ok({ model: { ...modelAnswer(model), model_version: version } });
}

/** @type {Record<string, (call: object) => object | Promise<object>>} */
export const modelMethods = {
  PostModelOutputs: postModelOutputs,
  ListModels: ({ place, query }) => ok({ models: pageOf(modelsOf(place), query).map(modelAnswer) }),
  GetModel: getModel,
  GetModelOutputInfo: getModelOutputInfo,
  GetModelVersion: (call) => ok({ model_version: versionAnswer(findModel(call)) }),
};
