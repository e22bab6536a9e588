export { RenewalHistory } from './RenewalHistory';
export { RenewalsRoutes } from './RenewalsRoutes';
export { RENEWALS_SHORTCUTS, RenewalsShortcut } from './RenewalsShortcut';
