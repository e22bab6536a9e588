import { NotFoundError } from '@backstage/errors';
import {
  CreateRenewalRequest,
  Custody,
  KeySpec,
  normalizeNames,
  Policy,
  primaryName,
  RenewalKind,
  RenewalPreview,
} from '@cmt/backstage-plugin-certificates-common';
import { isIP } from 'node:net';
import { Authorities, ConfiguredAuthority } from '../authority';
import { MaterialStore } from '../custody';
import { DeploymentInventory } from '../deployment';
import { toIso } from '../database';
import {
  approvalTier,
  CertificateForRenewal,
  CertificateReader,
  Decision,
  nameChanges,
  PolicyService,
  TierDecision,
} from '../policy';

/** Names of one certificate; what CAs give stops at a hundred or far below. */
const MAX_NAMES = 250;

/** A DNS name, or a wildcard of one (RFC 1123, RFC 6125), or an IP address. */
const DNS_NAME =
  /^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** What a renewal would be. @internal */
export interface RenewalPlan {
  kind: RenewalKind;
  certificate: CertificateForRenewal;
  /** Whether it is in the inventory. */
  isKnown: boolean;
  decision: Decision;
  policy: Policy | null;
  title: string;
  names: string[];
  namesLost: string[];
  namesAdded: string[];
  keys: KeySpec[];
  custody: Custody;
  authorities: ConfiguredAuthority[];
  tier: TierDecision;
  bindings: number;
  /** For `redeploy`: the newest version that is kept. */
  materialId: string | null;
  /** Everything that stands against it, for people. */
  problems: string[];
}

/** Works out what a renewal would do. Changes nothing. */
export class RenewalPlanner {
  readonly #policies: PolicyService;
  readonly #certificates: CertificateReader;
  readonly #authorities: Authorities;
  readonly #materials: MaterialStore;
  readonly #inventory: Pick<DeploymentInventory, 'usage'>;
  readonly #canSeal: boolean;
  readonly #clock: () => number;

  constructor(options: {
    policies: PolicyService;
    certificates: CertificateReader;
    authorities: Authorities;
    materials: MaterialStore;
    inventory: Pick<DeploymentInventory, 'usage'>;
    canSeal: boolean;
    clock: () => number;
  }) {
    this.#policies = options.policies;
    this.#certificates = options.certificates;
    this.#authorities = options.authorities;
    this.#materials = options.materials;
    this.#inventory = options.inventory;
    this.#canSeal = options.canSeal;
    this.#clock = options.clock;
  }

