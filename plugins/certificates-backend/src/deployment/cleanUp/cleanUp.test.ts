import { mockServices } from '@backstage/backend-test-utils';
import { createTestDatabases } from '../../__testUtils__/databases';
import { FakeMaterials, SECRET_KEY } from '../../__testUtils__/FakeMaterials';
import { fault, FakeTarget } from '../../__testUtils__/FakeTarget';
import { InventoryHarness } from '../../__testUtils__/inventoryHarness';
import {
  fingerprintOf,
  installed,
  profile,
  snapshot,
  virtualServer,
} from '../../__testUtils__/snapshots';
import { DatabaseDeploymentInventory } from '../planning';
import { ChangeCalendar } from '../rules';
import { DatabaseLeaseStore } from '../store';
import { CleanUpService } from './CleanUpService';
import { CleanUpWorker } from './CleanUpWorker';

jest.setTimeout(60_000);

const databases = createTestDatabases();
const DAY = 86_400_000;
const ANN = 'user:default/ann';
const ATTIC = '/Common/attic.crt';

/** An old version that nothing uses, an even older one that is served, and their keys. */
function unit(options: { atticIsUsed?: boolean } = {}) {
  return snapshot('lb-1', {
    certificates: [
      installed('/Common/shop.crt', 'shop2025'),
      installed(ATTIC, 'api'),
    ],
    keys: ['/Common/shop.key', '/Common/attic.key'].map(fullPath => ({
      fullPath,
      keyType: 'ec',
      keySize: 256,
      curve: 'prime256v1',
      securityType: 'normal',
    })),
    profiles: [
      profile('/Common/shop', ['/Common/shop.crt']),
      ...(options.atticIsUsed ? [profile('/Common/attic', [ATTIC])] : []),
    ],
    virtualServers: [virtualServer('/Common/vs', ['/Common/shop'])],
  });
}

