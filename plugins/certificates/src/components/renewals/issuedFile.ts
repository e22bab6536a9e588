/** What is sent of a file: text as PEM, everything else as PKCS#7. */
export type IssuedUpload = { pem: string } | { pkcs7: string };

/**
 * How the OID of a PKCS#7 content (RFC 2315, 1.2.840.113549.1.7) begins in DER,
 * one character for each byte.
 */
const PKCS7_OID = '\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07';

/** Tag, length and OID fit into this many base64 characters, a multiple of four. */
const HEADER_CHARACTERS = 32;

const LINE_LENGTH = 64;

function isPkcs7(base64: string): boolean {
  return atob(base64.slice(0, HEADER_CHARACTERS)).includes(PKCS7_OID);
}

function pemOf(base64: string): string {
  const lines =
    base64.match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g'))?.join('\n') ?? '';
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

/**
 * What is sent of a binary file that a portal gave: PKCS#7 as it is, a single
 * certificate in DER as PEM.
 *
 * @param base64 - the whole file
 */
export function uploadOf(base64: string): IssuedUpload {
  return isPkcs7(base64) ? { pkcs7: base64 } : { pem: pemOf(base64) };
}