  /** @throws NotFoundError when there is no such certificate */
  async plan(request: CreateRenewalRequest): Promise<RenewalPlan> {
    const kind = request.kind ?? 'renewal';
    const problems: string[] = [];
    const { certificate, isKnown } = await this.#certificateOf(request);
    const names = namesOf(request, certificate, problems);
    const changes =
      kind === 'request'
        ? { lost: [], added: names }
        : nameChanges(certificate.names, names);
    if (
      kind !== 'request' &&
      !request.namesConfirmed &&
      changes.lost.length + changes.added.length > 0
    ) {
      problems.push(
        `The names change (${[
          ...changes.lost.map(name => `without ${name}`),
          ...changes.added.map(name => `with ${name}`),
        ].join(', ')}): confirm that`,
      );
    }
    const decision = this.#policies.decide(
      await this.#policies.store.list(),
      certificate,
    );
    const { policy } = decision;
    const keys = request.keys ?? decision.keys;
    const authorities = this.#policies.candidates(
      request.authority ? [request.authority] : policy?.authorities ?? [],
      { keys, names },
    );
    const custody = custodyOf(request, policy);
    const materialId =
      kind === 'redeploy' && isKnown
        ? await this.#newestHeld(certificate.certificateId)
        : null;
    problems.push(
      ...this.#obstacles(request, { kind, authorities, custody, materialId }),
    );
    return {
      kind,
      certificate,
      isKnown,
      decision,
      policy,
      title: kind === 'request' ? primaryName(names) ?? '' : certificate.title,
      names,
      namesLost: changes.lost,
      namesAdded: changes.added,
      keys,
      custody,
      authorities,
      tier: policy
        ? approvalTier({ ...certificate, names }, policy.approval, policy.mode)
        : { tier: 'owner', reasons: ['no policy applies'] },
      bindings: await this.#bindings(certificate, isKnown, request),
      materialId,
      problems,
    };
  }

  #obstacles(
    request: CreateRenewalRequest,
    plan: {
      kind: RenewalKind;
      authorities: readonly ConfiguredAuthority[];
      custody: Custody;
      materialId: string | null;
    },
  ): string[] {
    if (plan.kind === 'redeploy') {
      return plan.materialId === null
        ? ['No version of this certificate is kept here with its key']
        : [];
    }
    const problems: string[] = [];
    if (request.authority && !this.#authorities.get(request.authority)) {
      problems.push(
        `No certificate authority has the id '${request.authority}'`,
      );
    } else if (plan.authorities.length === 0) {
      problems.push(
        request.authority
          ? `'${request.authority}' does not take these names or this kind of key`
          : 'No certificate authority is configured that takes these names and this kind of key',
      );
    }
    if (!this.#canSeal) {
      problems.push(
        'Private keys cannot be kept: this portal has no key to seal them with. Its operators configure certificates.custody.keys',
      );
    }
    if (plan.custody === 'device') {
      problems.push('No target can make keys on devices yet: choose sealed');
    }
    return problems;
  }

  async #certificateOf(
    request: CreateRenewalRequest,
  ): Promise<{ certificate: CertificateForRenewal; isKnown: boolean }> {
    if (request.kind === 'request') {
      return {
        certificate: await this.#wanted(request),
        isKnown: false,
      };
    }
    const certificate =
      request.certificateId === undefined
        ? undefined
        : await this.#certificates.get(request.certificateId);
    if (!certificate) {
      throw new NotFoundError(
        `No certificate has the id '${request.certificateId ?? ''}'`,
      );
    }
    return { certificate, isKnown: true };
  }

  /** A certificate that is not there yet, as policies would see it. */
  async #wanted(request: CreateRenewalRequest): Promise<CertificateForRenewal> {
    const bindings = request.newBindings ?? [];
    const names = normalizeNames(request.names ?? []);
    const ownerRef = request.owner?.toLowerCase() ?? null;
    return {
      certificateId: '',
      title: primaryName(names) ?? '',
      isGone: false,
      names,
      environments: await this.#certificates.environmentsOf(bindings),
      devices: [...new Set(bindings.map(({ unit }) => unit))],
      ownerRef,
      owners: ownerRef ? [ownerRef] : [],
      issuers: [],
      notBefore: null,
      expiresAt: null,
      versionId: null,
      virtualServers: bindings.length,
      installations: 0,
      keyType: 'unknown',
      keySize: null,
      curve: null,
      info: null,
    };
  }

  async #newestHeld(certificateId: string): Promise<string | null> {
    const held = (await this.#materials.list(certificateId))
      .filter(
        material =>
          material.hasKey && Date.parse(material.notAfter) > this.#clock(),
      )
      .sort((a, b) => Date.parse(b.notAfter) - Date.parse(a.notAfter));
    return held[0]?.id ?? null;
  }

  async #bindings(
    certificate: CertificateForRenewal,
    isKnown: boolean,
    request: CreateRenewalRequest,
  ): Promise<number> {
    if (!isKnown) {
      return request.newBindings?.length ?? 0;
    }
    const usage = await this.#inventory.usage(certificate.certificateId);
    return usage.filter(({ bound }) => bound).length;
  }
}

/** What people see of a plan. @internal */
export function toPreview(plan: RenewalPlan): RenewalPreview {
  const authority = plan.authorities[0]?.describe();
  return {
    policy: {
      policy: plan.policy,
      because: plan.decision.because,
      alsoMatch: plan.decision.alsoMatch,
      renewAt: toIso(plan.decision.time?.at ?? null),
      renewBecause: plan.decision.time?.because ?? null,
    },
    names: plan.names,
    namesLost: plan.namesLost,
    namesAdded: plan.namesAdded,
    keys: plan.keys,
    custody: plan.custody,
    authority:
      authority && plan.kind !== 'redeploy'
        ? {
            id: plan.authorities[0].id,
            title: authority.title,
            automatic: authority.automatic,
          }
        : null,
    tier: plan.tier.tier,
    tierReasons: plan.tier.reasons,
    virtualServers: plan.certificate.virtualServers,
    bindings: plan.bindings,
    problems: plan.problems,
  };
}

function namesOf(
  request: CreateRenewalRequest,
  certificate: CertificateForRenewal,
  problems: string[],
): string[] {
  const names = request.names
    ? normalizeNames(request.names)
    : certificate.names;
  if (names.length === 0) {
    problems.push(
      'There are no names to ask for: give at least one DNS name or IP address',
    );
  }
  if (names.length > MAX_NAMES) {
    problems.push(`More than ${MAX_NAMES} names are not possible`);
  }
  const wrong = names.filter(
    name => name.length > 253 || (!isIP(name) && !DNS_NAME.test(name)),
  );
  if (wrong.length > 0) {
    problems.push(
      `Neither a DNS name nor an IP address: ${wrong
        .slice(0, 10)
        .map(name => `'${name.slice(0, 100)}'`)
        .join(', ')}`,
    );
  }
  return names;
}

function custodyOf(
  request: CreateRenewalRequest,
  policy: Policy | null,
): Custody {
  const wanted = request.custody ?? policy?.custody ?? 'auto';
  return wanted === 'device' ? 'device' : 'sealed';
}
