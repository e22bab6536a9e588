export * from './TlsDataPlane';
export { selectProfile } from './selectProfile';
export type { SniCandidate } from './selectProfile';
export type { Endpoint } from './Listeners';
export type { ServableMaterial } from './profileMaterial';
