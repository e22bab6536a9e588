import * as x509 from '@peculiar/x509';
import {
  CLOCK_SKEW_MS,
  P256,
  P384,
  Signer,
  crypto,
  generateKeys,
  newSerialNumber,
  wholeSeconds,
  writeSigner,
} from './signer';

/** Lifetime of the root, which everybody who trusts it has to install. */
const ROOT_LIFETIME_MS = 10 * 365 * 86_400_000;

// eslint-disable-next-line no-bitwise -- flags of a bit string
const CA_KEY_USAGE =
  x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign;

/** Makes a root (RFC 5280 profile, ECDSA P-384), written for the records. */
export async function createRoot(options: {
  organization: string;
  now: number;
}): Promise<string> {
  const { organization, now } = options;
  const keys = await generateKeys(P384);
  const name = caName(organization, 'Root CA');
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: newSerialNumber(),
      subject: name,
      issuer: name,
      notBefore: wholeSeconds(now - CLOCK_SKEW_MS),
      notAfter: wholeSeconds(now + ROOT_LIFETIME_MS),
      signingAlgorithm: P384,
      publicKey: keys.publicKey,
      signingKey: keys.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(true, 1, true),
        new x509.KeyUsagesExtension(CA_KEY_USAGE, true),
        await x509.SubjectKeyIdentifierExtension.create(
          keys.publicKey,
          false,
          crypto,
        ),
      ],
    },
    crypto,
  );
  return writeSigner(certificate, keys, P384);
}

/** Makes an issuing certificate below the root (ECDSA P-256), for servers only. */
export async function createIssuer(options: {
  organization: string;
  number: number;
  root: Signer;
  lifetimeMs: number;
  now: number;
  publicationUrl: string;
}): Promise<string> {
  const { organization, number, root, lifetimeMs, now, publicationUrl } =
    options;
  const keys = await generateKeys(P256);
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: newSerialNumber(),
      subject: caName(organization, `Issuing CA ${number}`),
      issuer: root.certificate.subjectName,
      notBefore: wholeSeconds(now - CLOCK_SKEW_MS),
      notAfter: wholeSeconds(
        Math.min(now + lifetimeMs, root.certificate.notAfter.getTime()),
      ),
      signingAlgorithm: root.algorithm,
      publicKey: keys.publicKey,
      signingKey: root.key,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(CA_KEY_USAGE, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        await x509.SubjectKeyIdentifierExtension.create(
          keys.publicKey,
          false,
          crypto,
        ),
        await x509.AuthorityKeyIdentifierExtension.create(
          root.certificate.publicKey,
          false,
          crypto,
        ),
        new x509.CRLDistributionPointsExtension([`${publicationUrl}/root.crl`]),
        new x509.AuthorityInfoAccessExtension({
          caIssuers: new x509.GeneralName('url', `${publicationUrl}/root.cer`),
        }),
      ],
    },
    crypto,
  );
  return writeSigner(certificate, keys, P256);
}

function caName(organization: string, role: string): x509.JsonName {
  return [{ O: [organization] }, { CN: [`${organization} ${role}`] }];
}
