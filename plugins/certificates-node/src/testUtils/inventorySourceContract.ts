import {
  DeviceErrorKind,
  ScanProgress,
} from '@cmt/backstage-plugin-certificates-common';
import { DeviceError, DeviceSnapshot, InventorySource } from '../inventory';
import { secretsIn } from './secretsIn';
import { snapshotProblems } from './snapshotProblems';

/** A scan must end this soon after its signal is aborted. */
const CANCEL_WITHIN_MS = 5_000;
/** Management calls that may be under way on a device. */
const MAX_CALLS_AT_ONCE = 2;

/**
 * A source under test, with a device that can be looked at from the other side.
 *
 * @public
 */
export interface InventorySourceFixture {
  source: InventorySource;
  /** Name of a device of the source that works. */
  device: string;
  /** Passwords, tokens, passphrases: texts that must not appear anywhere. */
  secrets: string[];
  /** What is on the device, by full path. */
  expected: {
    certificates: string[];
    profiles: string[];
    virtualServers: string[];
  };
  /** What the device has seen since it was last asked. */
  observed(): {
    /** Highest number of management calls under way at one time. */
    peak: number;
    calls: number;
    /** Calls that change anything but sessions of the caller. */
    writes: string[];
    /** Sessions, tokens and files that are still there. */
    leftBehind: string[];
  };
  /** Makes every call take longer, so that a scan can be interrupted. */
  slowDown(): void;
  /**
   * Sources with a device that fails in a known way, by the kind of error that
   * must come of it.
   */
  broken: Partial<
    Record<
      DeviceErrorKind,
      () => Promise<{ source: InventorySource; device: string }>
    >
  >;
  close(): Promise<void>;
}

/** @public */
export interface InventorySourceContractOptions {
  /** Title of the tests. */
  name: string;
  /** Makes a new fixture for each test. */
  create(): Promise<InventorySourceFixture>;
}

/**
 * Defines the tests that every {@link InventorySource} must pass, with the global
 * functions of Jest.
 *
 * @public
 */
