export { BigIpSolverFactory } from './BigIpSolverFactory';
