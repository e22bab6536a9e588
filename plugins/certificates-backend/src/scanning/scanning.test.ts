import { DeviceError } from '@cmt/backstage-plugin-certificates-node';
import { createTestDatabases } from '../__testUtils__/databases';
import {
  fakeDescriptor,
  fakeSnapshot,
} from '../__testUtils__/FakeInventorySource';
import { START, startScanning } from '../__testUtils__/startScanning';

jest.setTimeout(60_000);

const MINUTE = 60_000;
const databases = createTestDatabases();

describe.each(databases.eachSupportedId())('scanning on %s', databaseId => {
  const setUp = async (
    options: Omit<Parameters<typeof startScanning>[0], 'knex'>,
  ) =>
    startScanning({ knex: await databases.migrated(databaseId), ...options });

  const unreachable = () =>
    new DeviceError({
      kind: 'unreachable',
      device: 'alpha',
      message: 'alpha.mgmt.example.com:443 refused the connection',
      remedy: 'Check that the management interface is up',
    });

  it('scans new devices at once and then by schedule', async () => {
    const t = await setUp({ devices: ['alpha', 'beta'] });
    await t.tick();
    expect(t.source.scans.sort()).toEqual(['alpha', 'beta']);
    expect(await t.device()).toMatchObject({
      status: 'ok',
      nextScanAt: START + 30 * MINUTE,
      staleAt: START + 90 * MINUTE,
    });
    const [scan] = await t.scans.recent('alpha');
    expect(scan).toMatchObject({
      status: 'succeeded',
      trigger: 'schedule',
      requestedBy: null,
      calls: 12,
      changes: { added: 0, changed: 0, removed: 0 },
      problem: null,
    });

    t.advance(29 * MINUTE);
    await t.tick();
    expect(t.source.scans).toHaveLength(2);
    t.advance(MINUTE);
    await t.tick();
    expect(t.source.scans).toHaveLength(4);
  });

  it('is stale when scans fail to happen', async () => {
    const t = await setUp({});
    await t.tick();
    t.advance(90 * MINUTE);
    expect((await t.device()).status).toBe('stale');
  });

  it('decides owners, and tells what changed, by ids only', async () => {
    const t = await setUp({});
    t.answer({ added: 2, changed: 0, removed: 0, certificateIds: ['a', 'b'] });
    await t.tick();
    t.publisher.flush();
    await new Promise(resolve => setImmediate(resolve));
    expect(t.resolveOwners).toHaveBeenCalledWith(['a', 'b']);
    expect(t.events.publish).toHaveBeenCalledWith({
      topic: 'certificates.inventory',
      eventPayload: {
        type: 'inventory-changed',
        devices: ['alpha'],
        certificateIds: ['a', 'b', 'reowned'],
        truncated: false,
      },
    });
    expect(t.signals.publish).toHaveBeenCalledWith({
      recipients: { type: 'broadcast' },
      channel: 'certificates:inventory',
      message: {
        type: 'scan-changed',
        device: 'alpha',
        scanId: expect.any(String),
      },
    });
  });

  it('succeeds although nobody can be told and owners cannot be decided', async () => {
    const t = await setUp({});
    t.answer({ added: 1, changed: 0, removed: 0, certificateIds: ['a'] });
    t.signals.publish.mockRejectedValue(new Error('no signals'));
    t.events.publish.mockRejectedValue(new Error('no events'));
    t.resolveOwners.mockRejectedValue(new Error('no owners'));
    await t.tick();
    t.publisher.flush();
    expect((await t.device()).status).toBe('ok');
    expect((await t.scans.recent('alpha'))[0].status).toBe('succeeded');
  });

  it('keeps what it knew when a scan fails, pauses, and recovers on request', async () => {
    const t = await setUp({
      scanning: { circuitBreaker: { failures: 2, initialDelay: { hours: 1 } } },
    });
    await t.tick();
    t.source.behave = async () => {
      throw unreachable();
    };

    t.advance(30 * MINUTE);
    await t.tick();
    expect(await t.device()).toMatchObject({
      status: 'failing',
      consecutiveFailures: 1,
      lastSuccessAt: START,
      nextScanAt: START + 60 * MINUTE,
      problem: {
        kind: 'unreachable',
        message: 'alpha.mgmt.example.com:443 refused the connection',
        remedy: 'Check that the management interface is up',
      },
    });
    expect(t.applied).toEqual(['alpha']);

    t.advance(30 * MINUTE);
    await t.tick();
    expect(await t.device()).toMatchObject({
      status: 'paused',
      consecutiveFailures: 2,
      nextScanAt: START + 120 * MINUTE,
      pausedUntil: START + 120 * MINUTE,
    });
    t.advance(30 * MINUTE);
    await t.tick();
    expect(t.source.scans).toHaveLength(3);

    t.source.behave = async ({ device }) => fakeSnapshot(device, []);
    const scan = await t.service.request('alpha', 'user:default/ann');
    await t.worker.idle();
    expect(await t.scans.get(scan.id)).toMatchObject({
      status: 'succeeded',
      trigger: 'request',
      requestedBy: 'user:default/ann',
    });
    expect(await t.device()).toMatchObject({
      status: 'ok',
      consecutiveFailures: 0,
      problem: null,
      pausedUntil: null,
    });
  });

  it('keeps the text of unforeseen errors out of the API', async () => {
    const t = await setUp({});
    t.source.behave = async () => {
      throw new Error('password=hunter2');
    };
    await t.tick();
    const { problem } = await t.device();
    expect(problem?.kind).toBe('internal');
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });

  it('answers the scan that waits or runs', async () => {
    const t = await setUp({});
    let finish = () => {};
    t.source.behave = ({ device }) =>
      new Promise(resolve => {
        finish = () => resolve(fakeSnapshot(device, []));
      });
    const first = await t.service.request('alpha', 'user:default/ann');
    const second = await t.service.request('alpha', 'user:default/bob');
    expect(first.status).toBe('running');
    expect(second.id).toBe(first.id);
    expect(second.requestedBy).toBe('user:default/ann');
    finish();
    await t.worker.idle();
    expect(t.source.scans).toEqual(['alpha']);
    await expect(t.service.request('gamma', null)).rejects.toThrow(
      "No device 'gamma' is configured",
    );
  });

  it('runs a bounded number at once, requested ones first', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const t = await setUp({ devices: names, scanning: { concurrency: 2 } });
    const waiting: (() => void)[] = [];
    t.source.behave = ({ device }) =>
      new Promise(resolve => {
        waiting.push(() => resolve(fakeSnapshot(device, [])));
      });
    await t.service.tick();
    expect(t.worker.running).toBe(2);
    // Those queued at the same moment go in no particular order.
    const waitedFor = names.filter(n => !t.source.scans.includes(n))[3];
    await t.service.request(waitedFor, null);

    const until = async (condition: () => boolean) => {
      while (!condition()) {
        await new Promise(resolve => setTimeout(resolve, 5));
      }
    };
    for (let ended = 0; ended < names.length; ended++) {
      await until(() => waiting.length > ended);
      waiting[ended]();
    }
    await t.worker.idle();
    expect(t.source.maxActive).toBe(2);
    expect(t.source.scans.indexOf(waitedFor)).toBe(2);
    expect([...t.source.scans].sort()).toEqual(names);
  });

  it('gives up on a scan after its time, also when the source does not listen', async () => {
    const t = await setUp({ scanning: { timeout: { seconds: 10 } } });
    t.source.behave = () => new Promise(() => {});
    const realSetTimeout = global.setTimeout;
    const spy = jest
      .spyOn(global, 'setTimeout')
      .mockImplementation(((fn: () => void, ms?: number) =>
        realSetTimeout(fn, ms === 10_000 ? 20 : ms)) as typeof setTimeout);
    try {
      await t.tick();
    } finally {
      spy.mockRestore();
    }
    expect((await t.scans.recent('alpha'))[0]).toMatchObject({
      status: 'failed',
      problem: {
        kind: 'timeout',
        message: 'The scan of alpha did not end within 10.0 s',
      },
    });
    expect(t.logger.error).toHaveBeenCalledWith(
      expect.stringContaining('although it was told to stop'),
    );
  });

  it('stops running scans on shutdown; another replica repeats them at once', async () => {
    const t = await setUp({});
    t.source.behave = ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(unreachable()));
      });
    await t.service.tick();
    await t.worker.stop();
    expect((await t.scans.recent('alpha'))[0]).toMatchObject({
      status: 'failed',
      problem: { kind: 'cancelled' },
    });
    expect(await t.device()).toMatchObject({
      status: 'never-scanned',
      consecutiveFailures: 0,
    });

    t.source.behave = async ({ device }) => fakeSnapshot(device, []);
    const other = t.replica();
    await other.service.tick();
    await other.worker.idle();
    expect((await t.device()).status).toBe('ok');
  });

  it('releases a scan whose replica disappeared, and repeats it', async () => {
    const t = await setUp({});
    await t.scans.enqueue({
      device: 'alpha',
      trigger: 'schedule',
      requestedBy: null,
      now: START,
    });
    const lost = await t.scans.claim({
      worker: 'gone',
      leaseMs: MINUTE,
      now: START,
    });
    t.advance(2 * MINUTE);
    await t.tick();
    expect(await t.scans.get(lost!.id)).toMatchObject({ status: 'failed' });
    expect((await t.scans.recent('alpha'))[0]).toMatchObject({
      status: 'succeeded',
    });
    expect((await t.device()).status).toBe('ok');
  });

  it('stops a scan that was taken away', async () => {
    const t = await setUp({});
    t.source.behave = ({ device, onProgress, signal }) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(unreachable()));
        t.knex('scans')
          .where('device', device)
          .update({ worker: 'somebody-else' })
          .then(() => onProgress?.({ phase: 'keys', done: 1, total: 2 }));
        setTimeout(() => resolve(fakeSnapshot(device, [])), 10_000).unref();
      });
    await t.tick();
    expect(t.applied).toEqual([]);
    expect((await t.device()).consecutiveFailures).toBe(0);
    expect((await t.scans.recent('alpha'))[0].status).toBe('running');
  });

  it('writes progress at most once a second', async () => {
    const t = await setUp({});
    const write = jest.spyOn(t.scans, 'progress');
    t.source.behave = async ({ device, onProgress }) => {
      for (let done = 0; done < 100; done++) {
        onProgress?.({ phase: 'certificates', done, total: 100 });
        await new Promise(resolve => setTimeout(resolve, 15));
      }
      return fakeSnapshot(device, []);
    };
    await t.tick();
    const phases = write.mock.calls.map(([, { progress }]) => progress.phase);
    expect(phases).toContain('certificates');
    expect(phases[phases.length - 1]).toBe('store');
    expect(phases.length).toBeLessThanOrEqual(4);
  });

  it('shares devices among replicas without scanning any twice', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `device-${i}`);
    const t = await setUp({ devices: names, scanning: { concurrency: 3 } });
    const other = t.replica();
    t.source.behave = async ({ device }) => {
      await new Promise(resolve => setTimeout(resolve, 20));
      return fakeSnapshot(device, []);
    };
    await Promise.all([t.service.tick(), other.service.tick()]);
    await Promise.all([t.worker.idle(), other.worker.idle()]);
    expect([...t.source.scans].sort()).toEqual([...names].sort());
  });

  it('ends scans of devices that are not configured any more', async () => {
    const t = await setUp({ devices: ['alpha', 'beta'] });
    const { scan } = await t.scans.enqueue({
      device: 'beta',
      trigger: 'request',
      requestedBy: null,
      now: START,
    });
    await t.deviceStore.syncDescriptors([fakeDescriptor('alpha')], {
      now: START,
    });
    await t.service.releaseRetired();
    expect(await t.scans.get(scan.id)).toMatchObject({
      status: 'failed',
      problem: { kind: 'config' },
    });
  });

  it('adopts a shorter schedule of a new configuration', async () => {
    const t = await setUp({});
    await t.deviceStore.recordSchedule('alpha', {
      nextScanAt: START + 24 * 60 * MINUTE,
      staleAt: null,
    });
    await t.service.adoptSchedules(3);
    expect((await t.device()).nextScanAt).toBe(START + 30 * MINUTE);
  });
});
