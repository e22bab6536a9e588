import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import {
  KeySpec,
  primaryName,
} from '@cmt/backstage-plugin-certificates-common';
import { Issuer } from '../hierarchy/Hierarchy';
import {
  CLOCK_SKEW_MS,
  crypto,
  newSerialNumber,
  wholeSeconds,
} from '../hierarchy/signer';

/** Longest common name (RFC 5280 appendix A.1). */
const MOST_COMMON_NAME = 64;

/**
 * Issues a server certificate by the profile of RFC 5280 and, as far as it fits a
 * private CA, of the Baseline Requirements (section 7.1.2.7).
 *
 * @remarks
 *
 * It ends with its issuer at the latest. The subject is the shortest name, or
 * nothing where none fits; the names that count are the alternative ones.
 */
export async function issueLeaf(options: {
  issuer: Issuer;
  names: string[];
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Uint8Array;
  key: KeySpec;
  lifetimeMs: number;
  now: number;
  publicationUrl: string;
}): Promise<x509.X509Certificate> {
  const { issuer, names, key, now, publicationUrl } = options;
  const notBefore = wholeSeconds(now - CLOCK_SKEW_MS);
  // The last second counts (RFC 5280 section 4.1.2.5).
  const notAfter = wholeSeconds(
    Math.min(
      notBefore.getTime() + options.lifetimeMs - 1000,
      issuer.certificate.notAfter.getTime(),
    ),
  );
  const publicKey = new x509.PublicKey(options.publicKey);
  const commonName = primaryName(
    names.filter(name => name.length <= MOST_COMMON_NAME),
  );
  const published = `${publicationUrl}/${issuer.publishedAs}`;
  return x509.X509CertificateGenerator.create(
    {
      serialNumber: newSerialNumber(),
      subject: commonName === undefined ? [] : [{ CN: [commonName] }],
      issuer: issuer.certificate.subjectName,
      notBefore,
      notAfter,
      signingAlgorithm: issuer.algorithm,
      publicKey,
      signingKey: issuer.key,
      extensions: [
        new x509.SubjectAlternativeNameExtension(
          names.map(value => ({
            type: isIP(value) ? ('ip' as const) : ('dns' as const),
            value,
          })),
          // It has to be where there is no subject (RFC 5280 section 4.2.1.6).
          commonName === undefined,
        ),
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(keyUsage(key), true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        await x509.SubjectKeyIdentifierExtension.create(
          publicKey,
          false,
          crypto,
        ),
        await x509.AuthorityKeyIdentifierExtension.create(
          issuer.certificate.publicKey,
          false,
          crypto,
        ),
        new x509.CRLDistributionPointsExtension([`${published}.crl`]),
        new x509.AuthorityInfoAccessExtension({
          caIssuers: new x509.GeneralName('url', `${published}.cer`),
        }),
      ],
    },
    crypto,
  );
}

/** RSA keys may also take part in key exchange, before TLS 1.3. */
function keyUsage(key: KeySpec): x509.KeyUsageFlags {
  const { digitalSignature, keyEncipherment } = x509.KeyUsageFlags;
  return key.type === 'rsa'
    ? // eslint-disable-next-line no-bitwise -- flags of a bit string
      digitalSignature | keyEncipherment
    : digitalSignature;
}
