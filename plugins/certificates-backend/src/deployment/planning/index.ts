export * from './DeploymentInventory';
export * from './mapLimited';
export * from './Planner';
export * from './promotion';
