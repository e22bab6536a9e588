export * from './actions';
export * from './decideNext';
export * from './outcome';
export * from './steps';
export * from './waves';
export * from './windows';
