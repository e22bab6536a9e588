import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { RevokeRequest } from '@cmt/backstage-plugin-certificates-common';
import { AuthorityError } from '@cmt/backstage-plugin-certificates-node';
import { Knex } from 'knex';
import { Authorities } from '../authority';
import { BigIntColumn, toIso } from '../database';
import { CertificateReader } from '../policy';

/** Longest comment that is kept. */
const MAX_COMMENT = 2_000;

/** Asks CAs to revoke what they have issued. */
export class RevocationService {
  readonly #knex: Knex;
  readonly #authorities: Authorities;
  readonly #certificates: CertificateReader;
  readonly #clock: () => number;

  constructor(options: {
    knex: Knex;
    authorities: Authorities;
    certificates: CertificateReader;
    clock: () => number;
  }) {
    this.#knex = options.knex;
    this.#authorities = options.authorities;
    this.#certificates = options.certificates;
    this.#clock = options.clock;
  }

  /**
   * Revokes a version. Asked again, it answers what was done.
   *
   * @throws NotFoundError, ConflictError while it is in use or where its CA cannot
   * revoke, InputError when it is not known who issued it
   */
  async revoke(
    certificateId: string,
    versionId: string,
    request: RevokeRequest,
    by: string,
  ): Promise<{ revokedAt: string }> {
    const known = await this.#knex('revocations')
      .where('version_id', versionId)
      .first<{ revoked_at: BigIntColumn } | undefined>('revoked_at');
    if (known) {
      return { revokedAt: toIso(Number(known.revoked_at)) ?? '' };
    }
    await this.#requireVersion(certificateId, versionId, request);
    const issued = await this.#knex('renewals')
      .where('fingerprint', versionId)
      .whereNotNull('authority_id')
      .first<{ authority_id: string } | undefined>('authority_id');
    const authority = issued && this.#authorities.get(issued.authority_id);
    if (!authority) {
      throw new InputError(
        'No certificate authority that is configured has issued this version: revoke it with the CA that did',
      );
    }
    const { revoke } = authority.authority;
    if (!revoke || !authority.describe().canRevoke) {
      throw new ConflictError(
        `${
          authority.describe().title
        } cannot be asked to revoke from here: revoke it there`,
      );
    }
    const encoded = await this.#certificates.encoded(versionId);
    if (!encoded) {
      throw new InputError(
        'The encoded certificate of this version is not known',
      );
    }
    try {
      await authority.authority.revoke?.(encoded, request.reason, {
        signal: this.#authorities.callSignal(new AbortController().signal),
      });
    } catch (error) {
      if (AuthorityError.is(error)) {
        await this.#authorities.noteProblem(authority.id, error.problem);
        throw new ConflictError(`${error.message}. ${error.problem.remedy}`);
      }
      throw error;
    }
    const revokedAt = this.#clock();
    await this.#knex('revocations')
      .insert({
        version_id: versionId,
        certificate_id: certificateId,
        authority: authority.id,
        reason: request.reason,
        comment: request.comment?.trim().slice(0, MAX_COMMENT) || null,
        by,
        revoked_at: revokedAt,
      })
      .onConflict('version_id')
      .ignore();
    return { revokedAt: toIso(revokedAt) ?? '' };
  }

  async #requireVersion(
    certificateId: string,
    versionId: string,
    request: RevokeRequest,
  ): Promise<void> {
    const version = await this.#knex('certificate_versions')
      .where({ certificate_id: certificateId, version_id: versionId })
      .first<{ installation_count: number; served_count: number } | undefined>(
        'installation_count',
        'served_count',
      );
    const isHeld =
      version ??
      (await this.#knex('materials')
        .where({ certificate_id: certificateId, fingerprint: versionId })
        .first('id'));
    if (!isHeld) {
      throw new NotFoundError(
        `The certificate '${certificateId}' has no version '${versionId}'`,
      );
    }
    const bound = await this.#knex('installations as i')
      .join('bindings as b', join =>
        join.on('b.device', 'i.device').on('b.certificate_path', 'i.full_path'),
      )
      .where({ 'i.certificate_id': certificateId, 'i.version_id': versionId })
      .whereNull('i.removed_at')
      .first('i.id');
    if (bound && !request.inUseConfirmed) {
      throw new ConflictError(
        'This version is in use: replace it first, or confirm that clients will be refused',
      );
    }
  }
}
