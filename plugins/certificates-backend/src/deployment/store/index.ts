export * from './DatabaseDeploymentStore';
export * from './DeploymentRows';
export * from './leases';
export * from './idempotency';
export * from './listDeployments';
