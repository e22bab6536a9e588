export * from './DatabaseDeviceStore';
export * from './deviceRow';
