export { CertificateReader, sameKey } from './CertificateReader';
export type { CertificateForRenewal } from './CertificateReader';
export { DEFAULT_POLICIES } from './defaultPolicies';
export { PolicyService } from './PolicyService';
export type { Decision } from './PolicyService';
export { previewPolicy } from './previewPolicy';
export { readForecast } from './readForecast';
export { parsePolicyInput, PolicyStore } from './PolicyStore';
export * from './rules';
