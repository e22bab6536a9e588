import { createTestDatabases } from '../../__testUtils__/databases';
import { NOW } from '../../__testUtils__/snapshots';
import { DatabaseScanStore } from './DatabaseScanStore';

jest.setTimeout(60_000);

const databases = createTestDatabases();

const LEASE_MS = 1_000;

describe.each(databases.eachSupportedId())('ScanStore on %p', id => {
  async function setUp() {
    return new DatabaseScanStore({ knex: await databases.migrated(id) });
  }

  const request = (device: string, now = NOW) => ({
    device,
    trigger: 'request' as const,
    requestedBy: 'user:default/ann',
    now,
  });

  it('runs a scan from the queue to its end', async () => {
    const scans = await setUp();
    const { scan, created } = await scans.enqueue(request('lb-1'));
    expect(created).toBe(true);
    expect(scan).toMatchObject({
      device: 'lb-1',
      trigger: 'request',
      requestedBy: 'user:default/ann',
      status: 'queued',
      startedAt: new Date(NOW).toISOString(),
      finishedAt: null,
    });

    const claimed = await scans.claim({
      worker: 'w1',
      leaseMs: LEASE_MS,
      now: NOW + 5,
    });
    expect(claimed).toMatchObject({ id: scan.id, status: 'running' });
    const progress = { phase: 'certificates', done: 1, total: 3 };
    expect(
      await scans.progress(scan.id, {
        worker: 'w1',
        progress,
        leaseMs: LEASE_MS,
        now: NOW + 6,
      }),
    ).toBe(true);
    expect(await scans.active('lb-1')).toMatchObject({ progress });

    expect(
      await scans.finish(scan.id, {
        worker: 'w1',
        now: NOW + 7,
        status: 'succeeded',
        calls: 8,
        handshakes: 2,
        changes: { added: 1, changed: 0, removed: 0 },
      }),
    ).toBe(true);
    expect(await scans.get(scan.id)).toMatchObject({
      status: 'succeeded',
      startedAt: new Date(NOW + 5).toISOString(),
      finishedAt: new Date(NOW + 7).toISOString(),
      progress: null,
      problem: null,
      calls: 8,
      handshakes: 2,
      changes: { added: 1, changed: 0, removed: 0 },
    });
    expect(await scans.active('lb-1')).toBeUndefined();
  });

  it('answers the scan that waits or runs instead of a second one', async () => {
    const scans = await setUp();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => scans.enqueue(request('lb-1'))),
    );
    expect(new Set(answers.map(answer => answer.scan.id)).size).toBe(1);
    expect(answers.filter(answer => answer.created)).toHaveLength(1);

    await scans.claim({ worker: 'w1', leaseMs: LEASE_MS, now: NOW });
    expect(await scans.enqueue(request('lb-1'))).toMatchObject({
      created: false,
      scan: { status: 'running' },
    });
  });

  it('hands each scan to one worker, the oldest first', async () => {
    const scans = await setUp();
    await scans.enqueue(request('lb-2', NOW + 1));
    await scans.enqueue(request('lb-1', NOW));
    await scans.enqueue(request('lb-3', NOW + 2));
    const only = await scans.claim({
      worker: 'w0',
      leaseMs: LEASE_MS,
      now: NOW,
      devices: ['lb-3'],
    });
    expect(only?.device).toBe('lb-3');

    const claims = await Promise.all(
      ['w1', 'w2', 'w3'].map(worker =>
        scans.claim({ worker, leaseMs: LEASE_MS, now: NOW }),
      ),
    );
    expect(claims.flatMap(claim => claim?.device ?? []).sort()).toEqual([
      'lb-1',
      'lb-2',
    ]);
  });

  it('takes a scan away from a worker that disappeared', async () => {
    const scans = await setUp();
    const { scan } = await scans.enqueue(request('lb-1'));
    await scans.claim({ worker: 'w1', leaseMs: LEASE_MS, now: NOW });
    expect(await scans.failAbandoned({ now: NOW + LEASE_MS })).toEqual([]);
    expect(await scans.failAbandoned({ now: NOW + LEASE_MS + 1 })).toEqual([
      expect.objectContaining({
        id: scan.id,
        status: 'failed',
        problem: expect.objectContaining({ kind: 'cancelled' }),
      }),
    ]);

    // It wakes up again: nothing it says counts any more.
    expect(
      await scans.progress(scan.id, {
        worker: 'w1',
        progress: { phase: 'store', done: 0, total: null },
        leaseMs: LEASE_MS,
        now: NOW + 2 * LEASE_MS,
      }),
    ).toBe(false);
    expect(
      await scans.finish(scan.id, {
        worker: 'w1',
        now: NOW + 2 * LEASE_MS,
        status: 'succeeded',
      }),
    ).toBe(false);
    expect((await scans.enqueue(request('lb-1'))).created).toBe(true);
  });

  it('forgets old scans, but not the newest of each device', async () => {
    const scans = await setUp();
    for (const device of ['lb-1', 'lb-2']) {
      for (let index = 0; index < 4; index++) {
        const now = NOW + index;
        const { scan } = await scans.enqueue(request(device, now));
        if (device === 'lb-2' && index === 3) {
          continue;
        }
        await scans.claim({ worker: 'w', leaseMs: LEASE_MS, now });
        await scans.finish(scan.id, { worker: 'w', now, status: 'failed' });
      }
    }
    expect(await scans.prune({ before: NOW + 2, keepPerDevice: 1 })).toEqual({
      deleted: 4,
    });
    expect((await scans.recent('lb-1')).map(scan => scan.startedAt)).toEqual(
      [NOW + 3, NOW + 2].map(time => new Date(time).toISOString()),
    );
    expect(await scans.prune({ before: NOW + 10, keepPerDevice: 0 })).toEqual({
      deleted: 3,
    });
    // The one that waits is not touched.
    expect(await scans.active('lb-2')).toMatchObject({ status: 'queued' });
    expect(await scans.recent('lb-2', { limit: 1 })).toHaveLength(1);
  });
});
