export { expirePlans } from './expirePlans';
export { pruneHistory } from './pruneHistory';
