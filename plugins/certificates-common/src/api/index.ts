export * from './types';
export * from './deployments';
export * from './renewals';
export * from './client';
export * from './deploymentsClient';
export * from './renewalsClient';
export { serializeQuery } from './rest';
export type {
  CertificatesClientOptions,
  CertificatesRequestOptions,
} from './rest';
export * from './notices';
