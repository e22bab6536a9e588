import { DeviceConfiguration } from '../../configuration';
import { IssuedCertificate, seededSequence } from '../../pki';
import { GeneratedCertificate } from './generateCertificates';
import { INSTALLED_AT, SizeOptions } from './options';
import { PARTITIONS } from './vocabulary';

/** Share of client-ssl profiles that inherit their certificate. */
const INHERITING_SHARE = 0.1;

/** The one intermediate of a generated farm. */
const CHAIN = '/Common/example-trust-issuing-ca-1.crt';

/** Adds partitions, certificates with keys, and client-ssl profiles. */
export function fillDevice(
  device: DeviceConfiguration,
  size: SizeOptions,
  parts: {
    certificates: readonly GeneratedCertificate[];
    issuer: IssuedCertificate;
  },
): void {
  PARTITIONS.slice(1).forEach(name => device.addPartition({ name }));
  const { certificates, issuer } = parts;
  if (certificates.length > 0) {
    device.addCertificateFile({
      fullPath: CHAIN,
      content: Buffer.from(issuer.pem),
      createTime: INSTALLED_AT,
      lastUpdateTime: INSTALLED_AT,
    });
  }
  for (const { path, issued } of certificates) {
    const stamps = {
      createTime: issued.spec.notBefore,
      lastUpdateTime: issued.spec.notBefore,
    };
    const name = path.slice(path.lastIndexOf('/') + 1);
    device.addCertificateFile({
      ...stamps,
      fullPath: `${path}.crt`,
      content: Buffer.from(issued.pem),
      sourcePath: `file:///var/config/rest/downloads/${name}.crt`,
    });
    device.addKeyFile({
      ...stamps,
      fullPath: `${path}.key`,
      content: Buffer.from(issued.keyPem),
      sourcePath: `file:///var/config/rest/downloads/${name}.key`,
    });
  }

  const random = seededSequence(size.seed, device.identity.hostname);
  for (let index = 0; index < size.profiles; index++) {
    const certificate = certificates[index % certificates.length];
    const inherits =
      certificate === undefined || (index > 0 && random() < INHERITING_SHARE);
    device.addClientSslProfile({
      fullPath: profilePath(index),
      defaultsFrom:
        inherits && certificate ? profilePath(index - 1) : '/Common/clientssl',
      certKeyChain: inherits
        ? undefined
        : [
            {
              name: 'default',
              cert: `${certificate.path}.crt`,
              key: `${certificate.path}.key`,
              chain: CHAIN,
              usage: 'SERVER',
            },
          ],
      serverName: certificate?.issued.spec.names[0],
      sniDefault: false,
      sniRequire: false,
    });
  }
}

/** Path of a generated profile. */
export function profilePath(index: number): string {
  const partition = PARTITIONS[index % PARTITIONS.length];
  return `/${partition}/clientssl-${String(index).padStart(5, '0')}`;
}
