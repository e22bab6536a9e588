import { RunningDevice } from '@cmt/bigip-simulator';
import {
  TargetPlanRequest,
  TargetRun,
} from '@cmt/backstage-plugin-certificates-node';
import {
  Lab,
  LAB_PASSPHRASE,
  NewVersion,
  installedVersion,
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
let device: RunningDevice;
let target: F5CertificateTarget;

const context = () => ({ signal: new AbortController().signal });

beforeEach(async () => {
  lab = await startLab();
  [device] = lab.devices;
  target = lab.createTarget();
});
afterEach(async () => {
  await lab.close();
});

async function deploy(request: TargetPlanRequest, version: NewVersion) {
  const plan = await target.plan(request, context());
  const run: TargetRun = { plan, material: version.material };
  await target.stage(run, version.key, context());
  await target.activate(run, version.key, context());
  const proofs = await target.verify(run, { ...context(), expect: 'after' });
  expect(leftUploads(device)).toEqual([]);
  return { plan, run, proofs };
}

describe('content replacement', () => {
  it('replaces key, certificate and chain together where a passphrase forbids the switch', async () => {
    const version = await issueVersion(['secret.lab.test']);
    const before = installedVersion(device, '/Lab/secret', [
      '/Lab/secret-issuing.crt',
    ]);
    const request = requestFor(lab, ['/Lab/secret'], version);
    const plan = await target.plan(request, context());
    expect(plan.changes).toEqual([
      expect.objectContaining({
        strategy: 'replace-content',
        reason: expect.stringContaining('passphrase'),
        after: {
          certificate: '/Lab/secret.crt',
          key: '/Lab/secret.key',
          chain: '/Lab/secret-issuing.crt',
          fingerprint: version.material.fingerprint,
        },
      }),
    ]);
    expect(plan.consents).toEqual([
      {
        code: 'no-automatic-roll-back',
        detail: expect.stringContaining('/Lab/secret.crt'),
      },
    ]);
    expect(JSON.stringify(plan)).not.toContain('$M$');
    expect(JSON.stringify(plan)).not.toContain(LAB_PASSPHRASE);

    const { run, proofs } = await deploy(request, version);
    expect(proofs).toEqual([expect.objectContaining({ result: 'proven' })]);
    expect(await servedBy(device, '/Lab/secret')).toEqual([
      version.material.fingerprint,
      ...version.material.chainFingerprints,
    ]);
    expect(
      device.configuration.clientSslProfiles.get('/Lab/secret-tls')!
        .certKeyChain![0].passphrase,
    ).toBe(LAB_PASSPHRASE);
    expect(await target.activate(run, version.key, context())).toMatchObject({
      summary: expect.stringContaining('already'),
    });

    const lost = await target.rollBack(run, new Map(), context());
    expect(lost.leftAlone).toEqual([
      expect.stringContaining('key is not known'),
    ]);
    // The key of the lab is protected on the device only; we hold it as PEM.
    const other = await issueVersion(['secret.lab.test']);
    const previous = new Map([[plan.changes[0].before!.fingerprint!, other]]);
    await target.rollBack(run, previous, context());
    expect(await servedBy(device, '/Lab/secret')).toEqual([
      other.material.fingerprint,
      ...other.material.chainFingerprints,
    ]);
    expect(before.material.fingerprint).toBe(
      plan.changes[0].before!.fingerprint,
    );
    expect(leftUploads(device)).toEqual([]);
  });

  it('puts the earlier content back in one transaction', async () => {
    const version = await issueVersion(['*.media.lab.test', 'media.lab.test']);
    const before = installedVersion(device, '/Lab/media', [
      '/Common/lab-issuing.crt',
    ]);
    const refused = await target.plan(
      requestFor(lab, ['/Lab/media'], version, {
        strategy: 'replace-content',
      }),
      context(),
    );
    // Others rely on the intermediates of this object.
    expect(refused).toMatchObject({
      changes: [],
      refusals: [
        { reason: expect.stringContaining('/Common/lab-issuing.crt') },
      ],
    });

    const sameChain = {
      ...version,
      material: { ...version.material, chainPem: [], chainFingerprints: [] },
    };
    const request = requestFor(lab, ['/Lab/media'], sameChain, {
      strategy: 'replace-content',
      restorable: [before.material.fingerprint],
    });
    const { plan, run } = await deploy(request, sameChain);
    expect(plan.consents.map(({ code }) => code)).toEqual(['chain-incomplete']);
    expect((await servedBy(device, '/Lab/media'))[0]).toBe(
      version.material.fingerprint,
    );
    const outcome = await target.rollBack(
      run,
      new Map([[before.material.fingerprint, before]]),
      context(),
    );
    expect(outcome.leftAlone).toEqual([]);
    expect(await servedBy(device, '/Lab/media')).toEqual([
      before.material.fingerprint,
      ...before.material.chainFingerprints,
    ]);
  });

  it('keeps names that other automation has fixed', async () => {
    const version = await issueVersion(['shop.lab.test', 'www.lab.test']);
    const { configuration } = device;
    configuration.addClientSslProfile({
      ...configuration.clientSslProfiles.get('/Gifts/shop/gifts-tls')!,
      certKeyChain: [
        {
          name: 'gifts',
          cert: '/Lab/shop_ec.crt',
          key: '/Lab/shop_ec.key',
        },
      ],
    });
    const plan = await target.plan(
      requestFor(lab, ['/Lab/shop_ec'], version),
      context(),
    );
    // The object of both: it changes for both, or for none.
    expect(plan.changes).toEqual([]);
    expect(plan.refusals.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([expect.stringContaining('lab-issuing')]),
    );
  });
});

it('keeps what else the entries of a profile say, of which it knows nothing', async () => {
  const { configuration } = device;
  const entries = () =>
    configuration.clientSslProfiles.get('/Lab/shop-tls')!.certKeyChain!;
  const further = [
    { ocspStaplingParams: '/Common/stapling', addedInALaterVersion: 'yes' },
    { ocspStaplingParams: '/Common/other' },
  ];
  configuration.addClientSslProfile({
    ...configuration.clientSslProfiles.get('/Lab/shop-tls')!,
    certKeyChain: entries().map((entry, index) => ({
      ...entry,
      attributes: further[index],
    })),
  });
  const before = entries();
  const version = await issueVersion(['shop.lab.test', 'www.lab.test'], {
    keyKind: 'rsa-2048',
  });
  const request = requestFor(lab, ['/Lab/shop_rsa'], version);
  const { plan, run } = await deploy(request, version);
  expect(plan.changes).toMatchObject([
    { profile: '/Lab/shop-tls', strategy: 'switch' },
  ]);
  const [switched, other] = entries();
  expect(switched).toMatchObject({
    cert: plan.changes[0].after.certificate,
    attributes: further[0],
  });
  expect(other).toEqual(before[1]);
  await target.rollBack(run, new Map(), context());
  expect(entries()).toEqual(before);
});

it('refuses what AS3 owns, and says what to do', async () => {
  const version = await issueVersion(['gifts.lab.test']);
  const plan = await target.plan(
    requestFor(lab, ['/Gifts/shop/gifts'], version),
    context(),
  );
  expect(plan).toMatchObject({
    changes: [],
    objects: [],
    refusals: [
      {
        profile: '/Gifts/shop/gifts-tls',
        code: 'managed-by-as3',
        reason: expect.stringMatching(/AS3 .*declaration/),
      },
    ],
  });
});

it('refuses the factory profile that others inherit from', async () => {
  const version = await issueVersion(['localhost.localdomain'], {
    keyKind: 'rsa-2048',
  });
  const plan = await target.plan(
    requestFor(lab, ['/Common/default'], version),
    context(),
  );
  expect(plan.changes).toEqual([]);
  expect(plan.refusals).toContainEqual(
    expect.objectContaining({ profile: '/Common/clientssl', code: 'factory' }),
  );
});

it('changes server-side profiles, which only can be read back', async () => {
  const version = await issueVersion(['client.lab.test']);
  const { plan, proofs, run } = await deploy(
    requestFor(lab, ['/Lab/backend'], version),
    version,
  );
  expect(plan.consents.map(({ code }) => code)).toEqual(['not-provable']);
  expect(proofs).toEqual([
    expect.objectContaining({
      virtualServer: '/Lab/secret',
      result: 'not-possible',
    }),
  ]);
  const profile = () =>
    device.configuration.serverSslProfiles.get('/Lab/backend-tls')!;
  expect(profile().cert).toBe(plan.changes[0].after.certificate);
  expect(profile().chain).toBe(plan.changes[0].after.chain);
  await target.rollBack(run, new Map(), context());
  expect(profile()).toMatchObject({
    cert: '/Lab/backend.crt',
    key: '/Lab/backend.key',
  });
});

it('makes a profile for a virtual server that has none, and takes it away again', async () => {
  const version = await issueVersion(['new.lab.test']);
  const before = configurationOf(device);
  const request = requestFor(lab, [], version, {
    newBindings: [
      {
        unit: lab.unit.name,
        virtualServer: '/Lab/plain',
        profile: '/Lab/new-tls',
        serverName: 'new.lab.test',
      },
    ],
  });
  const plain = device.configuration.virtualServers.get('/Lab/plain')!;
  const [, host, port] = /\/([^/:]+):(\d+)$/.exec(plain.destination)!;
  device.configuration.addVirtualServer({
    ...plain,
    listen: { host, port: Number(port) },
  });
  const { plan, proofs, run } = await deploy(request, version);
  expect(plan.changes).toEqual([
    expect.objectContaining({
      strategy: 'create-profile',
      before: null,
      create: {
        parent: '/Common/clientssl',
        serverName: 'new.lab.test',
        sniDefault: false,
      },
      virtualServers: ['/Lab/plain'],
    }),
  ]);
  expect(proofs).toEqual([expect.objectContaining({ result: 'proven' })]);
  await target.activate(run, version.key, context());
  await target.rollBack(run, new Map(), context());
  await target.rollBack(run, new Map(), context());
  const after = configurationOf(device);
  expect(after.client).toEqual(before.client);
  expect(after.virtualServers).toEqual(before.virtualServers);
});

it('puts a further profile beside the SNI default', async () => {
  const version = await issueVersion(['more.lab.test']);
  const binding = {
    unit: lab.unit.name,
    virtualServer: '/Lab/shop',
    profile: '/Lab/more-tls',
  };
  const plan = (more: object) =>
    target.plan(
      requestFor(lab, [], version, { newBindings: [{ ...binding, ...more }] }),
      context(),
    );
  expect((await plan({})).refusals[0].reason).toMatch(/server name/);
  expect(
    (await plan({ serverName: 'shop.lab.test' })).refusals[0].reason,
  ).toMatch(/already/);
  expect(
    (await plan({ serverName: 'more.lab.test', virtualServer: '/Lab/media' }))
      .refusals[0].reason,
  ).toMatch(/SNI default/);
  expect(
    (await plan({ serverName: 'more.lab.test', profile: '/Lab/shop-tls' }))
      .refusals[0].reason,
  ).toMatch(/already/);
  const { proofs } = await deploy(
    requestFor(lab, [], version, {
      newBindings: [{ ...binding, serverName: 'more.lab.test' }],
    }),
    version,
  );
  expect(proofs).toEqual([
    expect.objectContaining({
      virtualServer: '/Lab/shop',
      serverName: 'more.lab.test',
      result: 'proven',
    }),
  ]);
});

it('notices that the wrong chain is served', async () => {
  const version = await issueVersion(['*.media.lab.test', 'media.lab.test']);
  const { run } = await deploy(
    requestFor(lab, ['/Lab/media'], version),
    version,
  );
  const { configuration } = device;
  const profile = configuration.clientSslProfiles.get('/Lab/media-tls')!;
  configuration.addClientSslProfile({
    ...profile,
    certKeyChain: profile.certKeyChain!.map(({ chain: _, ...entry }) => entry),
  });
  const proofs = await target.verify(run, { ...context(), expect: 'after' });
  expect(proofs.map(({ result }) => result)).toEqual([
    'wrong-chain',
    'wrong-chain',
  ]);
});

it('asks for consents', async () => {
  const version = await issueVersion(['shop.lab.test'], {
    days: 1,
    chain: false,
  });
  const plan = await target.plan(
    requestFor(lab, ['/Lab/shop_ec'], version),
    context(),
  );
  expect(plan.consents).toEqual([
    {
      code: 'names-lost',
      detail: 'The new version does not cover www.lab.test.',
    },
    { code: 'chain-incomplete', detail: expect.any(String) },
    { code: 'expires-earlier', detail: expect.any(String) },
  ]);
});

it('takes only the bindings that are chosen, at the profile that owns them', async () => {
  const version = await issueVersion(['*.media.lab.test', 'media.lab.test']);
  const choose = (profile: string, entry: string | null) =>
    target.plan(
      requestFor(lab, ['/Lab/media'], version, {
        bindings: [{ unit: lab.unit.name, side: 'client', profile, entry }],
      }),
      context(),
    );
  const [entry] =
    device.configuration.clientSslProfiles.get('/Lab/media-tls')!.certKeyChain!;
  expect((await choose('/Lab/media-img-tls', entry.name)).changes).toEqual([
    expect.objectContaining({ profile: '/Lab/media-tls' }),
  ]);
  expect(await choose('/Lab/gone', 'x')).toMatchObject({
    changes: [],
    refusals: [{ code: 'not-found' }],
  });
  expect(await choose('/Lab/shop-tls', 'shop_ec')).toMatchObject({
    changes: [],
    refusals: [{ code: 'not-found' }],
  });
});
