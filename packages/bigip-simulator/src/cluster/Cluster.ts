import { setTimeout as sleep } from 'node:timers/promises';
import {
  ConfigurationChange,
  ConfigurationState,
  DeviceConfiguration,
  DeviceGroup,
  differences,
  parseTableKey,
} from '../configuration';
import type { SyncRequest } from '../device/DeviceOperations';
import { copySynchronised, isSynchronised } from './synchronisedState';

/** How long a synchronisation takes, in milliseconds. */
const SYNC_MS = 400;

/** A unit of a cluster, with what the others must know of it. */
interface Unit {
  configuration: DeviceConfiguration;
  /** Writes its running configuration to its disk. */
  save: () => void;
  /** Whether it can be reached now; a unit that reboots cannot. */
  isReachable: () => boolean;
  /** It holds changes that the others have not got, since then. */
  changedAt?: number;
  /** It went back to an older state, so the others are ahead. */
  isBehind: boolean;
  /** Synchronisations that it took part in. */
  epoch: number;
}

/** Where a unit stood among the others when it was saved. */
export type ClusterStamp = Pick<Unit, 'epoch' | 'changedAt'>;

/**
 * The units of one sync-failover group. It watches their configurations: a
 * change on one of them makes "Changes Pending" on all, changes on two of them
 * a conflict; a synchronisation copies what lies in folders of the group, file
 * contents included.
 *
 * Not modelled: several sync-failover groups of one device, incremental
 * synchronisation, network trouble between units.
 */
export class Cluster {
  readonly #units: Unit[];
  readonly #syncMs: number;
  #applying = false;
  #order = 0;
  #running: Promise<void> | undefined;
  #closed = false;
  readonly #unsubscribe: (() => void)[];

  constructor(
    units: readonly Pick<Unit, 'configuration' | 'save' | 'isReachable'>[],
    readonly deviceGroup: string,
    options: { syncMs?: number } = {},
  ) {
    this.#syncMs = options.syncMs ?? SYNC_MS;
    this.#units = units.map(unit => ({ ...unit, isBehind: false, epoch: 0 }));
    this.#unsubscribe = this.#units.map(unit =>
      unit.configuration.onChange(change => this.#onChange(unit, change)),
    );
  }

  close(): void {
    this.#closed = true;
    this.#unsubscribe.forEach(unsubscribe => unsubscribe());
  }

  /** Ends when no synchronisation is under way. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** The other units, in the order of their host names. */
  peersOf(configuration: DeviceConfiguration): DeviceConfiguration[] {
    return this.#units
      .map(unit => unit.configuration)
      .filter(other => other !== configuration);
  }

  /**
   * Starts to synchronise. What the receiving side has changed itself, and
   * later, is overwritten only by force; without it, nothing happens then.
   */
  sync(from: DeviceConfiguration, request: SyncRequest): void {
    const asking = this.#unitOf(from);
    const others = this.#units.filter(unit => unit !== asking);
    const source =
      request.direction === 'to-group' ? asking : this.#newest(others);
    const targets = request.direction === 'to-group' ? others : [asking];
    const isStale = targets.some(
      target =>
        (target.changedAt ?? 0) > (source.changedAt ?? 0) ||
        (source.isBehind && !target.isBehind),
    );
    if (isStale && !request.force) return;
    this.#start(source, targets);
  }

  /** What a saved configuration must remember, for {@link Cluster.revert}. */
  stamp(configuration: DeviceConfiguration): ClusterStamp {
    const { epoch, changedAt } = this.#unitOf(configuration);
    return { epoch, changedAt };
  }

