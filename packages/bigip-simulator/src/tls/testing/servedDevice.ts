import { once } from 'node:events';
import { connect, ConnectionOptions, PeerCertificate } from 'node:tls';
import { ClientSslProfile, DeviceConfiguration } from '../../configuration';
import {
  CertificateFactory,
  CertificateSpec,
  IssuedCertificate,
  MemoryMaterialCache,
} from '../../pki';

export const DAY_MS = 24 * 60 * 60 * 1000;

/** Issues the certificates of the tests; keys live as long as the process. */
export const factory = new CertificateFactory({
  seed: 1,
  cache: new MemoryMaterialCache(),
});

/** What a leaf of that name is, unless told otherwise. */
export function spec(
  id: string,
  overrides: Partial<CertificateSpec> = {},
): CertificateSpec {
  return {
    id,
    subject: [['CN', id]],
    names: [id],
    keyKind: 'ec-p256',
    notBefore: new Date(Date.now() - 30 * DAY_MS),
    notAfter: new Date(Date.now() + 30 * DAY_MS),
    serialNumber: '1234',
    digest: 'sha256',
    isCa: false,
    extendedKeyUsage: [],
    ...overrides,
  };
}

/** A device without any objects. */
export function newDevice(hostname: string): DeviceConfiguration {
  return new DeviceConfiguration({
    hostname,
    managementIp: '192.0.2.1',
    version: '16.1.3.3',
    build: '0.0.1',
    edition: 'Final',
    marketingName: 'BIG-IP Virtual Edition',
    platformId: 'Z100',
    chassisSerialNumber: '1',
    machineId: '1',
    timeZone: 'UTC',
  });
}

/** Installs certificate files in /Common, each with the key of its first member. */
export function install(
  device: DeviceConfiguration,
  name: string,
  ...members: IssuedCertificate[]
) {
  device.addCertificateFile({
    fullPath: `/Common/${name}.crt`,
    content: Buffer.from(members.map(m => m.pem).join('')),
  });
  device.addKeyFile({
    fullPath: `/Common/${name}.key`,
    content: Buffer.from(members[0].keyPem),
  });
}

/** Adds a client-ssl profile in /Common. */
export function addProfile(
  device: DeviceConfiguration,
  name: string,
  files: string[] | undefined,
  rest: Partial<ClientSslProfile> = {},
) {
  device.addClientSslProfile({
    fullPath: `/Common/${name}`,
    sniDefault: false,
    sniRequire: false,
    certKeyChain: files?.map(file => ({
      name: file,
      cert: `/Common/${file}.crt`,
      key: `/Common/${file}.key`,
    })),
    ...rest,
  });
}

/** Adds a virtual server in /Common. */
export function addVirtual(
  device: DeviceConfiguration,
  name: string,
  listen: { host: string; port: number },
  profiles: string[],
  enabled = true,
) {
  device.addVirtualServer({
    fullPath: `/Common/${name}`,
    destination: `/Common/${listen.host}:${listen.port}`,
    ipProtocol: 'tcp',
    enabled,
    listen,
    profiles: profiles.map(profile => ({
      fullPath: `/Common/${profile}`,
      kind: 'client-ssl',
      context: 'clientside',
    })),
  });
}

/** Fingerprints of the chain as sent, leaf first; rejects as the client would. */
export async function handshake(
  endpoint: { host: string; port: number },
  servername?: string,
  options: ConnectionOptions = {},
): Promise<{ chain: string[]; protocol: string | null }> {
  const socket = connect({
    ...endpoint,
    servername: servername ?? '',
    rejectUnauthorized: false,
    ciphers: 'ALL:@SECLEVEL=0',
    ...options,
  });
  try {
    await once(socket, 'secureConnect');
    const chain: string[] = [];
    let current: PeerCertificate | undefined = socket.getPeerCertificate(true);
    while (current?.fingerprint256) {
      chain.push(current.fingerprint256.replace(/:/g, '').toLowerCase());
      const { issuerCertificate } = current as ReturnType<
        typeof socket.getPeerCertificate
      > & { issuerCertificate?: PeerCertificate };
      current = issuerCertificate === current ? undefined : issuerCertificate;
    }
    return { chain, protocol: socket.getProtocol() };
  } finally {
    socket.destroy();
  }
}
