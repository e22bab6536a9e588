/** Direction and scope of a synchronisation that somebody asks for. */
export interface SyncRequest {
  deviceGroup: string;
  direction: 'to-group' | 'from-group';
  /** `force-full-load-push`: also over changes of the other side. */
  force: boolean;
}

/**
 * What a device does as a machine, beyond its configuration: what calls ask
 * for, and what happens to it.
 */
export interface DeviceOperations {
  /** Writes the running configuration to disk: it survives a reboot then. */
  save(): void;
  /** Goes back to the configuration on disk. */
  load(): void;
  /** Starts to synchronise; asynchronous, the sync status tells the end. */
  sync(request: SyncRequest): void;
  /** Gives traffic to another unit; nothing happens where there is none. */
  standby(): void;
  /** Takes the unit out of service, or lets it back in. */
  setOnline(online: boolean): void;
}
