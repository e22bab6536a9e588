import { RunningDevice } from '@cmt/bigip-simulator';
import { TargetRun } from '@cmt/backstage-plugin-certificates-node';
import {
  Lab,
  NewVersion,
  issueVersion,
  leftUploads,
  requestFor,
  servedBy,
  startLab,
} from '../__testUtils__/lab';
import { configurationOf } from '../__testUtils__/labFixture';
import { F5CertificateTarget } from '../F5CertificateTarget';

jest.setTimeout(60_000);

let lab: Lab;
let one: RunningDevice;
let two: RunningDevice;
let target: F5CertificateTarget;
let version: NewVersion;
let run: TargetRun;

const context = () => ({ signal: new AbortController().signal });

beforeEach(async () => {
  lab = await startLab({ cluster: 'manual' });
  [one, two] = lab.devices;
  target = lab.createTarget();
  version = await issueVersion(['*.media.lab.test', 'media.lab.test']);
  const plan = await target.plan(
    requestFor(lab, ['/Lab/media'], version),
    context(),
  );
  run = { plan, material: version.material };
});
afterEach(async () => {
  await lab.close();
});

async function finish() {
  await target.sync(run, context());
  const proofs = await target.verify(run, { ...context(), expect: 'after' });
  expect(proofs.map(({ result }) => result)).toEqual(['proven', 'proven']);
  await target.save(run, context());
  const { name: _1, ...first } = configurationOf(one);
  const { name: _2, ...second } = configurationOf(two);
  expect(second).toEqual(first);
  expect([...leftUploads(one), ...leftUploads(two)]).toEqual([]);
  for (const { simulator } of lab.devices) {
    expect(simulator.hasUnsavedChanges).toBe(false);
  }
}

const stage = () => target.stage(run, version.key, context());
const activate = () => target.activate(run, version.key, context());

it('changes the first by name of members that are both active, however they are listed', async () => {
  // Each carries the virtual servers of a traffic group of its own.
  two.configuration.setFailoverState('active');
  const [before] =
    two.configuration.clientSslProfiles.get('/Lab/media-tls')!.certKeyChain!;
  run.plan.unit.devices.reverse();
  await stage();
  await activate();
  const chainOf = (device: RunningDevice) =>
    device.configuration.clientSslProfiles.get('/Lab/media-tls')!.certKeyChain!;
  expect(chainOf(one)[0].cert).toBe(run.plan.changes[0].after.certificate);
  expect(chainOf(two)[0]).toEqual(before);
  await finish();
});

it('plans for the group, and asks about changes of others', async () => {
  expect(run.plan).toMatchObject({
    sync: { group: 'lab', mode: 'manual' },
    consents: [],
    changes: [
      {
        profile: '/Lab/media-tls',
        inheritedBy: ['/Lab/media-img-tls'],
        virtualServers: ['/Lab/img', '/Lab/media'],
      },
    ],
  });
  const request = requestFor(lab, ['/Lab/media'], version);
  one.configuration.addClientSslProfile({
    ...one.configuration.clientSslProfiles.get('/Lab/secret-tls')!,
    serverName: 'somebody.lab.test',
  });
  expect(await target.plan(request, context())).toMatchObject({
    consents: [{ code: 'pending-changes' }],
  });
  await expect(
    target.check(request, run.plan, context()),
  ).rejects.toMatchObject({
    code: 'device-changed',
    message: expect.stringContaining('not in sync'),
  });
});

it('changes the active unit and brings it to the other one', async () => {
  await stage();
  await activate();
  expect(two.configuration.certificateFiles.list()).not.toContainEqual(
    expect.objectContaining({
      fullPath: run.plan.changes[0].after.certificate,
    }),
  );
  await finish();
  // The standby serves the new version as soon as it takes over.
  one.simulator.failover();
  const [leaf] = await servedBy(two, '/Lab/media');
  expect(leaf).toBe(version.material.fingerprint);
});

it('works on the unit that became active before it began', async () => {
  one.simulator.failover();
  await stage();
  await activate();
  expect(
    one.configuration.clientSslProfiles.get('/Lab/media-tls')!.certKeyChain![0]
      .cert,
  ).toBe('/Lab/media.crt');
  await finish();
});

it.each(['stage', 'activate'] as const)(
  'goes on where it began after a failover that follows %s',
  async step => {
    await stage();
    if (step === 'activate') {
      await activate();
    }
    one.simulator.failover();
    target = lab.createTarget();
    await activate();
    await finish();
    const [leaf] = await servedBy(two, '/Lab/media');
    expect(leaf).toBe(version.material.fingerprint);
  },
);

it('begins anew on the other unit when the first has lost what was staged', async () => {
  await stage();
  await one.simulator.reboot({ downMs: 50 });
  expect(await activate()).toMatchObject({
    summary: expect.stringContaining('lab-2'),
  });
  await finish();
});

it('rolls back on the unit that holds the change, and synchronises from it', async () => {
  await stage();
  await activate();
  one.simulator.failover();
  const outcome = await target.rollBack(run, new Map(), context());
  expect(outcome).toMatchObject({ leftAlone: [] });
  await target.sync(run, context());
  const proofs = await target.verify(run, { ...context(), expect: 'before' });
  expect(proofs.map(({ result }) => result)).toEqual(['proven', 'proven']);
});

it('rolls back what is synchronised already', async () => {
  await stage();
  await activate();
  await target.sync(run, context());
  await target.rollBack(run, new Map(), context());
  await target.sync(run, context());
  expect(
    two.configuration.clientSslProfiles.get('/Lab/media-tls')!.certKeyChain![0]
      .cert,
  ).toBe('/Lab/media.crt');
});

it('does not choose between two changes', async () => {
  await stage();
  await activate();
  two.configuration.addClientSslProfile({
    ...two.configuration.clientSslProfiles.get('/Lab/secret-tls')!,
    serverName: 'somebody.lab.test',
  });
  await expect(target.sync(run, context())).rejects.toMatchObject({
    code: 'sync-conflict',
    retryable: false,
    problem: { action: 'continue', remedy: expect.stringContaining('lab-') },
  });
});

it('waits for a unit that is away', async () => {
  await stage();
  await activate();
  const back = two.simulator.reboot({ downMs: 600 });
  await expect(target.sync(run, context())).rejects.toMatchObject({
    retryable: true,
  });
  await back;
  await finish();
});

it('says that nobody is active', async () => {
  one.configuration.setFailoverState('standby');
  await expect(stage()).rejects.toMatchObject({
    code: 'no-active-member',
    retryable: true,
  });
  expect(one.configuration.certificateFiles.size).toBe(
    two.configuration.certificateFiles.size,
  );
});
