export { InventoryRoutes } from './InventoryRoutes';
