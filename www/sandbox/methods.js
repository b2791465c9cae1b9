// The RPC methods that the sandbox implements. Each takes a call that is authorized already.
import { accountMethods } from './methods/accounts.js';
import { conceptMethods } from './methods/concepts.js';
import { inputMethods } from './methods/inputs.js';
import { keyMethods } from './methods/keys.js';
import { modelMethods } from './methods/models.js';
import { searchMethods } from './methods/searches.js';
import { workflowMethods } from './methods/workflows.js';

/** @type {Record<string, (call: object) => object | Promise<object>>} */
export const methods = {
  ...modelMethods,
  ...workflowMethods,
  ...inputMethods,
  ...conceptMethods,
  ...searchMethods,
  ...keyMethods,
  ...accountMethods,
};

/** The list that stands empty beside the status where one of these methods fails. */
export const emptyLists = {
  PostModelOutputs: 'outputs',
  PostWorkflowResults: 'results',
  ListModels: 'models',
  ListWorkflows: 'workflows',
  PostWorkflows: 'workflows',
  PatchWorkflows: 'workflows',
  ListWorkflowVersions: 'workflow_versions',
  PostInputs: 'inputs',
  PatchInputs: 'inputs',
  ListInputs: 'inputs',
  PostConcepts: 'concepts',
  ListConcepts: 'concepts',
  PostSearches: 'hits',
  PostInputsSearches: 'hits',
  PostAnnotationsSearches: 'hits',
  PostKeys: 'keys',
  PatchKeys: 'keys',
  ListKeys: 'keys',
  ListAppKeys: 'keys',
  ListApps: 'apps',
};
