export * from './parseCertificate';
export * from './chain';
