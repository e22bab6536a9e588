export { createDeployments } from './createDeployments';
export type { Deployments } from './createDeployments';
export { DeploymentOperations } from './DeploymentOperations';
export { DeploymentTargets } from './DeploymentTargets';
export { CleanUpService } from './cleanUp';
export { listDrift } from './drift';
export { IdempotencyStore, listDeployments } from './store';
