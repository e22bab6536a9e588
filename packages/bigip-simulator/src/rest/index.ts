export { createManagementApp } from './app';
export type { ManagementAppOptions } from './app';
