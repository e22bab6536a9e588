export { readMaterial } from './readMaterial';
export type {
  MaterialInput,
  ReadMaterial,
  ReadMaterialOptions,
} from './readMaterial';
