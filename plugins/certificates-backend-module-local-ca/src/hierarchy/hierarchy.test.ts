import { X509Certificate, randomUUID } from 'node:crypto';
import { parseCertificate } from '@cmt/backstage-plugin-certificates-node';
import { createTestSigningRequest } from '@cmt/backstage-plugin-certificates-node/testUtils';
import { LocalLab, createLocalLab } from '../__testUtils__/fixture';

const DAY_MS = 86_400_000;
const context = { signal: new AbortController().signal };
const NAMES = ['shop.example.test'];

async function order(lab: LocalLab, lifetimeDays: number | null = null) {
  const { csr } = await createTestSigningRequest({ names: NAMES });
  const progress = await lab
    .createAuthority()
    .begin(
      { id: randomUUID(), csr, names: NAMES, lifetimeDays, replaces: null },
      context,
    );
  if (progress.state !== 'issued') {
    throw new Error('not issued');
  }
  const [leaf, issuer] = progress.chainPem.map(pem => new X509Certificate(pem));
  return { leaf, issuer, facts: parseCertificate(leaf.raw) };
}

describe('hierarchy of a local CA', () => {
  it('is made once, whichever replica comes first', async () => {
    const lab = createLocalLab();
    const replicas = [1, 2, 3, 4].map(() => lab.createAuthority());
    await Promise.all(replicas.map(each => each.health(context)));
    expect(Object.keys(lab.records.sealed()).sort()).toEqual([
      'issuer/0001',
      'root',
    ]);
    expect(Object.keys(lab.records.readable())).toEqual([]);
    const published = await Promise.all(
      replicas.map(each => each.publications!(context)),
    );
    const [first, ...others] = published.map(publications =>
      publications
        .filter(({ name }) => name.endsWith('.cer'))
        .map(({ body }) => Buffer.from(body).toString('base64')),
    );
    expect(first).toHaveLength(2);
    others.forEach(other => expect(other).toEqual(first));
  });

  it('has a root of ten years and an issuing certificate of five', async () => {
    const lab = createLocalLab();
    const [root, issuing] = (await lab.createAuthority().publications!(context))
      .filter(({ name }) => name.endsWith('.cer'))
      .map(({ body }) => parseCertificate(body));
    expect(root).toMatchObject({
      subject: 'CN=Example Root CA,O=Example',
      curve: 'secp384r1',
      selfSigned: true,
      isCa: true,
    });
    expect(issuing).toMatchObject({
      subject: 'CN=Example Issuing CA 1,O=Example',
      issuer: root.subject,
      curve: 'prime256v1',
      isCa: true,
      extendedKeyUsage: ['serverAuth'],
    });
    const years = (facts: { notBefore: number; notAfter: number }) =>
      Math.round((facts.notAfter - facts.notBefore) / (365 * DAY_MS));
    expect([years(root), years(issuing)]).toEqual([10, 5]);
  });

  it('makes the next issuing certificate in time, and keeps publishing the old one', async () => {
    const lab = createLocalLab();
    const first = await order(lab);
    lab.passTo(lab.now() + (5 * 365 - 231) * DAY_MS);
    expect((await order(lab)).issuer.subject).toBe(first.issuer.subject);
    lab.passTo(lab.now() + 3 * DAY_MS);
    const next = await order(lab);
    expect(next.issuer.subject).toContain('Issuing CA 2');
    expect(next.facts.notAfter).toBeLessThanOrEqual(
      parseCertificate(next.issuer.raw).notAfter,
    );
    const published = await lab.createAuthority().publications!(context);
    expect(published.map(({ name }) => name)).toEqual([
      'root.cer',
      'root.pem',
      'root.crl',
      'issuing.cer',
      'issuing.crl',
      'issuing-2.cer',
      'issuing-2.crl',
    ]);
  });

  it('issues for years, and stops when the root has ended', async () => {
    const lab = createLocalLab();
    const began = lab.now();
    for (let year = 0; year < 10; year++) {
      const { facts, issuer } = await order(lab, 200);
      expect(facts.notAfter).toBeLessThanOrEqual(
        parseCertificate(issuer.raw).notAfter,
      );
      expect(facts.notAfter).toBeGreaterThan(lab.now());
      lab.passTo(lab.now() + 365 * DAY_MS - 3_600_000);
    }
    expect(await lab.createAuthority().health(context)).toMatchObject({
      status: 'degraded',
    });
    lab.passTo(began + 3651 * DAY_MS);
    expect(await lab.createAuthority().health(context)).toMatchObject({
      status: 'down',
    });
    await expect(order(lab)).rejects.toMatchObject({ kind: 'person' });
  });

  it('gives the lifetime that is asked for, up to the longest', async () => {
    const lab = createLocalLab({
      lifetime: { days: 47 },
      maxLifetime: 'P100D',
    });
    const daysOf = async (asked: number | null) => {
      const { facts } = await order(lab, asked);
      // Both ends count.
      return (facts.notAfter + 1_000 - facts.notBefore) / DAY_MS;
    };
    expect([await daysOf(null), await daysOf(7), await daysOf(365)]).toEqual([
      47, 7, 100,
    ]);
  });

  it('says what to do when its keys cannot be kept', async () => {
    const lab = createLocalLab();
    lab.records.insert = async () => {
      throw new Error('No key-encryption key is configured: secret-detail');
    };
    await expect(order(lab)).rejects.toMatchObject({
      kind: 'later',
      problem: { code: 'records', remedy: expect.stringMatching(/custody/) },
    });
  });
});
