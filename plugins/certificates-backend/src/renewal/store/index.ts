export * from './DatabaseRenewalStore';
export * from './RenewalRows';
export * from './rows';
export * from './listRenewals';
