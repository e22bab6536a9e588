import * as x509 from '@peculiar/x509';
import { RevocationReason } from '@cmt/backstage-plugin-certificates-common';
import { Signer, crypto, wholeSeconds } from '../hierarchy/signer';

const CRL_NUMBER = '2.5.29.20';
const CRL_REASON = '2.5.29.21';
const TAG_INTEGER = 0x02;
const TAG_ENUMERATED = 0x0a;

/** RFC 5280 section 5.3.1. */
const REASONS: Record<RevocationReason, number> = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
};

export interface RevokedEntry {
  /** Hexadecimal. */
  serialNumber: string;
  revokedAt: number;
  reason: RevocationReason;
}

/** Makes a certificate revocation list (RFC 5280 section 5), DER. */
export async function createCrl(options: {
  signer: Signer;
  number: number;
  thisUpdate: number;
  nextUpdate: number;
  entries: RevokedEntry[];
}): Promise<Uint8Array> {
  const { signer, number, thisUpdate, nextUpdate, entries } = options;
  const crl = await x509.X509CrlGenerator.create(
    {
      issuer: signer.certificate.subjectName,
      thisUpdate: wholeSeconds(thisUpdate),
      nextUpdate: wholeSeconds(nextUpdate),
      signingAlgorithm: signer.algorithm,
      signingKey: signer.key,
      entries: entries.map(({ serialNumber, revokedAt, reason }) => ({
        serialNumber,
        revocationDate: wholeSeconds(revokedAt),
        // No reason is better left out than given (RFC 5280 section 5.3.1). The
        // library would then write an empty list of extensions, which is no DER
        // of a CRL; the date from which on it is invalid takes the place.
        ...(reason === 'unspecified'
          ? { invalidity: wholeSeconds(revokedAt) }
          : {
              extensions: [
                new x509.Extension(
                  CRL_REASON,
                  false,
                  derNumber(TAG_ENUMERATED, REASONS[reason]),
                ),
              ],
            }),
      })),
      extensions: [
        await x509.AuthorityKeyIdentifierExtension.create(
          signer.certificate.publicKey,
          false,
          crypto,
        ),
        new x509.Extension(CRL_NUMBER, false, derNumber(TAG_INTEGER, number)),
      ],
    },
    crypto,
  );
  return new Uint8Array(crl.rawData);
}

/** A whole number that is not negative, in DER. */
function derNumber(tag: number, value: number): Uint8Array {
  const digits = value.toString(16);
  const bytes = Buffer.from(
    digits.length % 2 === 0 ? digits : `0${digits}`,
    'hex',
  );
  // A first bit that is set would make it negative.
  const content =
    bytes[0] >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
  return Uint8Array.from([tag, content.length, ...content]);
}
