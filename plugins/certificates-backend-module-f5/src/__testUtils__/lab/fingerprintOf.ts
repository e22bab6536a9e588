import { X509Certificate } from 'node:crypto';

/** As the suite writes fingerprints: SHA-256, lower case, no colons. */
export function fingerprintOf(certificate: X509Certificate): string {
  return certificate.fingerprint256.replace(/:/g, '').toLowerCase();
}
