export { LAB_PASSPHRASE } from './definition';
export type { LabOptions } from './definition';
export { fingerprintOf } from './fingerprintOf';
export { leftUploads, servedBy } from './looks';
export { requestFor } from './requestFor';
export { startLab } from './startLab';
export type { Lab } from './startLab';
export { installedVersion, issueVersion } from './versions';
export type { NewVersion } from './versions';
