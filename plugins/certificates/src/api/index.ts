export { certificatesApiRef } from './certificatesApiRef';
export { certificatesDeploymentsApiRef } from './deploymentsApiRef';
export { certificatesRenewalsApiRef } from './renewalsApiRef';
