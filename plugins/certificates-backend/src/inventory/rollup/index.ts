export * from './updateRollups';
export { judgeObservation } from './ruleFacts';
