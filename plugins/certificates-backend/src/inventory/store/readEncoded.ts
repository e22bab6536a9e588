import { Knex } from 'knex';
import {
  CertificateFacts,
  CertificateParseError,
  parseCertificate,
} from '@cmt/backstage-plugin-certificates-node';
import { readInParts, Row, toFlag } from '../../database';

/** Encoded certificates that matter to a snapshot. @internal */
export interface EncodedCertificates {
  /** Facts by fingerprint: those of the snapshot that are new, and those asked for. */
  facts: Map<string, CertificateFacts>;
  /** Rows of certificates that are not stored yet. */
  inserts: Row[];
}

/**
 * Parses what was not parsed before: the certificates of a snapshot that are not
 * stored yet, and stored ones whose facts are asked for. Bytes that are no
 * certificate are left out; the observation that they were served remains.
 *
 * @param wanted - fingerprints whose facts are needed wherever they are stored
 * @internal
 */
export async function readEncoded(
  knex: Knex,
  snapshotCertificates: ReadonlyMap<string, Uint8Array>,
  wanted: ReadonlySet<string>,
): Promise<EncodedCertificates> {
  const stored = new Set(
    await readInParts(snapshotCertificates.keys(), part =>
      knex('encoded_certificates')
        .whereIn('fingerprint', part)
        .pluck('fingerprint'),
    ),
  );
  const facts = new Map<string, CertificateFacts>();
  const inserts: Row[] = [];
  for (const [fingerprint, der] of snapshotCertificates) {
    if (stored.has(fingerprint)) {
      continue;
    }
    const parsed = tryParse(der);
    if (parsed?.fingerprint === fingerprint) {
      facts.set(fingerprint, parsed);
      inserts.push({
        fingerprint,
        der: Buffer.from(der),
        subject: parsed.subject.replaceAll('\u0000', '\uFFFD'),
        issuer: parsed.issuer.replaceAll('\u0000', '\uFFFD'),
        not_after: parsed.notAfter,
        is_root: toFlag(parsed.selfSigned),
      });
    }
  }

  const missing = [...wanted].filter(fingerprint => !facts.has(fingerprint));
  const rows = await readInParts(missing, part =>
    knex('encoded_certificates')
      .whereIn('fingerprint', part)
      .select<{ fingerprint: string; der: Uint8Array }[]>('fingerprint', 'der'),
  );
  for (const row of rows) {
    const parsed = tryParse(row.der);
    if (parsed) {
      facts.set(row.fingerprint, parsed);
    }
  }
  return { facts, inserts };
}

function tryParse(der: Uint8Array): CertificateFacts | undefined {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (error instanceof CertificateParseError) {
      return undefined;
    }
    throw error;
  }
}
