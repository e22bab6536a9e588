import { randomUUID, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { createTestSigningRequest } from '@cmt/backstage-plugin-certificates-node/testUtils';
import { LocalLab, createLocalLab } from '../__testUtils__/fixture';

const DAY_MS = 86_400_000;
const context = { signal: new AbortController().signal };

async function issue(lab: LocalLab): Promise<Uint8Array> {
  const names = ['shop.example.test'];
  const { csr } = await createTestSigningRequest({ names });
  const progress = await lab
    .createAuthority()
    .begin(
      { id: randomUUID(), csr, names, lifetimeDays: 30, replaces: null },
      context,
    );
  if (progress.state !== 'issued') {
    throw new Error('not issued');
  }
  return new X509Certificate(progress.chainPem[0]).raw;
}

async function crlOf(lab: LocalLab, name = 'issuing.crl') {
  const published = await lab.createAuthority().publications!(context);
  const { body } = published.find(each => each.name === name)!;
  const crl = new x509.X509Crl(body);
  const number = crl.extensions.find(({ type }) => type === '2.5.29.20')!;
  return {
    crl,
    number: Number(
      `0x${Buffer.from(number.value).subarray(2).toString('hex')}`,
    ),
    entries: crl.entries.length,
  };
}

describe('revocation lists of a local CA', () => {
  it('are kept while they are fresh, and made anew after a day', async () => {
    const lab = createLocalLab();
    const first = await crlOf(lab);
    expect(first).toMatchObject({ number: 1, entries: 0 });
    lab.passTo(lab.now() + 0.9 * DAY_MS);
    expect((await crlOf(lab)).number).toBe(1);
    lab.passTo(lab.now() + 0.2 * DAY_MS);
    const second = await crlOf(lab);
    expect(second.number).toBe(2);
    expect(second.crl.nextUpdate!.getTime() - lab.now()).toBeGreaterThan(
      6.99 * DAY_MS,
    );
    expect((await crlOf(lab, 'root.crl')).number).toBe(1);
  });

  it('are made anew after each revocation, and lose what has ended', async () => {
    const lab = createLocalLab();
    await crlOf(lab);
    const certificate = await issue(lab);
    const authority = lab.createAuthority();
    await authority.revoke!(certificate, 'superseded', context);
    expect(await crlOf(lab)).toMatchObject({ number: 2, entries: 1 });
    lab.passTo(lab.now() + 31 * DAY_MS);
    // It stays on a list for some time after its end.
    expect(await crlOf(lab)).toMatchObject({ number: 3, entries: 1 });
    lab.passTo(lab.now() + 8 * DAY_MS);
    expect(await crlOf(lab)).toMatchObject({ number: 4, entries: 0 });
    expect(await lab.records.list('crl/1/')).toHaveLength(1);
  });

  it('keep their numbers when several replicas make one', async () => {
    const lab = createLocalLab();
    const numbers = await Promise.all(
      [1, 2, 3, 4].map(async () => (await crlOf(lab)).number),
    );
    expect(numbers).toEqual([1, 1, 1, 1]);
  });

  it('say that a revoked certificate shall be renewed at once', async () => {
    const lab = createLocalLab();
    const authority = lab.createAuthority();
    const certificate = await issue(lab);
    const before = await authority.renewalInfo!(certificate, context);
    expect((before!.start - lab.now()) / DAY_MS).toBeCloseTo(20, 1);
    await authority.revoke!(certificate, 'keyCompromise', context);
    const after = await authority.renewalInfo!(certificate, context);
    expect(after!.start).toBeLessThanOrEqual(lab.now());
    expect(after!.end).toBeGreaterThan(after!.start);
  });

  it('are not for certificates of others', async () => {
    const authority = createLocalLab().createAuthority();
    const foreign = await issue(createLocalLab());
    expect(await authority.renewalInfo!(foreign, context)).toBeUndefined();
    await expect(
      authority.revoke!(foreign, 'superseded', context),
    ).rejects.toMatchObject({
      kind: 'never',
      problem: { code: 'not-issued-here' },
    });
  });
});
