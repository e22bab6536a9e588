import { FactoryFiles } from '../configuration';
import {
  CertificateFactory,
  CertificateSpec,
  DistinguishedName,
  IssuedCertificate,
  seededBytes,
} from '../pki';

/** Number of authorities in a simulated `ca-bundle.crt`; a real one has about 150. */
const PUBLIC_ROOTS = 24;
const FACTORY_KEY = 'factory';
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

const DEFAULT_SUBJECT: DistinguishedName = [
  ['C', 'US'],
  ['ST', 'WA'],
  ['L', 'Seattle'],
  ['O', 'MyCompany'],
  ['OU', 'MyOrg'],
  ['CN', 'localhost.localdomain'],
  ['emailAddress', 'root@localhost.localdomain'],
];

/** Common to what comes with a device: RSA, one key for all, fixed dates. */
const SHIPPED = {
  names: [],
  keyKind: 'rsa-2048',
  keyName: FACTORY_KEY,
  notBefore: new Date('2018-03-06T00:00:00Z'),
  notAfter: new Date('2038-03-01T00:00:00Z'),
  digest: 'sha256',
  isCa: true,
  extendedKeyUsage: [],
} satisfies Partial<CertificateSpec>;

/**
 * What a fresh installation holds. The default certificate is made at the
 * first start of each device or cluster; the rest is shipped and the same on
 * all devices.
 *
 * @param owner - the cluster or device that the default certificate is for
 * @param hostname - of the device whose identity the trust certificates prove
 */
export async function makeFactoryFiles(options: {
  factory: CertificateFactory;
  seed: number;
  owner: string;
  hostname: string;
  installedAt: Date;
}): Promise<FactoryFiles> {
  const { factory, seed, owner, hostname, installedAt } = options;
  const tenYears = {
    notBefore: installedAt,
    notAfter: new Date(installedAt.getTime() + 10 * YEAR_MS),
  };
  const serial = (label: string, octets = 8) =>
    seededBytes(seed, `${label} serial`, octets).toString('hex');

  const defaultCertificate = await factory.issue({
    ...SHIPPED,
    ...tenYears,
    id: `factory-default-${owner}`,
    keyName: `factory-default-${owner}`,
    subject: DEFAULT_SUBJECT,
    serialNumber: serial(owner, 3),
    isCa: false,
  });
  const roots: IssuedCertificate[] = [];
  for (let number = 1; number <= PUBLIC_ROOTS; number++) {
    roots.push(await factory.issue(publicRoot(number)));
  }
  const f5CaBundle = await factory.issue({
    ...SHIPPED,
    id: 'factory-f5-ca-bundle',
    subject: [
      ['C', 'US'],
      ['O', 'Simulated Trust, Inc.'],
      ['OU', 'See trust.example/terms'],
      ['OU', '(c) 2018 Simulated Trust, Inc.'],
      ['CN', 'Simulated Trust Root - S1'],
    ],
    serialNumber: '4a538c28',
  });
  const irule = await factory.issue({
    ...SHIPPED,
    id: 'factory-f5-irule',
    subject: [
      ['C', 'US'],
      ['ST', 'Washington'],
      ['L', 'Seattle'],
      ['O', 'F5 Networks'],
      ['OU', 'Product Development'],
      ['CN', 'support.f5.com'],
      ['emailAddress', 'support@f5.com'],
    ],
    serialNumber: 'a7c402f918f94a21',
    isCa: false,
  });
  const trustCa = await factory.issue({
    ...SHIPPED,
    ...tenYears,
    id: `device-trust-ca-${owner}`,
    keyName: `device-trust-ca-${owner}`,
    subject: [['CN', `dtca ${owner}`]],
    serialNumber: serial(`dtca ${owner}`, 3),
  });
  const identity = await factory.issue(
    {
      ...SHIPPED,
      ...tenYears,
      id: `device-trust-${hostname}`,
      keyName: `device-trust-${hostname}`,
      subject: [['CN', hostname]],
      serialNumber: serial(`dtdi ${hostname}`, 3),
      isCa: false,
    },
    trustCa,
  );
  return {
    defaultCertificate: defaultCertificate.pem,
    defaultKey: defaultCertificate.keyPem,
    caBundle: roots.map(root => root.pem).join(''),
    f5CaBundle: f5CaBundle.pem,
    f5IruleCertificate: irule.pem,
    deviceTrust: {
      caCertificate: trustCa.pem,
      caKey: trustCa.keyPem,
      identityCertificate: identity.pem,
      identityKey: identity.keyPem,
    },
    installedAt,
  };
}

function publicRoot(number: number): CertificateSpec {
  const label = String(number).padStart(2, '0');
  return {
    ...SHIPPED,
    id: `factory-root-${label}`,
    subject: [
      ['C', 'US'],
      ['O', 'Simulated Trust, Inc.'],
      ['CN', `Simulated Public Root ${label}`],
    ],
    // The first member of the bundle has the number that RFC 5280 forbids, as some old roots do.
    serialNumber: (number - 1).toString(16),
  };
}
