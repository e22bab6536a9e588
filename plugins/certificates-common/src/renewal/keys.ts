/** What kind of key a certificate gets. @public */
export type KeySpec =
  | {
      type: 'rsa';
      /** Bits of the modulus. */
      size: 2048 | 3072 | 4096;
    }
  | {
      type: 'ec';
      /** FIPS 186-5 names. */
      curve: 'P-256' | 'P-384';
    };

/** @public */
export const KEY_SPECS: readonly KeySpec[] = [
  { type: 'ec', curve: 'P-256' },
  { type: 'ec', curve: 'P-384' },
  { type: 'rsa', size: 2048 },
  { type: 'rsa', size: 3072 },
  { type: 'rsa', size: 4096 },
];

/** For people: `RSA 2048`, `ECDSA P-256`. @public */
export function keySpecText(spec: KeySpec): string {
  return spec.type === 'rsa' ? `RSA ${spec.size}` : `ECDSA ${spec.curve}`;
}

/**
 * Where a private key lives.
 *
 * - `sealed`: encrypted in our database until it is deployed
 * - `device`: made on the device, which it never leaves
 *
 * @public
 */
export type Custody = 'sealed' | 'device';

/**
 * Reasons to revoke, by their names in RFC 5280 section 5.3.1; the ones that a
 * subscriber may give.
 *
 * @public
 */
export type RevocationReason =
  | 'unspecified'
  | 'keyCompromise'
  | 'affiliationChanged'
  | 'superseded'
  | 'cessationOfOperation';

/** @public */
export const REVOCATION_REASONS: readonly RevocationReason[] = [
  'unspecified',
  'keyCompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
];
