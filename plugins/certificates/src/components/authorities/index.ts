export { AuthoritiesPage } from './AuthoritiesPage';
