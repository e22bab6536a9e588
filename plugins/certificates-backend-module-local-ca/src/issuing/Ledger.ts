import {
  REVOCATION_REASONS,
  RevocationReason,
} from '@cmt/backstage-plugin-certificates-common';
import { AuthorityRecords } from '@cmt/backstage-plugin-certificates-node';
import { z } from 'zod';

const issuedRecord = z.object({
  /** Number of the issuing certificate. */
  issuer: z.int(),
  /** DER, base64. */
  certificate: z.base64(),
});

const revokedRecord = z.object({
  reason: z.enum(
    REVOCATION_REASONS as [RevocationReason, ...RevocationReason[]],
  ),
  /** Milliseconds since the epoch. */
  revokedAt: z.number(),
  notAfter: z.number(),
});

export type IssuedRecord = z.infer<typeof issuedRecord>;
export type RevokedRecord = z.infer<typeof revokedRecord>;

/** What a local CA has issued, by order, and revoked, by issuing certificate. */
export class Ledger {
  readonly #records: AuthorityRecords;

  constructor(records: AuthorityRecords) {
    this.#records = records;
  }

  /** What was issued for an order. */
  async issued(orderId: string): Promise<IssuedRecord | undefined> {
    const found = await this.#records.get(`order/${orderId}`);
    return found === undefined
      ? undefined
      : issuedRecord.parse(JSON.parse(found));
  }

  /**
   * Enters what was issued for an order, and answers what counts: the first
   * entry. A certificate that comes second is forgotten by everybody.
   */
  async enter(orderId: string, issued: IssuedRecord): Promise<IssuedRecord> {
    await this.#records.insert(`order/${orderId}`, JSON.stringify(issued));
    return (await this.issued(orderId)) ?? issued;
  }

  /** Enters a revocation; the first one counts. */
  async revoke(
    issuer: number,
    serialNumber: string,
    revoked: RevokedRecord,
  ): Promise<void> {
    await this.#records.insert(
      revokedKey(issuer, serialNumber),
      JSON.stringify(revoked),
    );
  }

  async revocation(
    issuer: number,
    serialNumber: string,
  ): Promise<RevokedRecord | undefined> {
    const found = await this.#records.get(revokedKey(issuer, serialNumber));
    return found === undefined
      ? undefined
      : revokedRecord.parse(JSON.parse(found));
  }

  /** All revocations of what an issuing certificate has issued, by serial number. */
  async revocations(
    issuer: number,
  ): Promise<(RevokedRecord & { serialNumber: string })[]> {
    const prefix = revokedKey(issuer, '');
    const entries = await this.#records.list(prefix);
    return entries.map(({ key, value }) => ({
      ...revokedRecord.parse(JSON.parse(value)),
      serialNumber: key.slice(prefix.length),
    }));
  }
}

function revokedKey(issuer: number, serialNumber: string): string {
  return `revoked/${issuer}/${serialNumber}`;
}
