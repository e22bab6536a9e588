export { default } from './plugin';
export { certificatesTranslationRef } from '../translation';
