import { Knex } from 'knex';
import {
  CertificateFacts,
  DeviceSnapshot,
} from '@cmt/backstage-plugin-certificates-node';
import { readInParts, Row, toFlag } from '../../database';
import {
  SnapshotCertificates,
  storedFingerprints,
} from './SnapshotCertificates';

/** Encoded certificates that matter to a snapshot. @internal */
export interface EncodedCertificates {
  /** Facts by fingerprint: those of the snapshot that are new, and those asked for. */
  facts: Map<string, CertificateFacts>;
  /** Rows of certificates that are not stored yet. */
  inserts: Row[];
}

/**
 * The certificates of a snapshot that are not stored yet. Bytes that are no
 * certificate are left out; the observation that they were served remains.
 *
 * @internal
 */
export async function readNewCertificates(
  knex: Knex,
  snapshot: DeviceSnapshot,
  certificates: SnapshotCertificates,
): Promise<EncodedCertificates> {
  const stored = await storedFingerprints(knex, snapshot);
  const facts = new Map<string, CertificateFacts>();
  const inserts: Row[] = [];
  for (const [fingerprint, der] of snapshot.encodedCertificates) {
    const parsed = stored.has(fingerprint)
      ? undefined
      : certificates.parse(fingerprint, der);
    if (parsed) {
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
  return { facts, inserts };
}

/**
 * Facts of certificates that are stored, by fingerprint.
 *
 * @internal
 */
export async function readStoredFacts(
  knex: Knex,
  fingerprints: Iterable<string>,
  certificates: SnapshotCertificates,
): Promise<Map<string, CertificateFacts>> {
  const rows = await readInParts(fingerprints, part =>
    knex('encoded_certificates')
      .whereIn('fingerprint', part)
      .select<{ fingerprint: string; der: Uint8Array }[]>('fingerprint', 'der'),
  );
  return new Map(
    rows.flatMap(({ fingerprint, der }) => {
      const facts = certificates.parse(fingerprint, der);
      return facts ? [[fingerprint, facts] as const] : [];
    }),
  );
}
