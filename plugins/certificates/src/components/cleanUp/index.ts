export { CleanUpPage } from './CleanUpPage';
