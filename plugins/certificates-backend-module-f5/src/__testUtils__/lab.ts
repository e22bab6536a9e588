import { X509Certificate, createHash, createPublicKey } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { DeploymentUnit } from '@cmt/backstage-plugin-certificates-common';
import {
  CertificateMaterial,
  PrivateKeyMaterial,
  TargetPlanRequest,
} from '@cmt/backstage-plugin-certificates-node';
import {
  CertificateFactory,
  IssuedCertificate,
  MemoryMaterialCache,
  RunningDevice,
  RunningFarm,
  startFarm,
} from '@cmt/bigip-simulator';
import { F5CertificateTarget } from '../F5CertificateTarget';
import { Gates } from '../client/gates';
import { Administrators } from '../config/administrators';
import { readF5Config } from '../config/readF5Config';
import { TEST_RETRY_DELAYS_MS, deviceConfig } from './simulatedSource';

/** Passphrase of a key of the lab: must never be seen. */
export const LAB_PASSPHRASE = 'passphrase-of-the-lab';

/** How the devices of a lab are set up. */
export interface LabOptions {
  version?: string;
  /** Two devices; synchronised by hand or by themselves. */
  cluster?: 'manual' | 'automatic';
  latencyMs?: number;
  cacheDirectory?: string;
  /** Profiles `/Lab/many-N`, each with a virtual server, that share one certificate. */
  many?: number;
}

/** A farm made for deployments: every case of a binding, each with a virtual server. */
export interface Lab {
  farm: RunningFarm;
  devices: RunningDevice[];
  unit: DeploymentUnit;
  /** A target, as another replica would have it. */
  createTarget(options?: { deployments?: JsonObject }): F5CertificateTarget;
  close(): Promise<void>;
}

const HOUR = 3_600_000;

