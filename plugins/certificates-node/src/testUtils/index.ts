/**
 * Contract tests for modules of the certificates plugin.
 *
 * @packageDocumentation
 */
export {
  certificateTargetContract,
  type CertificateTargetContractOptions,
  type CertificateTargetFixture,
} from './certificateTargetContract';
export { planProblems } from './planProblems';
export {
  inventorySourceContract,
  type InventorySourceContractOptions,
  type InventorySourceFixture,
} from './inventorySourceContract';
export { snapshotProblems } from './snapshotProblems';
export {
  certificateAuthorityContract,
  type CertificateAuthorityContractOptions,
} from './certificateAuthorityContract';
export { type CertificateAuthorityFixture } from './certificateAuthorityFixture';
export { MemoryAuthorityRecords } from './memoryAuthorityRecords';
export { RecordingLogger } from './recordingLogger';
export {
  createTestSigningRequest,
  type TestSigningRequest,
} from './signingRequest';
