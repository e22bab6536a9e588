import { randomUUID } from 'node:crypto';
import { Knex } from 'knex';
import { F5InventorySource } from '@cmt/backstage-plugin-certificates-backend-module-f5';
import {
  createInventory,
  Inventory,
} from '../../plugins/certificates-backend/src/inventory';
import { withPostgres } from './lib/database';
import { createF5Source } from './lib/f5Source';
import { FarmProcess } from './lib/farm';
import { forEachConcurrently } from './lib/measure';
import {
  countRowsWritten,
  inventoryRows,
  RowsWritten,
} from './lib/rowsWritten';
import { BenchResult } from './lib/types';

const DEVICES = 100;
const CERTIFICATES = 100;
/** Devices that are scanned at the same time. */
const CONCURRENCY = 4;
const LEASE_MS = 60_000;

export const goal = 'an unchanged rescan writes 0 inventory rows';

interface Round {
  name: string;
  seconds: number;
  rows: RowsWritten;
  added: number;
}

/**
 * Scans a fleet of simulated devices twice over iControl REST and TLS, and
 * stores it in Postgres: everything is new, then nothing is.
 */
export async function run(): Promise<BenchResult> {
  const farm = await FarmProcess.start({
    size: {
      devices: DEVICES,
      virtuals: CERTIFICATES,
      profiles: CERTIFICATES,
      certificates: CERTIFICATES,
      seed: 1,
    },
  });
  try {
    const source = createF5Source(farm.devices, { handshakes: true });
    const [full, rescan, certificates] = await withPostgres(async knex => {
      const inventory = createInventory({ knex });
      await inventory.devices.syncDescriptors(source.devices(), {
        now: Date.now(),
      });
      return [
        await scanAll('full scan', knex, inventory, source),
        await scanAll('unchanged rescan', knex, inventory, source),
        (await inventory.queries.listCertificates({ limit: 1 })).totalItems,
      ] as const;
    });
    const written = inventoryRows(rescan.rows);
    return {
      figure: `${written} inventory rows; full scan ${full.seconds.toFixed(
        1,
      )} s, rescan ${rescan.seconds.toFixed(1)} s for ${DEVICES} devices, ${
        full.added
      } file objects, ${certificates} certificates`,
      holds: written === 0 && full.added >= DEVICES * CERTIFICATES,
      table: [full, rescan].map(toRow),
    };
  } finally {
    await farm.close();
  }
}

async function scanAll(
  name: string,
  knex: Knex,
  inventory: Inventory,
  source: F5InventorySource,
): Promise<Round> {
  let added = 0;
  const start = performance.now();
  const rows = await countRowsWritten(knex, () =>
    forEachConcurrently(source.devices(), CONCURRENCY, async device => {
      const worker = randomUUID();
      const { scan } = await inventory.scans.enqueue({
        device: device.name,
        trigger: 'schedule',
        requestedBy: null,
        now: Date.now(),
      });
      await inventory.scans.claim({
        worker,
        leaseMs: LEASE_MS,
        now: Date.now(),
        devices: [device.name],
      });
      const snapshot = await source.scan({
        device: device.name,
        signal: new AbortController().signal,
      });
      const { certificateIds, ...changes } =
        await inventory.store.applySnapshot(snapshot, {
          device,
          scanId: scan.id,
          identityScope: 'none',
          now: Date.now(),
        });
      await inventory.scans.finish(scan.id, {
        worker,
        now: Date.now(),
        status: 'succeeded',
        calls: snapshot.calls,
        handshakes: snapshot.handshakes,
        changes,
      });
      added += changes.added;
    }),
  );
  return { name, seconds: (performance.now() - start) / 1_000, rows, added };
}

function toRow({ name, seconds, rows }: Round) {
  return {
    round: name,
    seconds: seconds.toFixed(1),
    'inventory rows': inventoryRows(rows),
    'device rows': rows.get('devices') ?? 0,
    'scan rows': rows.get('scans') ?? 0,
    'largest table': largest(rows),
  };
}

function largest(rows: RowsWritten): string {
  const [first] = [...rows].sort((a, b) => b[1] - a[1]);
  return first ? `${first[0]} ${first[1]}` : '';
}
