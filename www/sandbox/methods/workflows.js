// Workflows: models that read the same input. A workflow that is not there is answered 11101, not 22102.
import { field, objectsOf, repeatedAt, stringsOf } from '../body.js';
import { Failure, wrongJson } from '../failures.js';
import { pageOf } from '../pages.js';
import { predictWithWorkflow } from '../predict.js';
import { findApp, isPublicUser, modelsOf, workflowAnswer, workflowVersionAnswer } from '../world.js';
import { newId, notFound, ok, requireOwner } from './answer.js';
import { readAction } from './patch.js';

const maxIdLength = 256;
/** Nodes of a workflow, each of which predicts on every input. */
const maxNodes = 20;
/** Versions that a workflow keeps; the oldest goes when one more is made. */
const maxVersions = 20;

const refused = (details) => new Failure('WORKFLOW_INVALID_REQUEST', details);

function findWorkflow({ store, place, parameters }) {
  const workflow = store.workflows(place).find(parameters.get('workflow_id'));
  if (workflow === undefined) throw notFound('workflow');
  return workflow;
}

function findVersion(workflow, { parameters }) {
  const id = parameters.get('version_id') ?? parameters.get('workflow_version_id');
  const version = workflow.versions.find((each) => id === undefined || each.id === id);
  if (version === undefined) throw notFound('workflow version');
  return version;
}

async function postWorkflowResults(call) {
  const workflow = findWorkflow(call);
  const answer = await predictWithWorkflow(findVersion(workflow, call), call);
  return { ...answer, workflow: workflowAnswer(workflow) };
}

function readId(entry, path, { store }) {
  const id = field(entry, 'id');
  if (typeof id !== 'string' || id === '' || id.length > maxIdLength) throw wrongJson(`${path}id`);
  // Answers repeat it.
  if (store.keys.isWithin(id)) throw refused(`${path}id holds a credential`);
  return id;
}

// A model of the app itself, or with a personal access token a public one.
function readModel(node, { key, place }) {
  const given = field(node, 'model');
  const owner = field(given, 'user_id') || place.userId;
  const userId = owner === 'me' ? key.userId : owner;
  const appId = field(given, 'app_id') || place.appId;
  const isOwn = userId === place.userId && appId === place.appId;
  const isPublic = key.type === 'personal_access_token' && isPublicUser(userId);
  const model = modelsOf({ userId, appId }).find(({ id }) => id === field(given, 'id'));
  if (model === undefined || !(isOwn || isPublic)) {
    throw new Failure('MODEL_DOES_NOT_EXIST', 'Model does not exist');
  }
  const versionId = field(field(given, 'model_version'), 'id') || model.versionId;
  if (versionId !== model.versionId) throw notFound('model version');
  return model;
}

function readNode(node, path, call) {
  // `Input` is what the workflow itself is given.
  const inputs = field(node, 'node_inputs') ?? [];
  if (!Array.isArray(inputs)) throw wrongJson(`${path}node_inputs`);
  if (inputs.some((input) => field(input, 'node_id') !== 'Input')) {
    throw new Failure('NOT_IMPLEMENTED', `${path}node_inputs: every node reads the input of the workflow.`);
  }
  return { id: readId(node, path, call), model: readModel(node, call) };
}

function readNodes(entry, path, call) {
  const nodes = objectsOf(entry, 'nodes', path).map((node, i) => readNode(node, `${path}nodes[${i}].`, call));
  const twice = repeatedAt(nodes);
  if (twice !== -1) throw refused(`${path}nodes[${twice}] has the id of another node`);
  return nodes;
}

function versionOf(nodes, { now }) {
  if (nodes.length === 0 || nodes.length > maxNodes) throw refused(`a workflow has 1 to ${maxNodes} nodes`);
  return { id: newId(), createdAt: new Date(now()).toISOString(), nodes };
}

function postWorkflows(call) {
  requireOwner(call);
  const { body, store, place } = call;
  const shelf = store.workflows(place);
  const app = findApp(place.userId, place.appId);
  const made = objectsOf(body, 'workflows').map((entry, i) => {
    const path = `workflows[${i}].`;
    return { id: readId(entry, path, call), app, versions: [versionOf(readNodes(entry, path, call), call)] };
  });
  const twice = repeatedAt(made, (id) => shelf.find(id) !== undefined);
  if (twice !== -1) throw new Failure('WORKFLOW_DUPLICATE', `workflows[${twice}] has a duplicate id`);
  shelf.add(made);
  return ok({ workflows: made.map(workflowAnswer) });
}

// A change of the nodes is a new version; the others can still be called.
function patchWorkflows(call) {
  requireOwner(call);
  const { body, store, place } = call;
  const action = readAction(body);
  const changed = objectsOf(body, 'workflows').map((entry, i) => {
    const path = `workflows[${i}].`;
    const workflow = store.workflows(place).find(readId(entry, path, call));
    if (workflow === undefined) throw notFound('workflow');
    const given =
      action.name === 'remove'
        ? objectsOf(entry, 'nodes', path).map((node, at) => ({
            id: readId(node, `${path}nodes[${at}].`, call),
          }))
        : readNodes(entry, path, call);
    const version = versionOf(action.apply(workflow.versions[0].nodes, given), call);
    return { ...workflow, versions: [version, ...workflow.versions].slice(0, maxVersions) };
  });
  for (const workflow of changed) store.workflows(place).put(workflow);
  return ok({ workflows: changed.map(workflowAnswer) });
}

function deleteWorkflow(call) {
  requireOwner(call);
  call.store.workflows(call.place).remove(findWorkflow(call).id);
  return ok({});
}

function deleteWorkflows(call) {
  requireOwner(call);
  const shelf = call.store.workflows(call.place);
  if (field(call.body, 'delete_all') === true) shelf.clear();
  for (const id of stringsOf(call.body, 'ids')) shelf.remove(id);
  return ok({});
}

/** @type {Record<string, (call: object) => object | Promise<object>>} */
export const workflowMethods = {
  PostWorkflowResults: postWorkflowResults,
  ListWorkflows: ({ store, place, query }) =>
    ok({ workflows: pageOf(store.workflowsIn(place), query).map(workflowAnswer) }),
  GetWorkflow: (call) => ok({ workflow: workflowAnswer(findWorkflow(call)) }),
  ListWorkflowVersions: (call) => {
    const workflow = findWorkflow(call);
    const versions = pageOf(workflow.versions, call.query);
    return ok({ workflow_versions: versions.map((version) => workflowVersionAnswer(workflow, version)) });
  },
  GetWorkflowVersion: (call) => {
    const workflow = findWorkflow(call);
    return ok({ workflow_version: workflowVersionAnswer(workflow, findVersion(workflow, call)) });
  },
  PostWorkflows: postWorkflows,
  PatchWorkflows: patchWorkflows,
  DeleteWorkflow: deleteWorkflow,
  DeleteWorkflows: deleteWorkflows,
};
