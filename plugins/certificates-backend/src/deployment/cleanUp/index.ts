export { CleanUpService } from './CleanUpService';
export { CleanUpWorker } from './CleanUpWorker';
