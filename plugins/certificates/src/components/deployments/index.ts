export { DeployButton } from './DeployButton';
export { DeploymentHistory } from './DeploymentHistory';
export { DeploymentsRoutes } from './DeploymentsRoutes';
export { useDeployLink } from './useDeployLink';
