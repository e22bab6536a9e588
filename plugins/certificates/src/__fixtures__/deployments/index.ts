export * from './builders';
export { FixtureDeploymentsApi } from './FixtureDeploymentsApi';
export type { FixtureDeploymentsOptions } from './FixtureDeploymentsApi';
export * from './scenarios';
