import { setImmediate as nextTick } from 'node:timers/promises';
import { Knex } from 'knex';
import {
  CertificateFacts,
  CertificateParseError,
  DeviceSnapshot,
  parseCertificate,
} from '@cmt/backstage-plugin-certificates-node';
import { readInParts } from '../../database';
import { ChainAssessment, ChainAssessor } from './assessChain';

/** Certificates that are parsed before other work gets its turn. */
const PARSED_AT_ONCE = 20;

/**
 * What the encoded certificates of one snapshot say, each parsed and judged at
 * most once. Parsing takes milliseconds of computing per certificate: it is
 * done before the inventory is locked, and not all at once.
 *
 * @internal
 */
export class SnapshotCertificates {
  readonly #encoded: ReadonlyMap<string, Uint8Array>;
  readonly #facts = new Map<string, CertificateFacts | undefined>();
  readonly #assessor: ChainAssessor;

  private constructor(snapshot: DeviceSnapshot) {
    this.#encoded = snapshot.encodedCertificates;
    this.#assessor = new ChainAssessor(snapshot);
  }

  /** Parses those that are not stored yet. */
  static async read(
    knex: Knex,
    snapshot: DeviceSnapshot,
  ): Promise<SnapshotCertificates> {
    const certificates = new SnapshotCertificates(snapshot);
    const stored = await storedFingerprints(knex, snapshot);
    let parsed = 0;
    for (const [fingerprint, der] of snapshot.encodedCertificates) {
      if (!stored.has(fingerprint)) {
        certificates.parse(fingerprint, der);
        if (++parsed % PARSED_AT_ONCE === 0) {
          await nextTick();
        }
      }
    }
    return certificates;
  }

  get encoded(): ReadonlyMap<string, Uint8Array> {
    return this.#encoded;
  }

  /** Facts of a certificate; `undefined` when the bytes are none, or another one. */
  parse(fingerprint: string, der: Uint8Array): CertificateFacts | undefined {
    if (!this.#facts.has(fingerprint)) {
      this.#facts.set(fingerprint, tryParse(fingerprint, der));
    }
    return this.#facts.get(fingerprint);
  }

  assessChain(fingerprints: readonly string[]): ChainAssessment {
    return this.#assessor.assess(fingerprints);
  }
}

/** Fingerprints of the snapshot's certificates that are stored. @internal */
export async function storedFingerprints(
  knex: Knex,
  snapshot: Pick<DeviceSnapshot, 'encodedCertificates'>,
): Promise<Set<string>> {
  return new Set(
    await readInParts(snapshot.encodedCertificates.keys(), part =>
      knex('encoded_certificates')
        .whereIn('fingerprint', part)
        .pluck<string[]>('fingerprint'),
    ),
  );
}

function tryParse(
  fingerprint: string,
  der: Uint8Array,
): CertificateFacts | undefined {
  try {
    const facts = parseCertificate(der);
    return facts.fingerprint === fingerprint ? facts : undefined;
  } catch (error) {
    if (error instanceof CertificateParseError) {
      return undefined;
    }
    throw error;
  }
}
