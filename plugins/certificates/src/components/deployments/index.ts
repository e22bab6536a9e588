export { DeployButton } from './DeployButton';
export { DeploymentHistory } from './DeploymentHistory';
export { DeploymentsRoutes } from './DeploymentsRoutes';
export { ProblemNotice } from './ProblemNotice';
export { useDeployLink } from './useDeployLink';
