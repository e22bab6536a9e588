export { counted, countedUnits } from './counted';
