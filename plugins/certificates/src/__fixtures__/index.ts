export * from './builders';
export { createFixtureEstate } from './estate';
export type { FixtureEstate } from './estate';
export { FixtureCertificatesApi } from './FixtureCertificatesApi';
