/**
 * How a fact about an X.509 certificate is known. `der` facts come from the
 * encoded certificate itself; `metadata` facts are what a device says about a
 * file object (no start date, subject strings that cannot be parsed safely).
 *
 * @public
 */
export type FactsSource = 'der' | 'metadata';

/**
 * Public key algorithm family.
 *
 * @public
 */
export type KeyType = 'rsa' | 'ec' | 'ed25519' | 'ed448' | 'dsa' | 'unknown';

/**
 * How a certificate is used across all devices, as far as it is known.
 *
 * - `in-use`: at least one virtual server uses a profile that is bound to it
 * - `profile-only`: SSL profiles name it, but no virtual server uses them
 * - `referenced`: something other than an SSL profile names it (monitor, management web server, ...)
 * - `unused`: no known reference was found
 *
 * @public
 */
export type UsageState = 'in-use' | 'profile-only' | 'referenced' | 'unused';

/** @public */
export const USAGE_STATES: readonly UsageState[] = [
  'in-use',
  'profile-only',
  'referenced',
  'unused',
];

/**
 * Whether the chain that is served or installed with a leaf leads to a
 * self-signed root or a publicly known issuer.
 *
 * - `complete`: every issuer up to (not necessarily including) the root was present
 * - `incomplete`: an intermediate is missing
 * - `self-signed`: the certificate is its own issuer
 * - `unknown`: the chain has not been seen
 *
 * @public
 */
export type ChainStatus = 'complete' | 'incomplete' | 'self-signed' | 'unknown';

/**
 * One certificate of a chain, leaf excluded.
 *
 * @public
 */
export interface ChainLink {
  /** SHA-256 over the DER, lower-case hexadecimal without separators. */
  fingerprint: string;
  /** RFC 4514 string, most specific RDN first. */
  subject: string;
  issuer: string;
  /** ISO 8601, UTC. */
  notAfter: string;
}

/**
 * One X.509 certificate, immutable.
 *
 * @public
 */
export interface CertificateVersion {
  /**
   * The SHA-256 fingerprint in lower-case hexadecimal, or `m-` and a digest of
   * the device's metadata while the DER has not been seen (TMOS before 13.1
   * reports no fingerprint).
   */
  id: string;
  fingerprint: string | null;
  factsSource: FactsSource;
  /** Distinguished names; RFC 4514 from the DER, the device's own text otherwise. */
  subject: string | null;
  issuer: string | null;
  /** Short text for lists: the issuer's CN, else its O, else the whole name. */
  issuerLabel: string | null;
  /** Hexadecimal, lower case, no separators and no leading zeros. */
  serialNumber: string | null;
  /** ISO 8601, UTC. `null` while only metadata is known: devices report no start date. */
  notBefore: string | null;
  notAfter: string | null;
  /** Subject alternative names (the CN where there are none), normalised and sorted. */
  names: string[];
  keyType: KeyType;
  /** Bits of an RSA or DSA modulus; field size of a curve. */
  keySize: number | null;
  curve: string | null;
  signatureAlgorithm: string | null;
  selfSigned: boolean | null;
  isCa: boolean | null;
  /** Extended key usages by short name (`serverAuth`) or OID. Empty when absent. */
  extendedKeyUsage: string[];
  chainStatus: ChainStatus;
  chain: ChainLink[];
  /** ISO 8601: when the inventory first saw it. */
  firstSeenAt: string;
  /** Current installations of this version. */
  installationCount: number;
  /** Virtual servers that served it at the last handshake. */
  servedCount: number;
}
