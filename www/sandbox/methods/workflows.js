// Workflows: models that read the same input. A workflow that is not there is answered 11101, not 22102.
import { pageOf } from '../pages.js';
import { predictWithWorkflow } from '../predict.js';
import { workflowAnswer, workflowsOf, workflowVersionAnswer } from '../world.js';
import { notFound, ok } from './answer.js';

function findWorkflow({ place, parameters }) {
  const workflow = workflowsOf(place).find(({ id }) => id === parameters.get('workflow_id'));
  if (workflow === undefined) throw notFound('workflow');
  const versionId = parameters.get('version_id') ?? parameters.get('workflow_version_id');
  if (versionId !== undefined && versionId !== workflow.versionId) throw notFound('workflow version');
  return workflow;
}

/** @type {Record<string, (call: object) => object | Promise<object>>} */
export const workflowMethods = {
  PostWorkflowResults: async (call) => {
    const workflow = findWorkflow(call);
    return { ...(await predictWithWorkflow(workflow, call)), workflow: workflowAnswer(workflow) };
  },
  ListWorkflows: ({ place, query }) =>
    ok({ workflows: pageOf(workflowsOf(place), query).map(workflowAnswer) }),
  GetWorkflow: (call) => ok({ workflow: workflowAnswer(findWorkflow(call)) }),
  ListWorkflowVersions: (call) =>
    ok({ workflow_versions: pageOf([findWorkflow(call)], call.query).map(workflowVersionAnswer) }),
  GetWorkflowVersion: (call) => ok({ workflow_version: workflowVersionAnswer(findWorkflow(call)) }),
};
