export { Authorities } from './Authorities';
export { AuthorityRegistry } from './AuthorityRegistry';
export { createAuthorities } from './createAuthorities';
export { rotateAuthorityRecords } from './DatabaseAuthorityRecords';
export {
  createPublicationRouter,
  PUBLICATIONS_PATH,
} from './publicationRoutes';
export type { AuthorityStatus, ConfiguredAuthority } from './types';
