import { DeviceConfiguration, ResolvedClientSsl } from '../configuration';

/** A certificate with its chain and key, ready to be served; PEM. @public */
export interface ServableMaterial {
  /** Leaf first. */
  certificate: string;
  key: string;
}

/** Certificates with chains and their keys, in the order in which they pair. */
export interface TlsMaterial {
  certificates: string[];
  keys: { pem: string; passphrase?: string }[];
}

/**
 * What a client-ssl profile serves: the file of each entry, then its chain, as
 * they are at this moment. Entries whose files are gone are left out.
 */
export function profileMaterial(
  configuration: DeviceConfiguration,
  profile: ResolvedClientSsl,
): TlsMaterial {
  const material: TlsMaterial = { certificates: [], keys: [] };
  for (const entry of profile.certKeyChain) {
    const certificate = configuration.certificateFiles.get(entry.cert);
    const key = configuration.keyFiles.get(entry.key);
    if (entry.usage === 'CA' || !certificate || !key) {
      continue;
    }
    const chain = entry.chain
      ? configuration.certificateFiles.get(entry.chain)
      : undefined;
    material.certificates.push(
      [certificate, chain]
        .filter(file => file !== undefined)
        .map(file => `${file.content.toString('latin1').trim()}\n`)
        .join(''),
    );
    material.keys.push({
      pem: key.content.toString('latin1'),
      passphrase: entry.passphrase ?? key.passphrase,
    });
  }
  return material;
}
