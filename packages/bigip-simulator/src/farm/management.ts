import { CertificateFactory, IssuedCertificate, seededBytes } from '../pki';

/**
 * Management certificates do not move with the farm's reference time: who
 * trusts the CA file or has pinned a fingerprint can keep it.
 */
const VALIDITY = {
  notBefore: new Date('2024-01-01T00:00:00Z'),
  notAfter: new Date('2049-12-31T00:00:00Z'),
};

/** Issues the CA of all management certificates of a farm. */
export function issueManagementCa(
  factory: CertificateFactory,
  farmName: string,
  seed: number,
): Promise<IssuedCertificate> {
  return factory.issue({
    ...VALIDITY,
    id: 'management-ca',
    subject: [
      ['O', farmName],
      ['CN', `${farmName} BIG-IP management CA`],
    ],
    names: [],
    keyKind: 'rsa-2048',
    serialNumber: seededBytes(seed, 'management CA serial', 8).toString('hex'),
    digest: 'sha256',
    isCa: true,
    extendedKeyUsage: [],
  });
}

/** Issues the certificate of one management interface. */
export function issueManagementCertificate(
  factory: CertificateFactory,
  ca: IssuedCertificate,
  options: { seed: number; device: string; names: readonly string[] },
): Promise<IssuedCertificate> {
  const { seed, device, names } = options;
  return factory.issue(
    {
      ...VALIDITY,
      id: `management-${device}`,
      subject: [['CN', names[0]]],
      names: [...new Set([...names, 'localhost', '127.0.0.1', '::1'])],
      keyKind: 'ec-p256',
      serialNumber: seededBytes(
        seed,
        `management ${device} serial`,
        8,
      ).toString('hex'),
      digest: 'sha256',
      isCa: false,
      extendedKeyUsage: ['serverAuth'],
    },
    ca,
  );
}
