import {
  Lab,
  installedVersion,
  issueVersion,
  leftUploads,
  requestFor,
  servedBy,
  startLab,
} from '../__testUtils__/lab';

jest.setTimeout(60_000);

let lab: Lab;
afterEach(async () => {
  await lab?.close();
});

const context = () => ({ signal: new AbortController().signal });

describe('a device alone', () => {
  beforeEach(async () => {
    lab = await startLab();
  });

  it('switches one entry of a pair and keeps the other', async () => {
    const target = lab.createTarget();
    const [device] = lab.devices;
    const version = await issueVersion(['shop.lab.test', 'www.lab.test'], {
      keyKind: 'rsa-2048',
    });
    const ec = installedVersion(device, '/Lab/shop_ec').material.fingerprint;
    const request = requestFor(lab, ['/Lab/shop_rsa', '/Lab/shop_ec'], version);
    const plan = await target.plan(request, context());
    expect(plan).toMatchObject({
      changes: [
        {
          strategy: 'switch',
          profile: '/Lab/shop-tls',
          after: { fingerprint: version.material.fingerprint },
        },
      ],
      refusals: [{ code: 'key-type' }],
      consents: [],
    });
    const again = await target.plan(request, context());
    expect(again.hash).toBe(plan.hash);
    const run = { plan, material: version.material };
    await target.check(request, plan, context());
    await target.stage(run, version.key, context());
    await target.activate(run, version.key, context());
    await target.sync(run, context());
    const proofs = await target.verify(run, { ...context(), expect: 'after' });
    expect(proofs).toEqual([expect.objectContaining({ result: 'proven' })]);
    await target.save(run, context());
    expect(leftUploads(device)).toEqual([]);
    expect(device.simulator.hasUnsavedChanges).toBe(false);
    expect(
      await servedBy(device, '/Lab/shop', { sigalgs: 'ECDSA+SHA256' }),
    ).toEqual([ec, expect.any(String)]);
    expect(
      (
        await servedBy(device, '/Lab/shop', { sigalgs: 'rsa_pss_rsae_sha256' })
      )[0],
    ).toBe(version.material.fingerprint);

    const back = await target.rollBack(run, new Map(), context());
    expect(back.leftAlone).toEqual([]);
    expect(
      await target.verify(run, { ...context(), expect: 'before' }),
    ).toEqual([expect.objectContaining({ result: 'proven' })]);
  });
});