export function inventorySourceContract(
  options: InventorySourceContractOptions,
): void {
  describe(`inventory source contract: ${options.name}`, () => {
    let fixture: InventorySourceFixture;

    beforeEach(async () => {
      fixture = await options.create();
    });
    afterEach(async () => {
      await fixture?.close();
    });

    const scan = (onProgress?: (progress: ScanProgress) => void) =>
      fixture.source.scan({
        device: fixture.device,
        signal: new AbortController().signal,
        onProgress,
      });
    const expectNothingLeft = () =>
      expect(fixture.observed().leftBehind).toEqual([]);
    const expectNoSecrets = (value: unknown) =>
      expect(secretsIn(value, fixture.secrets)).toEqual([]);

    it('describes its devices without secrets', () => {
      const devices = fixture.source.devices();
      const names = devices.map(({ name }) => name);
      expect(names).toContain(fixture.device);
      expect(new Set(names).size).toBe(names.length);
      expectNoSecrets(devices);
    });

    it('reads the whole device into a consistent snapshot without secrets', async () => {
      const snapshot = await scan();
      expect(snapshotProblems(snapshot)).toEqual([]);
      expect(snapshot.device).toBe(fixture.device);
      expect(pathsOf(snapshot)).toEqual({
        certificates: [...fixture.expected.certificates].sort(),
        profiles: [...fixture.expected.profiles].sort(),
        virtualServers: [...fixture.expected.virtualServers].sort(),
      });
      expectNoSecrets(snapshot);
    });

    it('protects the device: few calls at a time, no writes, nothing left behind', async () => {
      fixture.observed();
      const snapshot = await scan();
      const { peak, calls, writes } = fixture.observed();
      expect(peak).toBeGreaterThan(0);
      expect(peak).toBeLessThanOrEqual(MAX_CALLS_AT_ONCE);
      expect(calls).toBe(snapshot.calls);
      expect(writes).toEqual([]);
      expectNothingLeft();
    });

    it('shares these limits between scans of one device', async () => {
      await Promise.all([scan(), scan()]);
      expect(fixture.observed().peak).toBeLessThanOrEqual(MAX_CALLS_AT_ONCE);
      expectNothingLeft();
    });

    it('reads the same twice', async () => {
      const first = await scan();
      const second = await scan();
      expect(withoutTimes(second)).toEqual(withoutTimes(first));
    });

    it('tells how far it is', async () => {
      const seen: ScanProgress[] = [];
      await scan(progress => seen.push(progress));
      expect(seen.length).toBeGreaterThan(0);
      expect(new Set(seen.map(({ phase }) => phase)).size).toBeGreaterThan(1);
      expect(
        seen.filter(({ done, total }) => total !== null && done > total),
      ).toEqual([]);
    });

    it('stops soon after it is cancelled, and leaves nothing behind', async () => {
      fixture.slowDown();
      const controller = new AbortController();
      const scanning = fixture.source.scan({
        device: fixture.device,
        signal: controller.signal,
      });
      const failure = errorOf(scanning);
      await untilCalled(fixture);
      const aborted = Date.now();
      controller.abort();
      expect(await failure).toMatchObject({ kind: 'cancelled' });
      expect(Date.now() - aborted).toBeLessThan(CANCEL_WITHIN_MS);
      expectNothingLeft();
    });

    it('does not begin when it is cancelled already', async () => {
      fixture.observed();
      const failure = await errorOf(
        fixture.source.scan({
          device: fixture.device,
          signal: AbortSignal.abort(),
        }),
      );
      expect(failure).toMatchObject({ kind: 'cancelled' });
      expect(fixture.observed()).toMatchObject({ calls: 0, leftBehind: [] });
    });

    it('refuses a device that is not configured', async () => {
      const failure = await errorOf(
        fixture.source.scan({
          device: 'no-such-device',
          signal: new AbortController().signal,
        }),
      );
      expect(failure).toMatchObject({
        kind: 'config',
        device: 'no-such-device',
      });
    });

    it('says what failed and what to do, in the words of the vocabulary', async () => {
      const kinds = Object.entries(fixture.broken);
      expect(kinds.length).toBeGreaterThan(0);
      for (const [kind, create] of kinds) {
        const { source, device } = await create();
        const failure = await errorOf(
          source.scan({ device, signal: new AbortController().signal }),
        );
        expect(failure).toMatchObject({ kind, device });
        expect(failure.message).not.toBe('');
        expect(failure.remedy).not.toBe('');
        expectNoSecrets(failure);
        expectNothingLeft();
      }
    });

    it('recovers after a failure', async () => {
      const before = await scan();
      await errorOf(
        fixture.source.scan({
          device: fixture.device,
          signal: AbortSignal.timeout(1),
        }),
      );
      expect(withoutTimes(await scan())).toEqual(withoutTimes(before));
    });
  });
}

async function errorOf(promise: Promise<unknown>): Promise<DeviceError> {
  const error = await promise.then(
    () => new Error('The scan did not fail'),
    reason => reason,
  );
  if (!DeviceError.is(error)) {
    throw error;
  }
  return error;
}

async function untilCalled(fixture: InventorySourceFixture): Promise<void> {
  const deadline = Date.now() + CANCEL_WITHIN_MS;
  while (fixture.observed().calls === 0 && Date.now() < deadline) {
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

function pathsOf({ certificates, profiles, virtualServers }: DeviceSnapshot) {
  const paths = (objects: { fullPath: string }[]) =>
    objects.map(({ fullPath }) => fullPath).sort();
  return {
    certificates: paths(certificates),
    profiles: paths(profiles),
    virtualServers: paths(virtualServers),
  };
}

/** A snapshot without what differs from one scan to the next. */
function withoutTimes(snapshot: DeviceSnapshot) {
  return {
    ...snapshot,
    takenAt: null,
    calls: null,
    served: snapshot.served.map(({ checkedAt, ...observation }) => observation),
  };
}
