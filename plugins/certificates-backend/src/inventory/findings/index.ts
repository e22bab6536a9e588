export * from './evaluateRules';
export * from './types';