/** Starts a lab on free ports. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), 'f5-lab-'));
  const farmFile = join(folder, 'farm.yaml');
  // JSON is YAML.
  await writeFile(farmFile, JSON.stringify(labDefinition(options)));
  const farm = await startFarm({
    farmFile,
    listen: { host: '127.0.0.1', port: 0 },
    dataPort: 0,
    latencyMs: options.latencyMs,
    cacheDirectory: options.cacheDirectory,
    syncMs: 100,
  });
  const devices = [...farm.devices];
  const targets: F5CertificateTarget[] = [];
  return {
    farm,
    devices,
    unit: {
      name: options.cluster ? 'lab' : devices[0].name,
      devices: devices.map(({ name }) => name),
      environment: null,
    },
    createTarget({ deployments = {} } = {}) {
      const target = createTarget(devices, deployments);
      targets.push(target);
      return target;
    },
    async close() {
      await Promise.all(targets.map(target => target.close()));
      await farm.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function createTarget(
  devices: RunningDevice[],
  deployments: JsonObject,
): F5CertificateTarget {
  const config = new ConfigReader({
    certificates: {
      f5: {
        devices: devices.map(device =>
          deviceConfig(device, { administrator: { ...device.administrator } }),
        ),
        deployments: {
          proofTimeout: '3s',
          syncTimeout: '8s',
          saveTimeout: '8s',
          idleTimeout: '1s',
          ...deployments,
        },
        limits: { callTimeout: '4s' },
      },
    },
  });
  return new F5CertificateTarget({
    config: readF5Config(config),
    administrators: new Administrators(config),
    logger: mockServices.logger.mock(),
    gates: new Gates(),
    retryDelaysMs: TEST_RETRY_DELAYS_MS,
    pollMs: 50,
  });
}

function labDefinition({
  version = '16.1.3.3',
  cluster,
  many = 0,
}: LabOptions) {
  const leaf = (names: string[], key: string, more: object = {}) => ({
    names,
    issuer: 'issuing',
    key,
    ends: 30,
    lifetime: 90,
    ...more,
  });
  const [major, minor] = version.split('.').map(Number);
  const users = [
    { name: 'admin', password: 'administrator-of-the-lab', role: 'admin' },
    ...(major > 13 || (major === 13 && minor >= 1)
      ? [{ name: 'reader', password: 'reader-of-the-lab', role: 'auditor' }]
      : []),
  ];
  const numbers = Array.from({ length: many }, (_, index) => index);
  return {
    name: 'Lab',
    seed: 77,
    organization: 'Lab',
    country: 'NL',
    authorities: {
      root: { commonName: 'Lab Root', from: '2020-01-01', to: '2040-01-01' },
      issuing: {
        commonName: 'Lab Issuing 1',
        issuer: 'root',
        from: '2021-01-01',
        to: '2036-01-01',
      },
    },
    certificates: {
      'shop-rsa': leaf(['shop.lab.test', 'www.lab.test'], 'rsa-2048'),
      'shop-ec': leaf(['shop.lab.test', 'www.lab.test'], 'ec-p256'),
      media: leaf(['*.media.lab.test', 'media.lab.test'], 'ec-p256'),
      secret: leaf(['secret.lab.test'], 'ec-p256'),
      gifts: leaf(['gifts.lab.test'], 'ec-p256'),
      backend: leaf(['client.lab.test'], 'ec-p256', { usage: ['clientAuth'] }),
      many: leaf(['many.lab.test'], 'ec-p256'),
    },
    configurations: {
      lab: {
        ...(cluster && {
          deviceGroup: { name: 'lab', autoSync: cluster === 'automatic' },
        }),
        partitions: [
          { name: 'Lab' },
          { name: 'Gifts', description: 'Updated by AS3 at Mon, 02 Mar 2026' },
        ],
        files: [
          { path: '/Common/lab-issuing', certificate: 'issuing' },
          { path: '/Lab/shop_rsa', certificate: 'shop-rsa' },
          { path: '/Lab/shop_ec', certificate: 'shop-ec' },
          { path: '/Lab/media', certificate: 'media' },
          {
            path: '/Lab/secret',
            certificate: 'secret',
            keyPassphrase: LAB_PASSPHRASE,
          },
          { path: '/Lab/secret-issuing', certificate: 'issuing' },
          { path: '/Lab/backend', certificate: 'backend' },
          { path: '/Lab/many', certificate: 'many' },
          {
            path: '/Gifts/shop/gifts',
            certificate: 'gifts',
            managedBy: { as3: true },
          },
        ],
        clientSsl: [
          {
            path: '/Lab/shop-tls',
            entries: [
              { file: '/Lab/shop_rsa', chain: '/Common/lab-issuing.crt' },
              { file: '/Lab/shop_ec', chain: '/Common/lab-issuing.crt' },
            ],
            serverName: 'shop.lab.test',
            sniDefault: true,
          },
          {
            path: '/Lab/media-tls',
            entries: [{ file: '/Lab/media', chain: '/Common/lab-issuing.crt' }],
          },
          {
            path: '/Lab/media-img-tls',
            parent: '/Lab/media-tls',
            serverName: 'img.media.lab.test',
          },
          {
            path: '/Lab/secret-tls',
            entries: [
              { file: '/Lab/secret', chain: '/Lab/secret-issuing.crt' },
            ],
          },
          {
            path: '/Gifts/shop/gifts-tls',
            entries: [{ file: '/Gifts/shop/gifts' }],
          },
          ...numbers.map(number => ({
            path: `/Lab/many-${number}`,
            entries: [{ file: '/Lab/many', chain: '/Common/lab-issuing.crt' }],
          })),
        ],
        serverSsl: [{ path: '/Lab/backend-tls', file: '/Lab/backend' }],
        virtualServers: [
          { path: '/Lab/shop', port: 31443, clientSsl: ['/Lab/shop-tls'] },
          { path: '/Lab/media', port: 31444, clientSsl: ['/Lab/media-tls'] },
          { path: '/Lab/img', port: 31445, clientSsl: ['/Lab/media-img-tls'] },
          {
            path: '/Lab/secret',
            port: 31446,
            clientSsl: ['/Lab/secret-tls'],
            serverSsl: ['/Lab/backend-tls'],
          },
          { path: '/Lab/plain', port: 31447 },
          {
            path: '/Gifts/shop/gifts',
            port: 31448,
            clientSsl: ['/Gifts/shop/gifts-tls'],
          },
          ...numbers.map(number => ({
            path: `/Lab/many-${number}`,
            port: 31500 + number,
            clientSsl: [`/Lab/many-${number}`],
          })),
        ],
      },
    },
    devices: (cluster ? ['lab-1', 'lab-2'] : ['lab-1']).map((name, index) => ({
      name,
      hostname: `${name}.lab.test`,
      configuration: 'lab',
      version,
      managementIp: `10.0.0.${index + 1}`,
      failover: index === 0 ? 'active' : 'standby',
      users,
    })),
  };
}

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

export function fingerprintOf(certificate: X509Certificate): string {
  return certificate.fingerprint256.replace(/:/g, '').toLowerCase();
}

/** A request for everything that uses these certificates of the lab. */
export function requestFor(
  lab: Pick<Lab, 'devices' | 'unit'>,
  paths: string[],
  version: NewVersion,
  more: Partial<TargetPlanRequest> = {},
): TargetPlanRequest {
  return {
    unit: lab.unit,
    baseName: version.material.names[0].replace('*', 'wildcard'),
    material: version.material,
    replaces: paths.map(path => ({
      fullPath: `${path}.crt`,
      fingerprint: fingerprintOf(
        new X509Certificate(
          lab.devices[0].configuration.certificateFiles.get(
            `${path}.crt`,
          )!.content,
        ),
      ),
    })),
    restorable: [],
    ...more,
  };
}

/** What a virtual server serves: fingerprints, leaf first. */
export function servedBy(
  device: RunningDevice,
  virtual: string,
  options: { serverName?: string; sigalgs?: string } = {},
): Promise<string[]> {
  const { listen } = device.configuration.virtualServers.get(virtual)!;
  return new Promise((resolve, reject) => {
    const socket = connect(
      {
        ...listen!,
        servername: options.serverName ?? '',
        rejectUnauthorized: false,
        ...(options.sigalgs && { sigalgs: options.sigalgs }),
      },
      () => {
        const chain: string[] = [];
        for (
          let next = socket.getPeerX509Certificate();
          next && !chain.includes(fingerprintOf(next));
          next = next.issuerCertificate
        ) {
          chain.push(fingerprintOf(next));
        }
        socket.destroy();
        resolve(chain);
      },
    );
    socket.on('error', reject);
  });
}

/** Files of anybody in the transfer folders of a device. */
export function leftUploads({ simulator }: RunningDevice): string[] {
  return simulator.files.leftovers().map(({ name }) => name);
}
