import { MaterialCache } from '../../pki';
import { PlaceVirtualServer } from '../types';

/** When all devices of a generated farm were installed. */
export const INSTALLED_AT = new Date('2023-02-14T09:00:00Z');

/**
 * Numbers of a generated farm; all but `devices` per device.
 *
 * @public
 */
export interface SizeOptions {
  devices: number;
  virtuals: number;
  profiles: number;
  certificates: number;
  seed: number;
}

export interface GenerateFarmOptions {
  cache: MaterialCache;
  reference: Date;
  version?: string;
  /** Port of all virtual servers, each on a loopback address of its own. */
  dataPort: number;
  /** Where each virtual server listens on 127.0.0.1 instead. */
  place?: PlaceVirtualServer;
}
