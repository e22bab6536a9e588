export { FarmFileError } from './FarmFileError';
export type { FarmProblem } from './FarmFileError';
export { loadFarm } from './loadFarm';
export { readFarmFile, parseFarm } from './readFarmFile';
export { resolveReference, REFERENCE_KEPT_DAYS } from './resolveReference';
export type { FarmDefinition } from './schema';
export type {
  Farm,
  FarmDevice,
  PlaceVirtualServer,
  ServableMaterial,
} from './types';
