export { OwnershipService } from './OwnershipService';
