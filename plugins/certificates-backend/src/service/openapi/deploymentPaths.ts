import { json, OpenApiDocument, Operation, operation } from './operation';
import {
  CLEAN_UP_PARAMETERS,
  DEPLOYMENT_PARAMETERS,
  DRIFT_PARAMETERS,
  IDEMPOTENCY_KEY,
  MATERIAL_PARAMETERS,
  path,
} from './parameters';

const DEPLOYMENT_ID = path('id', 'Id of the deployment.');
const CLEAN_UP_ID = path('id', 'Id of the installation.');

const NOT_NOW =
  'It cannot do that in its present state; the message says why and what is possible.';

function action(options: {
  id: string;
  summary: string;
  description?: string;
}): Operation {
  return operation({
    ...options,
    tag: 'deployments',
    parameters: [DEPLOYMENT_ID, IDEMPOTENCY_KEY],
    responses: { '200': json('DeploymentDetail', 'The deployment now.') },
    canBeMissing: true,
    conflict: NOT_NOW,
  });
}

function cleanUp(options: {
  id: string;
  summary: string;
  description?: string;
}): Operation {
  return operation({
    ...options,
    tag: 'clean-up',
    parameters: [CLEAN_UP_ID, IDEMPOTENCY_KEY],
    responses: { '200': json('CleanUpCandidate', 'The object now.') },
    canBeMissing: true,
    conflict: NOT_NOW,
  });
}

/** Operations that change devices, or tell what should be changed. */
export const deploymentPaths: OpenApiDocument['paths'] = {
  '/materials': {
    get: operation({
      id: 'ListMaterials',
      tag: 'materials',
      summary: 'What can be deployed for a certificate, newest first',
      parameters: MATERIAL_PARAMETERS,
      responses: { '200': json('MaterialList', 'All of it.') },
      canBeMissing: true,
    }),
    post: operation({
      id: 'ImportMaterial',
      tag: 'materials',
      summary:
        'Looks at a certificate with its key, tells everything that is wrong with it, and keeps it sealed',
      description:
        'With problems of severity error, or on a dry run, nothing is kept and `material` is null; `facts` tells what was brought. The key and the password are in no answer, log or error. Bodies up to 256 KiB.',
      parameters: [IDEMPOTENCY_KEY],
      body: 'ImportMaterialRequest',
      responses: { '200': json('ImportMaterialResult', 'What was found.') },
      canBeMissing: true,
    }),
  },
  '/deployments': {
    get: operation({
      id: 'ListDeployments',
      tag: 'deployments',
      summary: 'Deployments, newest first',
      parameters: DEPLOYMENT_PARAMETERS,
      responses: { '200': json('DeploymentPage', 'One page.') },
    }),
    post: operation({
      id: 'CreateDeployment',
      tag: 'deployments',
      summary: 'Begins to make a plan; changes nothing on any device',
      description:
        'The plan is ready when the state is no longer `planning`. Confirm it with its planHash; a dry run can never be confirmed.',
      parameters: [IDEMPOTENCY_KEY],
      body: 'CreateDeploymentRequest',
      responses: { '202': json('DeploymentDetail', 'The deployment.') },
      canBeMissing: true,
    }),
  },
  '/deployments/{id}': {
    get: operation({
      id: 'GetDeployment',
      tag: 'deployments',
      summary: 'A deployment with its plan, steps, proofs and story',
      parameters: [DEPLOYMENT_ID],
      responses: { '200': json('DeploymentDetail', 'The deployment.') },
      canBeMissing: true,
    }),
  },
  '/deployments/{id}/start': {
    post: operation({
      id: 'StartDeployment',
      tag: 'deployments',
      summary: 'Confirms the plan that was shown',
      parameters: [DEPLOYMENT_ID, IDEMPOTENCY_KEY],
      body: 'StartDeploymentRequest',
      responses: { '200': json('DeploymentDetail', 'The deployment now.') },
      canBeMissing: true,
      conflict:
        'Its plan is another one, needs a consent that is not given, or was started already; the message says which.',
    }),
  },
  '/deployments/{id}/continue': {
    post: action({ id: 'ContinueDeployment', summary: 'Begins the next wave' }),
  },
  '/deployments/{id}/pause': {
    post: action({
      id: 'PauseDeployment',
      summary: 'Stops before the next wave',
    }),
  },
  '/deployments/{id}/cancel': {
    post: action({
      id: 'CancelDeployment',
      summary: 'Ends it before anything more is begun',
      description: 'What is under way ends as it would have.',
    }),
  },
  '/deployments/{id}/retry': {
    post: action({
      id: 'RetryDeployment',
      summary: 'Resumes failed and skipped units from the step that failed',
    }),
  },
  '/deployments/{id}/roll-back': {
    post: action({
      id: 'RollBackDeployment',
      summary: 'Puts back what it changed',
      description:
        'Only what still holds what was put there. Maintenance windows do not hold it back.',
    }),
  },
  '/deployments/{id}/promote': {
    post: operation({
      id: 'PromoteDeployment',
      tag: 'deployments',
      summary: 'Plans the same change for another environment',
      parameters: [DEPLOYMENT_ID, IDEMPOTENCY_KEY],
      body: 'PromoteDeploymentRequest',
      responses: { '202': json('DeploymentDetail', 'The new deployment.') },
      canBeMissing: true,
      conflict:
        'It has not succeeded, or the certificate is not used in that environment.',
    }),
  },
  '/drift': {
    get: operation({
      id: 'ListDrift',
      tag: 'drift',
      summary: 'Where issued, installed and served disagree',
      parameters: DRIFT_PARAMETERS,
      responses: { '200': json('DriftPage', 'One page.') },
    }),
  },
  '/clean-up': {
    get: operation({
      id: 'ListCleanUp',
      tag: 'clean-up',
      summary: 'File objects that seem to be of no use any more',
      parameters: CLEAN_UP_PARAMETERS,
      responses: { '200': json('CleanUpPage', 'One page.') },
    }),
  },
  '/clean-up/{id}/quarantine': {
    post: cleanUp({
      id: 'QuarantineObject',
      summary: 'Marks an unused object to be deleted after the grace period',
      description:
        'It is deleted only if nothing refers to it then and the device agrees.',
    }),
  },
  '/clean-up/{id}/release': {
    post: cleanUp({
      id: 'ReleaseObject',
      summary: 'Takes an object out of quarantine',
    }),
  },
  '/clean-up/{id}/restore': {
    post: cleanUp({
      id: 'RestoreObject',
      summary: 'Puts a deleted object back, where its key is kept here',
    }),
  },
};
