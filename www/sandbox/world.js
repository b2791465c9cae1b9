// What exists in the sandbox from the start: three users with an app each, and in each app two models,
// each with a workflow.
import { status } from './failures.js';
import { colorRecognition } from './models/color-recognition.js';
import { languageIdentification } from './models/language-identification.js';

/** When all of it was made. */
export const createdAt = '2025-01-01T00:00:00Z';

const users = [
  { id: 'clarifai', public: true },
  { id: 'sandbox-user', public: false },
  { id: 'other-user', public: false },
];

const apps = [
  { id: 'main', userId: 'clarifai' },
  { id: 'sandbox-app', userId: 'sandbox-user' },
  { id: 'other-app', userId: 'other-user' },
];

const kinds = [
  {
    id: 'color-recognition',
    typeId: 'visual-classifier',
    versionPrefix: '5a4db0c5c0100000',
    workflowId: 'find-colors',
    run: colorRecognition,
  },
  {
    id: 'language-identification',
    typeId: 'text-classifier',
    versionPrefix: '5a4db0c51a600000',
    workflowId: 'find-language',
    run: languageIdentification,
  },
];

const models = apps.flatMap((app, i) =>
  kinds.map(({ id, typeId, versionPrefix, run }) => ({
    id,
    typeId,
    run,
    app,
    versionId: `${versionPrefix}${String(i + 1).padStart(16, '0')}`,
  })),
);

const workflows = models.map((model, i) => ({
  id: kinds[i % kinds.length].workflowId,
  app: model.app,
  // The latest first.
  versions: [
    {
      id: model.versionId.replace(/^5a4db0c5/, '5a4db0c6'),
      createdAt,
      nodes: [{ id: model.id, model }],
    },
  ],
}));

export const isPublicUser = (id) => users.some((user) => user.id === id && user.public);

export const findApp = (userId, appId) => apps.find((app) => app.userId === userId && app.id === appId);

/** The models of an app, or of all apps of a user where no app is named. */
export const modelsOf = ({ userId, appId }) =>
  models.filter(({ app }) => app.userId === userId && (appId === undefined || app.id === appId));

export const appsOf = (userId) => apps.filter((app) => app.userId === userId);

/** The workflows that an app has from the start. */
export const workflowsOf = ({ userId, appId }) =>
  workflows.filter(({ app }) => app.userId === userId && app.id === appId);

export const userAnswer = (id) => ({ id, created_at: createdAt });

export const appAnswer = ({ id, userId }) => ({ id, name: id, user_id: userId, created_at: createdAt });

export const versionAnswer = ({ versionId, app }) => ({
  id: versionId,
  created_at: createdAt,
  status: status('MODEL_TRAINED'),
  app_id: app.id,
  user_id: app.userId,
});

export const modelAnswer = (model) => ({
  id: model.id,
  name: model.id,
  created_at: createdAt,
  app_id: model.app.id,
  user_id: model.app.userId,
  model_type_id: model.typeId,
  model_version: versionAnswer(model),
});

export const workflowVersionAnswer = (workflow, version) => ({
  id: version.id,
  workflow_id: workflow.id,
  created_at: version.createdAt,
  app_id: workflow.app.id,
  user_id: workflow.app.userId,
  nodes: version.nodes.map(({ id, model }) => ({ id, model: modelAnswer(model) })),
});

export const workflowAnswer = (workflow) => {
  const [latest] = workflow.versions;
  const version = workflowVersionAnswer(workflow, latest);
  return {
    id: workflow.id,
    created_at: workflow.versions.at(-1).createdAt,
    modified_at: latest.createdAt,
    app_id: workflow.app.id,
    user_id: workflow.app.userId,
    nodes: version.nodes,
    version,
  };
};
