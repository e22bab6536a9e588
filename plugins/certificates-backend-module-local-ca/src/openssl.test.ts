import { execFileSync } from 'node:child_process';
import { X509Certificate, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeySpec } from '@cmt/backstage-plugin-certificates-common';
import { createTestSigningRequest } from '@cmt/backstage-plugin-certificates-node/testUtils';
import {
  LocalLab,
  PUBLICATION_URL,
  createLocalLab,
} from './__testUtils__/fixture';

// Another implementation has to agree with ours: OpenSSL is needed here.
const context = { signal: new AbortController().signal };
const NAMES = ['*.shop.example.test', '192.0.2.7', 'shop.example.test'];

describe('OpenSSL', () => {
  let lab: LocalLab;
  let folder: string;
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'local-ca-'));
    lab = createLocalLab();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Writes what is published, as clients need it. */
  const publish = async () => {
    const published = await lab.createAuthority().publications!(context);
    const pemOf = (name: string) => {
      const { body } = published.find(each => each.name === name)!;
      writeFileSync(at(name), body);
      return name.endsWith('.crl')
        ? openssl('crl', '-inform', 'der', '-in', at(name))
        : new X509Certificate(body).toString();
    };
    writeFileSync(at('root.pem'), pemOf('root.cer'));
    writeFileSync(at('issuing.pem'), pemOf('issuing.cer'));
    writeFileSync(at('crls.pem'), pemOf('root.crl') + pemOf('issuing.crl'));
  };
  const issue = async (key?: KeySpec, names = NAMES) => {
    const { csr } = await createTestSigningRequest({ names, key });
    const progress = await lab.createAuthority().begin(
      {
        id: randomUUID(),
        csr,
        names: [...names].sort(),
        lifetimeDays: null,
        replaces: null,
      },
      context,
    );
    if (progress.state !== 'issued') {
      throw new Error('not issued');
    }
    writeFileSync(at('leaf.pem'), progress.chainPem[0]);
    writeFileSync(at('chain.pem'), progress.chainPem.join(''));
    return new X509Certificate(progress.chainPem[0]);
  };
  const verify = (...more: string[]) =>
    openssl(
      'verify',
      ...['-x509_strict', '-crl_check_all', '-purpose', 'sslserver'],
      ...['-CAfile', at('root.pem'), '-untrusted', at('issuing.pem')],
      ...['-CRLfile', at('crls.pem'), ...more, at('leaf.pem')],
    );

  it.each<KeySpec>([
    { type: 'ec', curve: 'P-256' },
    { type: 'ec', curve: 'P-384' },
    { type: 'rsa', size: 2048 },
  ])(
    'verifies a certificate for %j, strictly and against the lists',
    async key => {
      await issue(key);
      await publish();
      expect(verify('-verify_hostname', 'shop.example.test')).toContain(': OK');
      expect(verify('-verify_hostname', 'a.shop.example.test')).toContain(
        ': OK',
      );
      expect(verify('-verify_ip', '192.0.2.7')).toContain(': OK');
      expect(() => verify('-verify_hostname', 'example.test')).toThrow(
        /hostname mismatch/i,
      );
    },
  );

  it('verifies a certificate whose names are too long for a subject', async () => {
    const long = `${'a'.repeat(60)}.shop.example.test`;
    const { subject } = await issue(undefined, [long]);
    await publish();
    expect(subject).toBeFalsy();
    expect(verify('-verify_hostname', long)).toContain(': OK');
  });

  it('finds a revoked certificate on the list, with its reason, and no other', async () => {
    const revoked = await issue();
    const authority = lab.createAuthority();
    await authority.revoke!(revoked.raw, 'keyCompromise', context);
    await publish();
    expect(() => verify()).toThrow(/certificate revoked/);
    const text = openssl(
      ...['crl', '-inform', 'der', '-in', at('issuing.crl'), '-noout', '-text'],
    );
    expect(text).toMatch(/CRL Number:\s+1\s/);
    expect(text).toContain('Key Compromise');
    expect(text).toContain(revoked.serialNumber);
    await issue();
    expect(verify()).toContain(': OK');
  });

  it('writes a list without a reason as one without', async () => {
    const revoked = await issue();
    await lab.createAuthority().revoke!(revoked.raw, 'unspecified', context);
    await publish();
    expect(() => verify()).toThrow(/certificate revoked/);
    const text = openssl(
      'asn1parse',
      '-inform',
      'der',
      '-in',
      at('issuing.crl'),
    );
    expect(text).not.toContain('X509v3 CRL Reason Code');
    // An empty list of extensions would not be DER of a CRL.
    expect(text).not.toMatch(/l=\s+0 cons: SEQUENCE/);
  });

  it('shows the profile of RFC 5280', async () => {
    await issue({ type: 'rsa', size: 2048 });
    const text = openssl('x509', '-in', at('leaf.pem'), '-noout', '-text');
    expect(text).toMatch(/Version: 3/);
    expect(text).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
    expect(text).toMatch(
      /Key Usage: critical\s+Digital Signature, Key Encipherment\s/,
    );
    expect(text).toMatch(
      /Extended Key Usage:\s+TLS Web Server Authentication\s/,
    );
    expect(text).toContain(`URI:${PUBLICATION_URL}/issuing.crl`);
    expect(text).toContain(`CA Issuers - URI:${PUBLICATION_URL}/issuing.cer`);
    expect(text).toContain('Authority Key Identifier');
    expect(text).toContain('Subject Key Identifier');
    await issue({ type: 'ec', curve: 'P-256' });
    expect(openssl('x509', '-in', at('leaf.pem'), '-noout', '-text')).toMatch(
      /Key Usage: critical\s+Digital Signature\s/,
    );
  });

  it('gives every certificate a serial number of 128 bits', async () => {
    const numbers = new Set<string>();
    for (let count = 0; count < 20; count++) {
      numbers.add((await issue()).serialNumber);
    }
    expect(numbers.size).toBe(20);
    expect([...numbers].every(each => /^[4-7][0-9A-F]{31}$/.test(each))).toBe(
      true,
    );
  });
});
