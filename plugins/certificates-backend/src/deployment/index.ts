export { createDeployments } from './createDeployments';
export type { Deployments } from './createDeployments';
export { DeploymentOperations } from './DeploymentOperations';
export { DeploymentTargets } from './DeploymentTargets';
export { CleanUpService } from './cleanUp';
export { listDrift } from './drift';
export { IdempotencyStore, listDeployments } from './store';
export { Claims, HeldLease, LEASE_MS } from './engine';
export { createJobQueue } from './jobs';
export type { Job, JobQueue } from './jobs';
export { DatabaseDeploymentInventory } from './planning';
export type { DeploymentInventory } from './planning';
export {
  DatabaseLeaseStore,
  LeaseLostError,
  lockLease,
  releaseLeases,
} from './store';
export type { Lease, LeaseStore } from './store';
