export { DatabaseMaterialStore } from './DatabaseMaterialStore';
export { CustodyError, KeySealer, parseSealed } from './KeySealer';
export type { KeyEncryptionKey, Sealed } from './KeySealer';
export type { MaterialStore, OpenedMaterial } from './MaterialStore';
