export { listDrift } from './listDrift';
