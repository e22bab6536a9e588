export * from './parseCertificate';
export * from './chain';
export * from './readSigningRequest';
