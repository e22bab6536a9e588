import { Knex } from 'knex';
import {
  DeviceDescriptor,
  DeviceSnapshot,
} from '@cmt/backstage-plugin-certificates-node';
import { createInventory, IdentityScope, Inventory } from '../inventory';
import { descriptor, NOW } from './snapshots';

/** An inventory on a test database, with a clock that the test sets. */
export class InventoryHarness {
  readonly inventory: Inventory;
  readonly #descriptors = new Map<string, DeviceDescriptor>();
  now = NOW;

  constructor(readonly knex: Knex) {
    this.inventory = createInventory({ knex, clock: () => this.now });
  }

  /** Makes devices known, beside those that are. */
  async devices(...descriptors: (string | DeviceDescriptor)[]) {
    for (const item of descriptors) {
      const device = typeof item === 'string' ? descriptor(item) : item;
      this.#descriptors.set(device.name, device);
    }
    await this.inventory.devices.syncDescriptors(
      [...this.#descriptors.values()],
      { now: this.now },
    );
  }

  async retire(name: string) {
    this.#descriptors.delete(name);
    await this.inventory.devices.syncDescriptors(
      [...this.#descriptors.values()],
      { now: this.now },
    );
  }

  /** Applies a snapshot; its device becomes known if it is not. */
  async apply(
    snapshot: DeviceSnapshot,
    options: { identityScope?: IdentityScope } = {},
  ) {
    if (!this.#descriptors.has(snapshot.device)) {
      await this.devices(snapshot.device);
    }
    return this.inventory.store.applySnapshot(snapshot, {
      device: this.#descriptors.get(snapshot.device)!,
      scanId: 'scan',
      identityScope: options.identityScope ?? 'none',
      now: this.now,
    });
  }

  async list(
    request: Parameters<Inventory['queries']['listCertificates']>[0] = {},
  ) {
    return (await this.inventory.queries.listCertificates(request)).items;
  }

  /** The certificate that lists show under a title. */
  async certificate(title: string) {
    const found = (await this.list({ includeGone: true })).filter(
      item => item.title === title,
    );
    if (found.length !== 1) {
      throw new Error(`${found.length} certificates are called ${title}`);
    }
    return (await this.inventory.queries.getCertificate(found[0].id))!;
  }

  async usage(title: string, includeRemoved = false) {
    const { id } = await this.certificate(title);
    const page = await this.inventory.queries.listUsage(id, { includeRemoved });
    return page!.items;
  }

  async versions(title: string) {
    const { id } = await this.certificate(title);
    return (await this.inventory.queries.listVersions(id))!;
  }

  async feed(after = 0) {
    return this.inventory.queries.listCatalogFeed({ after });
  }
}

/** A statement that changes a table. */
export interface Write {
  operation: 'insert' | 'update' | 'delete';
  table: string;
}

/** Runs a function and answers the writing statements that reached the database. */
export async function recordWrites(
  knex: Knex,
  run: () => Promise<unknown>,
): Promise<Write[]> {
  const writes: Write[] = [];
  const onQuery = ({ sql }: { sql: string }) => {
    const match =
      /^\s*(?:insert into|update|delete from)\s+["`](\w+)["`]/i.exec(sql);
    if (match) {
      const operation = sql.trim().split(/\s/)[0].toLowerCase();
      writes.push({
        operation: operation as Write['operation'],
        table: match[1],
      });
    }
  };
  knex.on('query', onQuery);
  try {
    await run();
  } finally {
    knex.removeListener('query', onQuery);
  }
  return writes;
}

/** All rows of all inventory tables, to compare before and after. */
export async function dumpInventory(
  knex: Knex,
): Promise<Record<string, unknown[]>> {
  const dump: Record<string, unknown[]> = {};
  for (const table of [
    'catalog_feed',
    'certificate_devices',
    'certificate_entities',
    'certificate_findings',
    'certificate_ownership',
    'certificate_references',
    'certificate_search',
    'certificate_shapes',
    'certificate_versions',
    'certificates',
    'clusters',
    'bindings',
    'encoded_certificates',
    'installations',
    'inventory_writer',
    'private_keys',
    'profiles',
    'served_certificates',
    'version_aliases',
    'versions',
    'virtual_server_profiles',
    'virtual_servers',
  ]) {
    const rows = await knex(table).select('*');
    dump[table] = rows.map(row => JSON.stringify(row)).sort();
  }
  if (knex.client.config.client === 'pg') {
    // The transaction that wrote a row last: an update to the same values shows.
    for (const table of Object.keys(dump)) {
      dump[`${table}.xmin`] = (
        await knex(table).select(
          knex.raw('xmin::text as xmin, ctid::text as ctid'),
        )
      )
        .map(row => JSON.stringify(row))
        .sort();
    }
  }
  return dump;
}
