export { DeviceDetails } from './DeviceDetails';
export { DevicePage } from './DevicePage';
export { DevicesPage } from './DevicesPage';
export { DevicesRoutes } from './DevicesRoutes';
export { DeviceStatusBadge } from './DeviceStatusBadge';
export { ScanButton } from './ScanButton';
export { useDevice } from './useDevice';
