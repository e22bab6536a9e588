/**
 * Contract tests for modules of the certificates plugin.
 *
 * @packageDocumentation
 */
export {
  inventorySourceContract,
  type InventorySourceContractOptions,
  type InventorySourceFixture,
} from './inventorySourceContract';
export { snapshotProblems } from './snapshotProblems';
