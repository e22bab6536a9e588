import { KeyObject } from 'node:crypto';

/** What files hold, before anybody has looked whether it belongs together. */
export interface Contents {
  /** DER. */
  certificates: Uint8Array[];
  keys: KeyObject[];
}
