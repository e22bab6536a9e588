import { X509Certificate } from 'node:crypto';
import { CertificateFile } from '../../configuration';
import { splitPem } from '../../pki';

/** The first certificate of a file, and its fingerprint. */
export function leafOf(file: CertificateFile) {
  const parsed = new X509Certificate(
    splitPem(file.content.toString('latin1'))[0],
  );
  return {
    parsed,
    fingerprint: fingerprintOf(parsed),
  };
}

/** SHA-256 over the DER, lower-case hexadecimal. */
export function fingerprintOf(certificate: X509Certificate): string {
  return certificate.fingerprint256.replace(/:/g, '').toLowerCase();
}
