export * from './changes';
export * from './DeviceConfiguration';
export type { ResolvedClientSsl } from './clientSslInheritance';
export type { FactoryFiles } from './factoryDefaults';
export * from './ObjectTable';
export * from './paths';
export type { Referrer } from './references';
export { fileReferrers, profileReferrers } from './references';
export * from './types';
