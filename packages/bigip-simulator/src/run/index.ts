export * from './RunningFarm';
export * from './startFarm';
