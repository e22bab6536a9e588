export * from './types';
export * from './deployments';
export * from './client';
export * from './deploymentsClient';
export { serializeQuery } from './rest';
export type {
  CertificatesClientOptions,
  CertificatesRequestOptions,
} from './rest';
export * from './notices';
