import { createHash } from 'node:crypto';
import type { DeviceConfiguration } from '../../configuration';

/**
 * A secret as a device shows it: unreadable, the same each time. Real units
 * encrypt with a key of their own; this is a digest, so nothing can leak.
 */
export function sealedSecret(
  secret: string,
  configuration: DeviceConfiguration,
): string {
  const digest = createHash('sha256')
    .update(`${configuration.identity.machineId}\0${secret}`)
    .digest();
  const salt = digest.toString('base64').replace(/[^A-Za-z0-9]/g, '');
  return `$M$${salt.slice(0, 2)}$${digest.toString('base64')}`;
}

/**
 * What a secret in a body means: clear text, or the sealed form of one that the
 * device knows, as somebody sends who writes back what he has read. A sealed
 * form of another device stays what it is, and will open no key.
 */
export function openSecret(
  text: string,
  configuration: DeviceConfiguration,
): string {
  if (!text.startsWith('$M$')) return text;
  const known = [
    ...configuration.keyFiles.list().map(file => file.passphrase),
    ...configuration.clientSslProfiles
      .list()
      .flatMap(({ certKeyChain = [] }) =>
        certKeyChain.map(entry => entry.passphrase),
      ),
    ...configuration.serverSslProfiles.list().map(p => p.passphrase),
  ].filter(secret => secret !== undefined);
  return (
    [...new Set(known)].find(
      secret => sealedSecret(secret, configuration) === text,
    ) ?? text
  );
}
