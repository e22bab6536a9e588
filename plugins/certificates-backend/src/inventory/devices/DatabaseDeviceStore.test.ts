import { createTestDatabases } from '../../__testUtils__/databases';
import {
  InventoryHarness,
  recordWrites,
} from '../../__testUtils__/inventoryHarness';
import {
  DAY_MS,
  descriptor,
  installed,
  NOW,
  pair,
  snapshot,
} from '../../__testUtils__/snapshots';

jest.setTimeout(60_000);

const databases = createTestDatabases();

const problem = {
  kind: 'timeout' as const,
  message: 'lb-1 did not answer',
  remedy: 'Look at the network',
  at: new Date(NOW).toISOString(),
};

describe.each(databases.eachSupportedId())('DeviceStore on %p', id => {
  async function setUp() {
    const harness = new InventoryHarness(await databases.migrated(id));
    return { harness, devices: harness.inventory.devices };
  }

  it('makes the stored devices those of the sources', async () => {
    const { harness, devices } = await setUp();
    const [one, two] = [descriptor('lb-1'), descriptor('lb-2')];
    expect(await devices.syncDescriptors([one, two], { now: NOW })).toEqual({
      added: ['lb-1', 'lb-2'],
      changed: [],
      retired: [],
    });

    const moved = { ...one, site: 'Berlin' };
    expect(await devices.syncDescriptors([moved], { now: NOW + 1 })).toEqual({
      added: [],
      changed: ['lb-1'],
      retired: ['lb-2'],
    });
    expect(await devices.list({ now: NOW + 1 })).toEqual([
      expect.objectContaining({ descriptor: moved, status: 'never-scanned' }),
    ]);
    expect(await devices.list({ now: NOW + 1, includeRetired: true })).toEqual([
      expect.anything(),
      expect.objectContaining({ status: 'retired', retiredAt: NOW + 1 }),
    ]);

    const writes = await recordWrites(harness.knex, () =>
      devices.syncDescriptors([moved], { now: NOW + 2 }),
    );
    expect(writes).toEqual([]);

    expect(
      await devices.syncDescriptors([moved, two], { now: NOW + 3 }),
    ).toEqual({ added: [], changed: ['lb-2'], retired: [] });
    expect(await devices.get('lb-2', { now: NOW + 3 })).toMatchObject({
      status: 'never-scanned',
      retiredAt: null,
    });
    expect(await devices.get('nobody', { now: NOW })).toBeUndefined();
  });

  it('derives the status from what happened and the clock', async () => {
    const { harness, devices } = await setUp();
    await harness.devices('lb-1');
    const status = async (now: number) =>
      (await devices.get('lb-1', { now }))?.status;

    expect(
      await devices.recordFailure('lb-1', {
        at: NOW,
        problem,
        pausedUntil: null,
      }),
    ).toEqual({ consecutiveFailures: 1 });
    expect(await status(NOW)).toBe('failing');
    expect(
      await devices.recordFailure('lb-1', {
        at: NOW + 1,
        problem,
        pausedUntil: NOW + 10,
      }),
    ).toEqual({ consecutiveFailures: 2 });
    expect(await status(NOW + 9)).toBe('paused');
    expect(await status(NOW + 10)).toBe('failing');
    expect(await devices.get('lb-1', { now: NOW })).toMatchObject({
      problem,
      lastScanAt: NOW + 1,
      lastSuccessAt: null,
    });

    harness.now = NOW + 20;
    await harness.apply(snapshot('lb-1'));
    await devices.recordSchedule('lb-1', {
      nextScanAt: NOW + DAY_MS,
      staleAt: NOW + 2 * DAY_MS,
    });
    expect(await devices.get('lb-1', { now: NOW + 20 })).toMatchObject({
      status: 'ok',
      problem: null,
      consecutiveFailures: 0,
      pausedUntil: null,
      lastSuccessAt: NOW + 20,
      nextScanAt: NOW + DAY_MS,
    });
    expect(await status(NOW + 2 * DAY_MS)).toBe('stale');
    await expect(
      devices.recordFailure('nobody', { at: NOW, problem, pausedUntil: null }),
    ).rejects.toThrow('No device is called nobody');
  });

  it('shows what it knows of a device that fails, with its age', async () => {
    const { harness, devices } = await setUp();
    await harness.apply(
      snapshot('lb-1', {
        certificates: [installed('/Common/shop.crt', 'shop2026')],
      }),
    );
    await devices.recordSchedule('lb-1', {
      nextScanAt: null,
      staleAt: NOW + 5,
    });
    await devices.recordFailure('lb-1', {
      at: NOW + 1,
      problem,
      pausedUntil: null,
    });
    harness.now = NOW + 4;
    expect(await harness.list()).toMatchObject([
      { stale: false, observedAt: new Date(NOW).toISOString() },
    ]);
    harness.now = NOW + 5;
    expect(await harness.list()).toMatchObject([{ stale: true }]);
    expect(await harness.inventory.queries.getHealth()).toEqual({
      status: 'degraded',
      devices: expect.objectContaining({ failing: 1, ok: 0 }),
      oldestData: new Date(NOW).toISOString(),
    });
    expect(await harness.inventory.queries.listDevices()).toMatchObject([
      {
        name: 'lb-1',
        entityRef: 'resource:default/lb-1',
        status: 'failing',
        problem,
        counts: {
          certificates: 1,
          installations: 1,
          profiles: 0,
          virtualServers: 0,
        },
        byState: { healthy: 1, expired: 0 },
        facts: { version: '16.1.3' },
      },
    ]);
  });

  it('turns a retired device into history after a grace period', async () => {
    const { harness } = await setUp();
    for (const name of ['lb-1', 'lb-2']) {
      await harness.apply({
        ...snapshot(name, {
          certificates: [
            installed('/Common/shop.crt', 'shop2026'),
            installed(
              `/Common/${name}.crt`,
              name === 'lb-1' ? 'api' : 'legacy',
            ),
          ],
        }),
        highAvailability: pair('lb-1', 'lb-2'),
      });
    }
    const { store, queries } = harness.inventory;
    harness.now = NOW + 1;
    await harness.retire('lb-2');
    expect(
      await store.closeRetiredDevices({ retiredBefore: NOW, now: NOW + 2 }),
    ).toEqual({ devices: [], certificateIds: [] });
    expect(await harness.list()).toHaveLength(3);

    harness.now = NOW + 3;
    const { lastSequence } = await harness.feed();
    const closed = await store.closeRetiredDevices({
      retiredBefore: NOW + 1,
      now: NOW + 3,
    });
    expect(closed.devices).toEqual(['lb-2']);
    expect(closed.certificateIds).toHaveLength(2);
    expect((await harness.list()).map(c => c.title).sort()).toEqual([
      'api.example.com',
      'shop.example.com',
    ]);
    expect(await harness.certificate('legacy.example.com')).toMatchObject({
      goneAt: new Date(NOW + 3).toISOString(),
    });
    const { items } = await harness.feed(lastSequence);
    expect(
      items.map(item => [item.kind, item.deleted, item.dependsOn]),
    ).toEqual(
      expect.arrayContaining([
        ['device', true, []],
        ['cluster', false, ['resource:default/lb-1']],
        ['certificate', false, ['resource:default/lb-1']],
        ['certificate', true, ['resource:default/lb-2']],
      ]),
    );
    expect((await queries.listDevices()).map(d => d.name)).toEqual(['lb-1']);

    // It comes back as if it were new.
    await harness.devices('lb-2');
    const back = await harness.apply(
      snapshot('lb-2', {
        certificates: [installed('/Common/lb-2.crt', 'legacy')],
      }),
    );
    expect(back.added).toBe(1);
    expect((await harness.certificate('legacy.example.com')).goneAt).toBeNull();
  });
});
