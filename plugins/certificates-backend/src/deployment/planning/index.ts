export * from './DeploymentInventory';
export * from './mapLimited';
export * from './Planner';
