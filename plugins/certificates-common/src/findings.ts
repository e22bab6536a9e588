/** How much a finding matters. @public */
export type FindingSeverity = 'error' | 'warning' | 'info';

/**
 * The vocabulary of rules that a certificate, its key or its bindings break.
 * Used unchanged in the database, the API, metrics and the UI.
 *
 * - `expired`, `expiring`: by the rules of {@link certificateState}
 * - `not-yet-valid`: its validity has not begun
 * - `not-served`: a virtual server bound to it serves another certificate
 * - `superseded-in-use`: a newer version is installed, but an older one is still bound
 * - `missing-intermediate`: the chain that is served is not complete
 * - `name-not-covered`: the server name of a profile is in none of its names
 * - `weak-key`: RSA or DSA below 2048 bits, curves below 256 bits
 * - `weak-signature`: signed with MD5 or SHA-1
 * - `self-signed`: used by a virtual server although it is its own issuer
 * - `lifetime-too-long`: longer than the CA/Browser Forum allows for its issue date
 * - `no-owner`: nobody could be found to own it
 * - `unused`: no known reference was found
 * - `facts-incomplete`: only device metadata is known; the certificate itself has not been seen
 * - `chain-expiring`: an intermediate ends before the certificate does
 *
 * @public
 */
export type FindingCode =
  | 'expired'
  | 'expiring'
  | 'not-yet-valid'
  | 'not-served'
  | 'superseded-in-use'
  | 'missing-intermediate'
  | 'name-not-covered'
  | 'weak-key'
  | 'weak-signature'
  | 'self-signed'
  | 'lifetime-too-long'
  | 'no-owner'
  | 'unused'
  | 'facts-incomplete'
  | 'chain-expiring';

/** @public */
export const FINDING_SEVERITY: Readonly<Record<FindingCode, FindingSeverity>> =
  {
    expired: 'error',
    expiring: 'warning',
    'not-yet-valid': 'warning',
    'not-served': 'error',
    'superseded-in-use': 'warning',
    'missing-intermediate': 'warning',
    'name-not-covered': 'warning',
    'weak-key': 'error',
    'weak-signature': 'error',
    'self-signed': 'warning',
    'lifetime-too-long': 'warning',
    'no-owner': 'warning',
    unused: 'info',
    'facts-incomplete': 'info',
    'chain-expiring': 'warning',
  };

/** One broken rule, with the facts that prove it. @public */
export interface Finding {
  code: FindingCode;
  severity: FindingSeverity;
  /** ISO 8601: when it was first seen. `null` for findings that depend on the clock alone. */
  since: string | null;
  /** Where it applies; absent when it applies to the certificate as such. */
  device?: string;
  /** Full path of the virtual server, profile or file object. */
  object?: string;
  serverName?: string;
  /** Further facts by name, for the UI's sentence; never secrets. */
  facts?: Record<string, string | number>;
}
