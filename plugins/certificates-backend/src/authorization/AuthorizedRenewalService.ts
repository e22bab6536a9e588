import { UserInfoService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import {
  CreateRenewalRequest,
  ListRenewalsRequest,
  RenewalDetail,
  RevokeRequest,
} from '@cmt/backstage-plugin-certificates-common';
import { Knex } from 'knex';
import { Authorities } from '../authority';
import { InventoryQueries } from '../inventory/types';
import { listRenewals, RenewalOperations, RevocationService } from '../renewal';
import { callerName } from '../service/caller';
import { CallerOptions, RenewalService } from '../service/types';
import { actorOf } from './actorOf';
import { visibleTo } from './visibleTo';

/**
 * The only way from a request to renewals: one is visible to whoever may see its
 * certificate. Who may agree to it, the policy says.
 */
export class AuthorizedRenewalService implements RenewalService {
  readonly #knex: Knex;
  readonly #queries: InventoryQueries;
  readonly #operations: RenewalOperations;
  readonly #revocations: RevocationService;
  readonly #authorities: Authorities;
  readonly #userInfo: UserInfoService;

  constructor(options: {
    knex: Knex;
    queries: InventoryQueries;
    operations: RenewalOperations;
    revocations: RevocationService;
    authorities: Authorities;
    userInfo: UserInfoService;
  }) {
    this.#knex = options.knex;
    this.#queries = options.queries;
    this.#operations = options.operations;
    this.#revocations = options.revocations;
    this.#authorities = options.authorities;
    this.#userInfo = options.userInfo;
  }

  async createRenewal(request: CreateRenewalRequest, caller: CallerOptions) {
    await this.#requireCertificate(request, caller);
    return this.#operations.create(
      request,
      await actorOf(caller, this.#userInfo),
    );
  }

  async previewRenewal(request: CreateRenewalRequest, caller: CallerOptions) {
    await this.#requireCertificate(request, caller);
    return this.#operations.preview(request);
  }

  async listRenewals(request: ListRenewalsRequest, caller: CallerOptions) {
    return listRenewals(this.#knex, request, await visibleTo(caller));
  }

  async getRenewal(id: string, caller: CallerOptions) {
    return this.#visibleRenewal(id, caller);
  }

  async decideRenewal(
    id: string,
    decision: { approved: boolean; comment?: string },
    caller: CallerOptions,
  ) {
    await this.#visibleRenewal(id, caller);
    return this.#operations.decide(
      id,
      decision,
      await actorOf(caller, this.#userInfo),
    );
  }

  async uploadIssued(
    id: string,
    upload: { pem?: string; pkcs7?: string },
    caller: CallerOptions,
  ) {
    await this.#visibleRenewal(id, caller);
    return this.#operations.upload(
      id,
      upload,
      await actorOf(caller, this.#userInfo),
    );
  }

  async actOnRenewal(
    id: string,
    action: 'retry' | 'cancel',
    caller: CallerOptions,
  ) {
    await this.#visibleRenewal(id, caller);
    return this.#operations.act(
      id,
      action,
      await actorOf(caller, this.#userInfo),
    );
  }

  async listAuthorities(caller: CallerOptions) {
    await visibleTo(caller);
    return this.#authorities.summaries();
  }

  async revokeVersion(
    certificateId: string,
    versionId: string,
    request: RevokeRequest,
    caller: CallerOptions,
  ) {
    await this.#requireCertificate({ certificateId }, caller);
    return this.#revocations.revoke(
      certificateId,
      versionId,
      request,
      callerName(caller),
    );
  }

  async #requireCertificate(
    { certificateId }: CreateRenewalRequest,
    caller: CallerOptions,
  ): Promise<void> {
    const visible = await visibleTo(caller);
    if (
      certificateId !== undefined &&
      !(await this.#queries.getCertificate(certificateId, visible))
    ) {
      throw new NotFoundError(`No certificate has the id '${certificateId}'`);
    }
  }

  async #visibleRenewal(
    id: string,
    caller: CallerOptions,
  ): Promise<RenewalDetail> {
    const renewal = await this.#operations.get(id);
    const { visibility } = await visibleTo(caller);
    if (
      visibility &&
      (renewal.certificateId === null ||
        !(await this.#queries.getCertificate(renewal.certificateId, {
          visibility,
        })))
    ) {
      throw new NotFoundError(`No renewal has the id '${id}'`);
    }
    return renewal;
  }
}
