/**
 * Payload of events on {@link EVENT_TOPIC_INVENTORY}: that something changed and
 * roughly where. A hint to read the catalog feed or the API again, never the news
 * itself: notices may be merged, repeated or lost.
 *
 * @public
 */
export interface InventoryChangedNotice {
  type: 'inventory-changed';
  /** Names of the devices whose scan changed something, at most 100. */
  devices: string[];
  /** Ids of certificates that changed, at most 100. */
  certificateIds: string[];
  /** Whether more changed than is listed. */
  truncated: boolean;
}

/**
 * A scan began, made progress or ended.
 *
 * @public
 */
export interface ScanChangedNotice {
  type: 'scan-changed';
  device: string;
  scanId: string;
}

/**
 * Message of signals on {@link SIGNAL_CHANNEL_INVENTORY}. Holds ids only: what
 * the receiver may see is decided when it asks the API.
 *
 * @public
 */
export type InventorySignal = InventoryChangedNotice | ScanChangedNotice;

/**
 * Message of signals on {@link SIGNAL_CHANNEL_DEPLOYMENT}: a deployment, one of
 * its units or steps changed. Several changes may be told as one.
 *
 * @public
 */
export interface DeploymentChangedNotice {
  type: 'deployment-changed';
  deploymentId: string;
}

/**
 * Message of signals on {@link SIGNAL_CHANNEL_RENEWALS}: renewals, one of their
 * steps or their approval changed. Several changes may be told as one.
 *
 * @public
 */
export interface RenewalsChangedNotice {
  type: 'renewals-changed';
  /** Ids of renewals that changed, at most 100; empty when more did. */
  renewalIds: string[];
}
