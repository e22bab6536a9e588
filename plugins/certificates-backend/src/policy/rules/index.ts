export * from './approvalTier';
export * from './facts';
export * from './forecast';
export * from './nameChanges';
export * from './policyFor';
export * from './renewalTime';
