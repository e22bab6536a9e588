export { certificatesApiRef } from './certificatesApiRef';
