export * from './CertificateFactory';
export * from './MaterialCache';
export * from './pem';
export * from './seeded';
export * from './types';
