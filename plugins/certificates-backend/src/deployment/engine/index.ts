export * from './DeploymentEngine';
export { HeldLease, LEASE_MS } from './HeldLease';
