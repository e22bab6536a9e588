import { normalizeName } from '@cmt/backstage-plugin-certificates-common';

/** What the resolver needs to know of a catalog entity. */
export interface CatalogEntityFacts {
  entityRef: string;
  /** Full entity ref of `spec.owner`. */
  ownerRef: string | null;
  systemRef: string | null;
  domainRef: string | null;
}

/** Where an entity says that it serves a host or stands behind a virtual server. */
export type ClaimSource = 'annotation' | 'link' | 'api-definition';

/** One statement of an entity about a host or virtual server. */
export interface Claim {
  /** Key into {@link CatalogIndex.entity}. */
  entityRef: string;
  source: ClaimSource;
  /** The host as claimed (may be a wildcard), or the virtual server. */
  subject: string;
  /** The API whose definition it is, when the entity provides it. */
  viaRef?: string;
}

/** A claim that concerns a name of a certificate. */
export interface ClaimMatch {
  claim: Claim;
  /** The certificate's name is a wildcard that covers the claimed host. */
  byWildcard: boolean;
  /** So many owners claim the host that the claim says little about who runs it. */
  shared: boolean;
}

/** From this number of owners on, a host that entities link to is a shared tool. */
const SHARED_HOST_OWNERS = 4;

/**
 * The catalog as far as owners are concerned: which entities claim which hosts
 * and virtual servers. Immutable; a refresh builds a new one.
 */
export class CatalogIndex {
  static readonly empty = new CatalogIndex([], [], []);

  readonly #entities: Map<string, CatalogEntityFacts>;
  readonly #byHost = new Map<string, Claim[]>();
  /** Claims of hosts (no wildcards) by the name without its first label. */
  readonly #byParent = new Map<string, Claim[]>();
  readonly #byVirtualServer = new Map<string, Claim[]>();
  readonly #shared = new Set<string>();

  constructor(
    entities: readonly CatalogEntityFacts[],
    hostClaims: readonly Claim[],
    virtualServerClaims: readonly Claim[],
  ) {
    this.#entities = new Map(entities.map(e => [e.entityRef, e]));
    for (const claim of hostClaims) {
      append(this.#byHost, claim.subject, claim);
      const parent = parentOf(claim.subject);
      if (parent && !claim.subject.startsWith('*.')) {
        append(this.#byParent, parent, claim);
      }
    }
    for (const claim of virtualServerClaims) {
      append(this.#byVirtualServer, claim.subject, claim);
    }
    for (const [host, claims] of this.#byHost) {
      const owners = new Set(
        claims
          .filter(claim => claim.source === 'link')
          .map(claim => this.entity(claim.entityRef)?.ownerRef),
      );
      if (owners.size >= SHARED_HOST_OWNERS) {
        this.#shared.add(host);
      }
    }
  }

  /** Number of entities that were looked at. */
  get size(): number {
    return this.#entities.size;
  }

  entity(entityRef: string): CatalogEntityFacts | undefined {
    return this.#entities.get(entityRef);
  }

  /** Claims that concern one name of a certificate. */
  matchName(certificateName: string): ClaimMatch[] {
    const name = normalizeName(certificateName);
    const parent = parentOf(name);
    const direct = this.#byHost.get(name) ?? [];
    // `*.shop.example.com` covers the claimed host `eu.shop.example.com`, and the
    // claimed wildcard `*.shop.example.com` means the name `eu.shop.example.com`.
    const covered = name.startsWith('*.')
      ? this.#byParent.get(name.slice(2)) ?? []
      : [];
    const claimedAsWildcard =
      parent && !name.startsWith('*.')
        ? this.#byHost.get(`*.${parent}`) ?? []
        : [];
    return [
      ...direct.map(claim => this.#match(claim, false)),
      ...claimedAsWildcard.map(claim => this.#match(claim, false)),
      ...covered.map(claim => this.#match(claim, true)),
    ];
  }

  /** Claims that concern a virtual server of a device. */
  matchVirtualServer(device: string, fullPath: string): ClaimMatch[] {
    return [
      ...(this.#byVirtualServer.get(`${device}:${fullPath}`) ?? []),
      ...(this.#byVirtualServer.get(fullPath) ?? []),
    ].map(claim => this.#match(claim, false));
  }

  #match(claim: Claim, byWildcard: boolean): ClaimMatch {
    return {
      claim,
      byWildcard,
      shared: claim.source === 'link' && this.#shared.has(claim.subject),
    };
  }
}

function parentOf(host: string): string | undefined {
  const dot = host.indexOf('.');
  return dot > 0 ? host.slice(dot + 1) : undefined;
}

function append(map: Map<string, Claim[]>, key: string, claim: Claim): void {
  const claims = map.get(key);
  if (claims) {
    claims.push(claim);
  } else {
    map.set(key, [claim]);
  }
}
