import { Publication } from '@cmt/backstage-plugin-certificates-node';
import { Hierarchy } from '../hierarchy/Hierarchy';
import { Signer } from '../hierarchy/signer';
import { Ledger } from '../issuing/Ledger';
import { CrlPublisher } from './CrlPublisher';

/** Seconds that others may keep what never changes. */
const CERTIFICATE_MAX_AGE = 86_400;
/** Seconds that others may keep a list: a revocation is seen after so long. */
const CRL_MAX_AGE = 300;
/** The root is the one who could revoke issuing certificates; its list is long-lived. */
const ROOT_CRL_LIFETIME_MS = 90 * 86_400_000;

/**
 * What a local CA publishes: for the root and each issuing certificate the
 * certificate (DER; of the root also PEM, for people) and the revocation list.
 */
export async function listPublications(options: {
  hierarchy: Hierarchy;
  ledger: Ledger;
  crls: CrlPublisher;
  crlLifetimeMs: number;
  now: number;
}): Promise<Publication[]> {
  const { hierarchy, ledger, crls, crlLifetimeMs, now } = options;
  // The root is needed before there can be issuing certificates.
  const root = await hierarchy.root();
  const issuers = await hierarchy.issuers();
  const rootCrl = await crls.current({
    name: 'root',
    signer: root,
    entries: [],
    lifetimeMs: ROOT_CRL_LIFETIME_MS,
  });
  const publications = [
    certificate('root', root),
    {
      name: 'root.pem',
      contentType: 'application/x-pem-file',
      body: new Uint8Array(
        Buffer.from(`${root.certificate.toString('pem')}\n`),
      ),
      maxAge: CERTIFICATE_MAX_AGE,
    },
    list('root', rootCrl.body),
  ];
  for (const issuer of issuers) {
    const revocations = await ledger.revocations(issuer.number);
    const crl = await crls.current({
      name: String(issuer.number),
      signer: issuer,
      // One that has ended stays on one more list (RFC 5280 section 3.3).
      entries: revocations.filter(
        ({ notAfter }) => notAfter > now - crlLifetimeMs,
      ),
      lifetimeMs: crlLifetimeMs,
    });
    publications.push(
      certificate(issuer.publishedAs, issuer),
      list(issuer.publishedAs, crl.body),
    );
  }
  return publications;
}

function certificate(name: string, signer: Signer): Publication {
  return {
    name: `${name}.cer`,
    contentType: 'application/pkix-cert',
    body: new Uint8Array(signer.certificate.rawData),
    maxAge: CERTIFICATE_MAX_AGE,
  };
}

function list(name: string, body: Uint8Array): Publication {
  return {
    name: `${name}.crl`,
    contentType: 'application/pkix-crl',
    body,
    maxAge: CRL_MAX_AGE,
  };
}
