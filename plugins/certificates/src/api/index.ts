export { certificatesApiRef } from './certificatesApiRef';
export { certificatesDeploymentsApiRef } from './deploymentsApiRef';