  /**
   * A unit goes back to what was saved. Where that is older than the last
   * synchronisation, the others are ahead of it from now on.
   */
  revert(
    configuration: DeviceConfiguration,
    state: ConfigurationState,
    stamp: ClusterStamp,
  ): void {
    const unit = this.#unitOf(configuration);
    const before = configuration.capture();
    const differs = [...before].some(([key, objects]) =>
      differences(objects, state.get(key) ?? new Map()).some(({ fullPath }) =>
        isSynchronised(
          { ...parseTableKey(key), fullPath },
          configuration,
          this.deviceGroup,
        ),
      ),
    );
    this.#unobserved(() => configuration.restore(state));
    if (stamp.epoch === unit.epoch) {
      unit.changedAt = stamp.changedAt;
    } else {
      unit.changedAt = undefined;
      unit.isBehind = differs;
    }
    this.#publish();
    if (unit.isBehind && this.#group()?.autoSync)
      this.#start(this.#newest(this.#units), [unit]);
  }

  /** A unit has gone or is back: the others notice, and catch up. */
  onReachability(): void {
    this.#publish();
    const [changed] = this.#units.filter(unit => unit.changedAt !== undefined);
    if (changed && this.#group()?.autoSync) this.#start(changed, undefined);
  }

  /** Runs changes that are no news to the cluster. */
  #unobserved(change: () => void): void {
    this.#applying = true;
    try {
      change();
    } finally {
      this.#applying = false;
    }
  }

  #group(): DeviceGroup | undefined {
    return this.#units[0].configuration.deviceGroups.get(this.deviceGroup);
  }

  #unitOf(configuration: DeviceConfiguration): Unit {
    const unit = this.#units.find(u => u.configuration === configuration);
    if (!unit)
      throw new Error(
        `${configuration.identity.hostname} is no member of ${this.deviceGroup}`,
      );
    return unit;
  }

  #newest(units: readonly Unit[]): Unit {
    return [...units].sort(
      (a, b) =>
        Number(a.isBehind) - Number(b.isBehind) ||
        (b.changedAt ?? 0) - (a.changedAt ?? 0),
    )[0];
  }

  #onChange(unit: Unit, change: ConfigurationChange): void {
    if (this.#applying || this.#closed) return;
    if (!isSynchronised(change, unit.configuration, this.deviceGroup)) return;
    this.#order += 1;
    const first = unit.changedAt === undefined;
    unit.changedAt = this.#order;
    if (first) this.#publish();
    if (this.#group()?.autoSync) this.#start(unit, undefined);
  }

  /** Tells all units how things stand. */
  #publish(): void {
    const changed = this.#units.filter(unit => unit.changedAt !== undefined);
    const behind = this.#units.filter(unit => unit.isBehind);
    const isPending = changed.length + behind.length > 0;
    const newest = this.#newest(changed.length > 0 ? changed : this.#units);
    const isWhole = this.#units.every(unit => unit.isReachable());
    for (const { configuration } of this.#units) {
      if (!isWhole) {
        configuration.setSyncState(this.deviceGroup, {
          status: 'Disconnected',
        });
        continue;
      }
      configuration.setSyncState(
        this.deviceGroup,
        isPending
          ? {
              status: 'Changes Pending',
              conflict: changed.length > 1,
              changedOn: newest.configuration.identity.hostname,
            }
          : { status: 'In Sync' },
      );
    }
  }

  /** @param targets - all others unless given; then both may change meanwhile */
  #start(source: Unit, targets: readonly Unit[] | undefined): void {
    if (this.#running) {
      // The run that is under way copies what is there when it ends.
      if (targets === undefined) return;
    } else if (targets !== undefined) {
      for (const { configuration } of this.#units)
        configuration.setSyncState(this.deviceGroup, {
          status: 'Not All Devices Synced',
        });
    }
    this.#running = (this.#running ?? Promise.resolve())
      .then(() => sleep(this.#syncMs, undefined, { ref: false }))
      .then(() => {
        this.#running = undefined;
        if (!this.#closed) this.#copy(source, targets);
      });
  }

  #copy(source: Unit, targets: readonly Unit[] | undefined): void {
    const isAuto = targets === undefined;
    const others = this.#units.filter(unit => unit !== source);
    // Units that sync by themselves do not overwrite each other's changes.
    if (isAuto && others.some(({ changedAt }) => changedAt !== undefined)) {
      this.#publish();
      return;
    }
    const receiving = targets ?? others;
    if (![source, ...receiving].every(unit => unit.isReachable())) {
      this.#publish();
      return;
    }
    this.#unobserved(() => {
      for (const { configuration } of receiving)
        copySynchronised(source.configuration, configuration, this.deviceGroup);
    });
    for (const unit of [source, ...receiving]) {
      unit.changedAt = undefined;
      unit.isBehind = false;
      unit.epoch += 1;
    }
    if (isAuto && this.#group()?.saveOnAutoSync)
      receiving.forEach(({ save }) => save());
    this.#publish();
  }
}
