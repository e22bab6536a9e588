export * from './TlsDataPlane';
export type { Endpoint } from './Listeners';
