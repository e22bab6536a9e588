import { randomBytes, randomUUID } from 'node:crypto';
import { Knex } from 'knex';
import { createInventory } from '../../../plugins/certificates-backend/src/inventory';
import { SHARED_NAME } from './deployFarm';
import { createF5Source } from './f5Source';
import { FarmDevice } from './farm';
import { forEachConcurrently } from './measure';
import { ReplicaOptions } from './replica';

const LEASE_MS = 60_000;

/** The inventory of a deployment farm, read when a benchmark wants to know. */
export class DeployEstate {
  readonly #connectionString: string;
  readonly #inventory: ReturnType<typeof createInventory>;
  readonly #source: ReturnType<typeof createF5Source>;
  readonly #keyEncryptionKey = randomBytes(32).toString('base64');
  readonly devices: readonly FarmDevice[];

  constructor(
    knex: Knex,
    connectionString: string,
    devices: readonly FarmDevice[],
  ) {
    this.#connectionString = connectionString;
    this.devices = devices;
    this.#inventory = createInventory({ knex });
    this.#source = createF5Source(devices);
  }

  async begin(): Promise<void> {
    await this.#inventory.devices.syncDescriptors(this.#source.devices(), {
      now: Date.now(),
    });
    await this.scan(this.devices.map(({ name }) => name));
  }

  /** What a replica needs to work on this estate. */
  replicaOptions(): ReplicaOptions {
    return {
      connectionString: this.#connectionString,
      devices: this.devices,
      keyEncryptionKey: this.#keyEncryptionKey,
    };
  }

  async certificateId(): Promise<string> {
    const { items } = await this.#inventory.queries.listCertificates({
      q: SHARED_NAME,
    });
    const certificate = items.find(({ names }) => names.includes(SHARED_NAME));
    if (!certificate) {
      throw new Error(`No certificate of ${SHARED_NAME} was found`);
    }
    return certificate.id;
  }

  /** Reads devices and stores what they hold. */
  async scan(names: readonly string[]): Promise<void> {
    const { scans, store } = this.#inventory;
    await forEachConcurrently(names, 4, async name => {
      const device = this.#source.devices().find(d => d.name === name)!;
      const worker = randomUUID();
      const { scan } = await scans.enqueue({
        device: name,
        trigger: 'request',
        requestedBy: null,
        now: Date.now(),
      });
      await scans.claim({
        worker,
        leaseMs: LEASE_MS,
        now: Date.now(),
        devices: [name],
      });
      const snapshot = await this.#source.scan({
        device: name,
        signal: new AbortController().signal,
      });
      const { certificateIds: _, ...changes } = await store.applySnapshot(
        snapshot,
        { device, scanId: scan.id, identityScope: 'none', now: Date.now() },
      );
      await scans.finish(scan.id, {
        worker,
        now: Date.now(),
        status: 'succeeded',
        calls: snapshot.calls,
        handshakes: snapshot.handshakes,
        changes,
      });
    });
  }
}
