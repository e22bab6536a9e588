import { X509Certificate } from 'node:crypto';
import { parseCertificate } from '@cmt/backstage-plugin-certificates-node';
import { AcmeProtocolError } from '../protocol/AcmeClient';

const BLOCK =
  /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** A chain as a CA sends it (RFC 8555 section 9.1): leaf first. */
export function readChain(text: string): X509Certificate[] {
  try {
    const chain = (text.match(BLOCK) ?? []).map(
      pem => new X509Certificate(pem),
    );
    if (chain.length > 0) {
      return chain;
    }
  } catch {
    // Told below.
  }
  throw new AcmeProtocolError('The CA sent no chain of certificates');
}

/** PEM blocks of a chain, without a root at its end. */
export function writeChain(chain: readonly X509Certificate[]): string[] {
  return chain
    .filter(
      (each, index) => index === 0 || !parseCertificate(each.raw).selfSigned,
    )
    .map(each => each.toString());
}

/** Whether a chain leads to an issuer with this common name. */
export function leadsTo(
  chain: readonly X509Certificate[],
  issuer: string,
): boolean {
  return chain.some(each => parseCertificate(each.raw).issuerLabel === issuer);
}

/** Whether a certificate is for a key (SubjectPublicKeyInfo, DER). */
export function isForKey(
  certificate: X509Certificate,
  publicKey: Uint8Array,
): boolean {
  return certificate.publicKey
    .export({ type: 'spki', format: 'der' })
    .equals(publicKey);
}
