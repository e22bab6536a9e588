import { X509Certificate, createHash, createPublicKey } from 'node:crypto';
import {
  CertificateMaterial,
  PrivateKeyMaterial,
} from '@cmt/backstage-plugin-certificates-node';
import {
  CertificateFactory,
  IssuedCertificate,
  MemoryMaterialCache,
  RunningDevice,
} from '@cmt/bigip-simulator';
import { fingerprintOf } from './fingerprintOf';

const HOUR = 3_600_000;

const factory = new CertificateFactory({
  seed: 78,
  cache: new MemoryMaterialCache(),
});

const authority = (id: string, issuer?: string) => ({
  id,
  issuer,
  subject: [['CN', id] as const],
  names: [],
  keyKind: 'ec-p256' as const,
  notBefore: new Date('2021-01-01'),
  notAfter: new Date('2036-01-01'),
  serialNumber: '0a',
  digest: 'sha256' as const,
  isCa: true,
  extendedKeyUsage: [],
});

/** A new version with its key, from an authority that the lab does not know yet. */
export interface NewVersion {
  material: CertificateMaterial;
  key: PrivateKeyMaterial;
}

let serial = 1000;

/** Issues a version for these names, with an intermediate. */
export async function issueVersion(
  names: string[],
  options: {
    keyKind?: 'rsa-2048' | 'ec-p256';
    chain?: boolean;
    days?: number;
  } = {},
): Promise<NewVersion> {
  const { keyKind = 'ec-p256', chain = true, days = 90 } = options;
  const root = await factory.issue(authority('New Root'));
  const issuing = await factory.issue(
    authority('New Issuing', 'New Root'),
    root,
  );
  const leaf = await factory.issue(
    {
      ...authority(`${names[0]} ${++serial}`, 'New Issuing'),
      subject: [['CN', names[0]]],
      names,
      keyKind,
      notBefore: new Date(Date.now() - HOUR),
      notAfter: new Date(Date.now() + days * 24 * HOUR),
      serialNumber: serial.toString(16).padStart(4, '0'),
      isCa: false,
      extendedKeyUsage: ['serverAuth'],
    },
    issuing,
  );
  return {
    material: toMaterial(leaf, names, keyKind, chain ? [issuing] : []),
    key: { pem: leaf.keyPem },
  };
}

function toMaterial(
  leaf: IssuedCertificate,
  names: string[],
  keyKind: string,
  chain: IssuedCertificate[],
): CertificateMaterial {
  return {
    fingerprint: leaf.fingerprint,
    publicKeyFingerprint: spkiDigest(leaf.keyPem),
    names: [...names].sort(),
    keyType: keyKind.startsWith('rsa') ? 'rsa' : 'ec',
    notAfter: leaf.spec.notAfter.toISOString(),
    certificatePem: leaf.pem,
    chainPem: chain.map(({ pem }) => pem),
    chainFingerprints: chain.map(({ fingerprint }) => fingerprint),
  };
}

function spkiDigest(keyPem: string): string {
  return createHash('sha256')
    .update(createPublicKey(keyPem).export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** What a device has under this name now, as material with its key. */
export function installedVersion(
  device: RunningDevice,
  path: string,
  chainPaths: string[] = [],
): NewVersion {
  const { configuration } = device;
  const pem = configuration.certificateFiles.get(`${path}.crt`)!.content;
  const certificate = new X509Certificate(pem);
  const chain = chainPaths.map(
    chainPath => configuration.certificateFiles.get(chainPath)!.content,
  );
  const keyPem = configuration.keyFiles.get(`${path}.key`)!.content.toString();
  return {
    material: {
      fingerprint: fingerprintOf(certificate),
      publicKeyFingerprint: createHash('sha256')
        .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
        .digest('hex'),
      names: [],
      keyType: certificate.publicKey.asymmetricKeyType === 'rsa' ? 'rsa' : 'ec',
      notAfter: new Date(certificate.validTo).toISOString(),
      certificatePem: pem.toString(),
      chainPem: chain.map(String),
      chainFingerprints: chain.map(c => fingerprintOf(new X509Certificate(c))),
    },
    key: { pem: keyPem },
  };
}
