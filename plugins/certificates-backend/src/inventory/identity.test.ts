import { SnapshotCertificate } from '@cmt/backstage-plugin-certificates-node';
import {
  certificateIdentity,
  commonNameOf,
  isMetadataId,
  metadataId,
  metadataNames,
} from './identity';

const base = {
  names: ['shop.example.com', 'www.shop.example.com'],
  subject: 'CN=shop.example.com,O=Example',
  versionId: 'ab'.repeat(32),
  factory: false,
  device: 'lb-1',
  environment: 'prod',
  identityScope: 'none' as const,
};

describe('certificateIdentity', () => {
  it('survives a renewal and a move to another device and environment', () => {
    const identity = certificateIdentity(base);
    expect(
      certificateIdentity({
        ...base,
        versionId: 'cd'.repeat(32),
        subject: 'CN=shop.example.com',
        device: 'lb-2',
        environment: 'test',
      }),
    ).toEqual(identity);
    expect(identity).toMatchObject({ scope: '', title: 'shop.example.com' });
    expect(identity.id).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each([
    ['another name', { names: ['shop.example.com'] }],
    ['an environment that counts', { identityScope: 'environment' as const }],
    ['a factory default', { factory: true }],
  ])('differs for %s', (_, difference) => {
    expect(certificateIdentity({ ...base, ...difference }).id).not.toBe(
      certificateIdentity(base).id,
    );
  });

  it('sets environments apart only where the estate wants it', () => {
    const scoped = { ...base, identityScope: 'environment' as const };
    expect(certificateIdentity(scoped).scope).toBe('environment:prod');
    expect(certificateIdentity({ ...scoped, environment: 'test' }).id).not.toBe(
      certificateIdentity(scoped).id,
    );
    expect(certificateIdentity({ ...scoped, environment: null }).scope).toBe(
      '',
    );
  });

  it('keeps meaningless names apart per device', () => {
    const one = certificateIdentity({
      ...base,
      names: ['localhost.localdomain'],
    });
    const two = certificateIdentity({
      ...base,
      names: ['localhost.localdomain'],
      device: 'lb-2',
    });
    expect(one.scope).toBe('device:lb-1');
    expect(one.id).not.toBe(two.id);
  });

  it('falls back to the subject, then to the version', () => {
    const nameless = { ...base, names: [] };
    expect(
      certificateIdentity({ ...nameless, versionId: 'cd'.repeat(32) }).id,
    ).toBe(certificateIdentity(nameless).id);
    const anonymous = { ...nameless, subject: null };
    expect(
      certificateIdentity({ ...anonymous, versionId: 'cd'.repeat(32) }).id,
    ).not.toBe(certificateIdentity(anonymous).id);
    expect(certificateIdentity(anonymous).title).toBe(
      'Certificate abababababab',
    );
  });
});

describe('commonNameOf', () => {
  it.each([
    ['CN=a.example.com', 'a.example.com'],
    ['CN=a.example.com,OU=IT,O=Example, Inc.,C=US', 'a.example.com'],
    ['emailAddress=x@example.com,CN=Root G2,OU=(c) 2009', 'Root G2'],
    ['OU=Test,O=Test,C=DE,CN=example.org', 'example.org'],
    // A comma inside the value: where it ends cannot be known.
    ['CN=Example, Inc.,O=Example, Inc.', null],
    ['O=Example', null],
    [null, null],
  ])('reads %p as %p', (text, name) => {
    expect(commonNameOf(text)).toBe(name);
  });

  it('is used only where there are no alternative names', () => {
    const subject = 'CN=A.example.com,O=Example';
    expect(metadataNames({ names: ['b.example.com'], subject })).toEqual([
      'b.example.com',
    ]);
    expect(metadataNames({ names: [], subject })).toEqual(['a.example.com']);
  });
});

describe('metadataId', () => {
  const certificate: SnapshotCertificate = {
    fullPath: '/Common/a.crt',
    checksum: 'SHA1:1:aa',
    fingerprint: null,
    subject: 'CN=a',
    issuer: 'CN=ca',
    serialNumber: '1f',
    notAfter: 1,
    names: ['a'],
    keyType: 'rsa',
    keySize: 2048,
    curve: null,
    isBundle: false,
    issuerCertificate: null,
    managedBy: null,
    createdAt: null,
    updatedAt: null,
  };

  it('depends on the certificate, not on the file', () => {
    const id = metadataId(certificate);
    expect(isMetadataId(id)).toBe(true);
    expect(
      metadataId({
        ...certificate,
        fullPath: '/Common/b.crt',
        checksum: null,
        createdAt: '2026-01-01T00:00:00Z',
      }),
    ).toBe(id);
    expect(metadataId({ ...certificate, serialNumber: '20' })).not.toBe(id);
    expect(metadataId({ ...certificate, notAfter: 2 })).not.toBe(id);
  });
});
