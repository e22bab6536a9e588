export { Claims } from './Claims';
export * from './DeploymentEngine';
export { HeldLease, LEASE_MS } from './HeldLease';
