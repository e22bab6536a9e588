export { DatabaseMaterialStore } from './DatabaseMaterialStore';
export { CustodyError, KeySealer } from './KeySealer';
export type { KeyEncryptionKey } from './KeySealer';
export type { MaterialStore, OpenedMaterial } from './MaterialStore';
