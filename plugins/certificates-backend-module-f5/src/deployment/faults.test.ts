import { Fault, RunningDevice } from '@cmt/bigip-simulator';
import {
  DeploymentError,
  TargetRun,
} from '@cmt/backstage-plugin-certificates-node';
import {
  Lab,
  NewVersion,
  issueVersion,
  leftUploads,
  requestFor,
  servedBy,
  startLab,
} from '../__testUtils__/lab';
import { F5CertificateTarget } from '../F5CertificateTarget';

jest.setTimeout(240_000);

/** Calls of a whole run, at each of which something may go wrong. */
const CALLS = 36;
const ATTEMPTS = 8;

let lab: Lab;
afterEach(async () => {
  await lab?.close();
});

const context = () => ({ signal: new AbortController().signal });

/** Repeats a step while its error says that it may be repeated. */
async function persistently<T>(step: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await step();
    } catch (error) {
      if (!DeploymentError.is(error) || !error.retryable) {
        throw error;
      }
      if (attempt === ATTEMPTS) {
        throw error;
      }
      await new Promise(resolve => setTimeout(resolve, 40 * attempt));
    }
  }
}

const active = () =>
  lab.devices.find(
    ({ configuration }) => configuration.failoverState === 'active',
  ) ?? lab.devices[0];

async function run(
  target: F5CertificateTarget,
  { plan, material }: TargetRun,
  { key }: NewVersion,
): Promise<boolean> {
  const both = { plan, material };
  await persistently(() => target.stage(both, key, context()));
  await persistently(() => target.activate(both, key, context()));
  await persistently(() => target.sync(both, context()));
  const proofs = await persistently(() =>
    target.verify(both, { ...context(), expect: 'after' }),
  );
  if (proofs.some(({ result }) => result !== 'proven')) {
    return false;
  }
  try {
    await persistently(() =>
      target.save(both, { ...context(), expect: 'after' }),
    );
    return true;
  } catch (error) {
    if (DeploymentError.is(error) && error.code === 'device-changed') {
      return false;
    }
    throw error;
  }
}

/** Deploys one version after the other, each with a trouble at another call. */
async function survive(
  fault: Fault,
  options: { step: number; first: number },
): Promise<number> {
  let survived = 0;
  let installed = '/Lab/media';
  for (let after = options.first; after < CALLS; after += options.step) {
    const target = lab.createTarget({ deployments: { proofTimeout: '1s' } });
    const version = await issueVersion(['*.media.lab.test', 'media.lab.test']);
    const plan = await target.plan(
      {
        ...requestFor(
          { devices: [active()], unit: lab.unit },
          [installed],
          version,
        ),
        // Files of our own making end in .crt as well.
        baseName: 'media',
      },
      context(),
    );
    expect(plan.changes).toHaveLength(1);
    const troubled = active();
    const both: TargetRun = { plan, material: version.material };
    const remove = troubled.simulator.faults.add({ ...fault, after, times: 1 });
    const before = plan.changes[0].before!.fingerprint;
    const done = await run(target, both, version);
    const leaf = await servedSoon('/Lab/media');
    expect(leaf).toBe(done ? version.material.fingerprint : before);
    remove();
    // What a reboot has undone is done again, from the first step.
    expect(done || (await run(target, both, version))).toBe(true);
    expect(await servedSoon('/Lab/media')).toBe(version.material.fingerprint);
    for (const device of lab.devices) {
      expect(leftUploads(device)).toEqual([]);
      expect(device.simulator.hasUnsavedChanges).toBe(false);
      expect(
        device.configuration.clientSslProfiles.get('/Lab/media-tls')!
          .certKeyChain,
      ).toEqual([
        expect.objectContaining({ cert: plan.changes[0].after.certificate }),
      ]);
    }
    await target.close();
    installed = plan.changes[0].after.certificate.replace(/\.crt$/, '');
    survived++;
  }
  return survived;
}

/** Nobody serves for a moment while the traffic moves. */
async function servedSoon(virtual: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await servedBy(active(), virtual))[0];
    } catch (error) {
      if (attempt === 40) {
        throw error;
      }
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
}

const FAULTS: Fault[] = [
  { kind: 'drop', phase: 'before' },
  { kind: 'drop', phase: 'after' },
  { kind: 'html-error', phase: 'before' },
  { kind: 'html-error', phase: 'after' },
  { kind: 'http-error', phase: 'before' },
  { kind: 'http-error', phase: 'after' },
  { kind: 'truncated-json' },
  { kind: 'busy' },
  { kind: 'unavailable', phase: 'after' },
  { kind: 'not-registered' },
  { kind: 'false-not-found' },
  { kind: 'lost-credentials' },
  { kind: 'expire-tokens', phase: 'before' },
  { kind: 'expire-tokens', phase: 'after' },
];

describe('a device alone', () => {
  beforeEach(async () => {
    lab = await startLab();
  });

  it.each(FAULTS.map((fault, index) => ({ fault, index })))(
    'ends whole after trouble at any call: $fault.kind $fault.phase',
    async ({ fault, index }) => {
      expect(await survive(fault, { step: 4, first: index % 4 })).toBe(9);
    },
  );

  it('ends whole after a reboot at any call', async () => {
    const reboot: Fault = { kind: 'reboot', downMs: 40 };
    expect(await survive(reboot, { step: 3, first: 1 })).toBe(12);
  });
});

describe('a cluster', () => {
  beforeEach(async () => {
    lab = await startLab({ cluster: 'manual' });
  });

  it.each<{ fault: Fault; first: number }>([
    { fault: { kind: 'failover' }, first: 0 },
    { fault: { kind: 'failover', phase: 'after' }, first: 2 },
    { fault: { kind: 'drop', phase: 'after' }, first: 1 },
    { fault: { kind: 'reboot', downMs: 40 }, first: 0 },
  ])(
    'ends whole after trouble on the active unit: $fault.kind $fault.phase',
    async ({ fault, first }) => {
      expect(await survive(fault, { step: 4, first })).toBe(9);
    },
  );
});

it('switches and proves a hundred profiles in ten seconds', async () => {
  lab = await startLab({ many: 100, latencyMs: 100 });
  const [device]: RunningDevice[] = lab.devices;
  const target = lab.createTarget();
  const version = await issueVersion(['many.lab.test']);
  const plan = await target.plan(
    requestFor(lab, ['/Lab/many'], version),
    context(),
  );
  expect(plan.changes).toHaveLength(100);
  const both = { plan, material: version.material };
  await target.stage(both, version.key, context());
  device.simulator.calls.reset();
  const started = Date.now();
  await target.activate(both, version.key, context());
  const proofs = await target.verify(both, { ...context(), expect: 'after' });
  expect(Date.now() - started).toBeLessThan(10_000);
  expect(proofs.filter(({ result }) => result === 'proven')).toHaveLength(100);
  expect(device.simulator.calls.peak).toBeLessThanOrEqual(2);
  expect(device.simulator.calls.byPath.get('POST /mgmt/tm/transaction')).toBe(
    1,
  );
  expect(device.simulator.calls.total).toBeLessThan(115);
});
