export * from './builders';
export { FixtureRenewalsApi } from './FixtureRenewalsApi';
export type { FixtureRenewalsOptions } from './FixtureRenewalsApi';
export * from './scenarios';
export * from './settings';