describe.each(databases.eachSupportedId())('clean-up on %p', id => {
  async function setUp(calendar: Partial<ChangeCalendar> = {}) {
    const knex = await databases.migrated(id);
    const harness = new InventoryHarness(knex);
    // Long after all of them have expired.
    harness.now = Date.UTC(2029, 0, 1);
    await harness.apply(unit());
    const target = new FakeTarget({ 'lb-1': {} });
    const materials = new FakeMaterials();
    const logger = mockServices.logger.mock();
    const leases = new DatabaseLeaseStore({ knex });
    const requestScan = jest.fn(async () => undefined);
    const clock = () => harness.now;
    const worker = new CleanUpWorker({
      knex,
      leases,
      materials,
      targetOf: () => ({ target }),
      requestScan,
      calendar: { windows: [], doNotTouch: [], ...calendar },
      worker: 'test',
      logger,
      clock,
    });
    const service = new CleanUpService({
      knex,
      inventory: new DatabaseDeploymentInventory({ knex }),
      materials,
      worker,
      logger,
      graceMs: 7 * DAY,
      clock,
    });
    const [attic] = (await service.list({})).items;
    return {
      knex,
      harness,
      target,
      materials,
      leases,
      requestScan,
      service,
      attic,
      /** Quarantines the attic and lets the grace period go by. */
      async condemn() {
        await service.quarantine(attic.id, ANN);
        harness.now += 7 * DAY;
      },
      run: () => worker.deleteDue(new AbortController().signal),
      async find() {
        const { items } = await service.list({});
        return items.find(({ fullPath }) => fullPath === ATTIC);
      },
    };
  }

  it('never takes what has expired but is used', async () => {
    const t = await setUp();
    expect((await t.service.list({})).items).toEqual([
      expect.objectContaining({ fullPath: ATTIC, state: 'candidate' }),
    ]);
    const [used] = await t
      .knex('installations')
      .where('full_path', '/Common/shop.crt')
      .pluck('id');
    await expect(t.service.quarantine(String(used), ANN)).rejects.toThrow(
      'It is not unused',
    );
    // Not even when it got into quarantine while it was unused.
    await t.condemn();
    await t.harness.apply(unit({ atticIsUsed: true }));
    await t.run();
    expect(t.target.removed).toEqual([]);
    expect(await t.find()).toBeUndefined();
    expect(await t.knex('clean_ups').select('*')).toEqual([]);
  });

  it('waits for the grace period, then deletes certificate and key', async () => {
    const t = await setUp();
    await t.service.quarantine(t.attic.id, ANN);
    t.harness.now += 7 * DAY - 1;
    await t.run();
    expect(t.target.removed).toEqual([]);
    t.harness.now += 1;
    await t.run();
    await t.run();
    expect(t.target.removed).toEqual([ATTIC, '/Common/attic.key']);
    expect(await t.find()).toMatchObject({ state: 'deleted', problem: null });
    expect(t.requestScan).toHaveBeenCalledTimes(1);
  });

  it('keeps what the device refuses to delete, says why, and can try again', async () => {
    const t = await setUp();
    t.target.removals.set(ATTIC, {
      result: 'refused',
      detail: '01070320: is in use by an iRule',
    });
    await t.condemn();
    await t.run();
    expect(await t.find()).toMatchObject({
      state: 'refused',
      problem: `${ATTIC}: 01070320: is in use by an iRule`,
    });
    await t.run();
    await expect(t.service.restore(t.attic.id, ANN)).rejects.toThrow(
      'only what was deleted',
    );
    t.target.removals.clear();
    await t.condemn();
    await t.run();
    expect(await t.find()).toMatchObject({ state: 'deleted', problem: null });
  });

  it('counts what is gone already as deleted, and tells of a key that stays', async () => {
    const t = await setUp();
    t.target.removals.set(ATTIC, { result: 'gone', detail: null });
    t.target.removals.set('/Common/attic.key', {
      result: 'refused',
      detail: 'is in use',
    });
    await t.condemn();
    await t.run();
    expect(await t.find()).toMatchObject({
      state: 'deleted',
      problem: '/Common/attic.key: is in use',
    });
  });

  it('tries again later when the device is busy, and gives up on what repeats', async () => {
    const t = await setUp();
    await t.condemn();
    let problem = fault('unreachable', 'lb-1', { retryable: true });
    t.target.onMoment = ({ step, phase }) => {
      if (step === 'remove' && phase === 'before') {
        throw problem;
      }
    };
    await t.run();
    expect(await t.find()).toMatchObject({ state: 'quarantined' });
    problem = fault('forbidden', 'lb-1', { message: 'No right to delete' });
    await t.run();
    expect(await t.find()).toMatchObject({
      state: 'refused',
      problem: 'No right to delete',
    });
  });

  it('waits while a change of the unit is under way, and where nothing may be touched', async () => {
    const t = await setUp();
    await t.condemn();
    await t.leases.claim({
      resources: ['device:lb-1'],
      holder: 'a deployment',
      worker: 'other',
      leaseMs: 60_000,
    });
    await t.run();
    expect(t.target.removed).toEqual([]);
    await t.leases.release('a deployment');
    await t.run();
    expect(t.target.removed).toContain(ATTIC);

    const frozen = await setUp({ doNotTouch: [{ reason: 'Holidays' }] });
    await frozen.condemn();
    await frozen.run();
    expect(frozen.target.removed).toEqual([]);
    expect(await frozen.find()).toMatchObject({ state: 'quarantined' });
  });

  it('puts back what was deleted where its key is held, and only there', async () => {
    const t = await setUp();
    await t.condemn();
    await t.run();
    expect(await t.find()).toMatchObject({ restorable: false });
    await expect(t.service.restore(t.attic.id, ANN)).rejects.toThrow(
      'is not kept here',
    );

    t.materials.add('held', { fingerprint: fingerprintOf('api') });
    expect(await t.find()).toMatchObject({ restorable: true });
    t.materials.locked = true;
    await expect(t.service.restore(t.attic.id, ANN)).rejects.toThrow(
      'configure the key-encryption key',
    );
    t.materials.locked = false;
    expect(await t.service.restore(t.attic.id, ANN)).toMatchObject({
      state: 'candidate',
    });
    expect(t.target.restored).toEqual([ATTIC]);
    expect([...t.target.keys]).toEqual([SECRET_KEY]);
    expect(await t.knex('clean_ups').select('*')).toEqual([]);
    await expect(t.service.restore(t.attic.id, ANN)).rejects.toThrow(
      'Nobody wants',
    );
  });
});
