import {
  CertificateDetail,
  NewBinding,
} from '@cmt/backstage-plugin-certificates-common';
import { Knex } from 'knex';
import { certificateIdentity } from '../inventory/identity';
import { IdentityScope } from '../inventory/types';
import { CertificateReader } from '../policy';
import { OPEN_STATES, RenewalRow, toRenewal } from './store';
import { RenewalRecord } from './types';

/**
 * Certificates that somebody has requested and that are not installed anywhere:
 * the inventory learns of them by the scan after their deployment. They have the
 * identity already that it will give them.
 */
export class RequestedCertificates {
  readonly #knex: Knex;
  readonly #certificates: CertificateReader;
  readonly #identityScope: IdentityScope;

  constructor(options: {
    knex: Knex;
    certificates: CertificateReader;
    identityScope: IdentityScope;
  }) {
    this.#knex = options.knex;
    this.#certificates = options.certificates;
    this.#identityScope = options.identityScope;
  }

  /** The id that a certificate of such names will have where it is bound first. */
  async idOf(
    names: readonly string[],
    bindings: readonly NewBinding[],
  ): Promise<string> {
    const [environment] = await this.#certificates.environmentsOf(bindings);
    return certificateIdentity({
      names: [...names],
      subject: null,
      versionId: '',
      factory: false,
      device: bindings[0]?.unit ?? '',
      environment: environment ?? null,
      identityScope: this.#identityScope,
    }).id;
  }

  /** A certificate by the id that it will have. */
  async get(id: string): Promise<CertificateDetail | undefined> {
    const rows = await this.#knex<RenewalRow>('renewals')
      .whereIn('state', [...OPEN_STATES])
      .where('kind', 'request')
      .whereNotNull('new_bindings')
      .select('*');
    for (const renewal of rows.map(toRenewal)) {
      if ((await this.idOf(renewal.names, renewal.newBindings ?? [])) === id) {
        return toCertificate(id, renewal);
      }
    }
    return undefined;
  }
}

function toCertificate(id: string, renewal: RenewalRecord): CertificateDetail {
  return {
    id,
    entityRef: '',
    title: renewal.certificateTitle,
    names: renewal.names,
    state: 'unknown',
    expiresAt: null,
    notBefore: null,
    lifetimeDays: null,
    automated: false,
    issuer: null,
    keyType: renewal.key.type,
    keySize: null,
    usage: 'unused',
    owner: renewal.ownerRef
      ? { ref: renewal.ownerRef, kind: 'mapping', confidence: 'certain' }
      : null,
    systemRef: null,
    environments: [],
    devices: [],
    installationCount: 0,
    virtualServerCount: 0,
    findings: [],
    highestSeverity: null,
    currentVersionId: null,
    observedAt: null,
    stale: false,
    goneAt: null,
    ownerEvidence: [],
    protects: [],
    currentVersion: null,
    findingDetails: [],
    firstSeenAt: new Date(renewal.createdAt).toISOString(),
  };
}
