import { parseCertificate } from '@cmt/backstage-plugin-certificates-node';

/**
 * How a CA names a certificate in renewal information (RFC 9773 section 4.1):
 * key identifier of its issuer and serial number.
 *
 * @returns `undefined` for a certificate without a key identifier of its issuer,
 * or for no certificate at all
 */
export function certificateId(der: Uint8Array): string | undefined {
  let facts;
  try {
    facts = parseCertificate(der);
  } catch {
    return undefined;
  }
  const { authorityKeyIdentifier, serialNumber } = facts;
  if (!authorityKeyIdentifier) {
    return undefined;
  }
  const even =
    serialNumber.length % 2 === 0 ? serialNumber : `0${serialNumber}`;
  // As in DER: a first bit that is set would make it negative.
  const serial = /^[89a-f]/.test(even) ? `00${even}` : even;
  return [authorityKeyIdentifier, serial]
    .map(hex => Buffer.from(hex, 'hex').toString('base64url'))
    .join('.');
}
