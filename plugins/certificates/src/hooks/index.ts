export { useRequest } from './useRequest';
export type { RequestState } from './useRequest';
export { useDeviceScan } from './useDeviceScan';
export type { DeviceScan } from './useDeviceScan';
export { useInventoryLink } from './useInventoryLink';
export { useInventorySignal } from './useInventorySignal';
