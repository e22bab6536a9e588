export { expectedEstate } from './expectedEstate';
export type { ExpectedState } from './expectedState';
export * from './types';
