import { createHash } from 'node:crypto';
import { AuthService } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { hostsOfApiDefinition } from './apiDefinition';
import { CatalogEntityFacts, CatalogIndex, Claim } from './CatalogIndex';
import { ENTITY_FIELDS, readEntity } from './readEntity';

const PAGE_SIZE = 200;
const KINDS = ['Component', 'API', 'System', 'Resource', 'Domain'];

/** An index with a digest that is equal when nothing of interest changed. */
export interface LoadedCatalogIndex {
  index: CatalogIndex;
  digest: string;
}

/**
 * Remembers the hosts of API definitions by their content, because parsing them
 * is most of the work of a refresh and they rarely change.
 */
export class DefinitionCache {
  #hosts = new Map<string, { digest: string; hosts: string[] }>();

  /** Reads a definition; only those seen since the last {@link sweep} are kept. */
  readonly #seen = new Set<string>();

  read(entityRef: string, entity: Entity): string[] {
    const { type, definition } = entity.spec ?? {};
    if (typeof definition !== 'string') {
      return [];
    }
    this.#seen.add(entityRef);
    const digest = createHash('sha256')
      .update(`${type}\n${definition}`)
      .digest('base64');
    const known = this.#hosts.get(entityRef);
    if (known?.digest === digest) {
      return known.hosts;
    }
    const hosts = hostsOfApiDefinition(String(type).toLowerCase(), definition);
    this.#hosts.set(entityRef, { digest, hosts });
    return hosts;
  }

  /** Forgets what was not read since the last call. */
  sweep(): void {
    for (const entityRef of this.#hosts.keys()) {
      if (!this.#seen.has(entityRef)) {
        this.#hosts.delete(entityRef);
      }
    }
    this.#seen.clear();
  }
}

/**
 * Reads the catalog page after page, with the plugin's own credentials, and
 * indexes what its entities say about hosts and virtual servers.
 *
 * @throws whatever the catalog answers; a partial index is never returned
 */
export async function loadCatalogIndex(options: {
  catalog: CatalogService;
  auth: AuthService;
  definitions: DefinitionCache;
  signal?: AbortSignal;
}): Promise<LoadedCatalogIndex> {
  const entities: CatalogEntityFacts[] = [];
  const hostClaims: Claim[] = [];
  const virtualServerClaims: Claim[] = [];
  const providers = new Map<string, string[]>();

  const pages = options.catalog.streamEntities(
    {
      filter: { kind: KINDS },
      fields: ENTITY_FIELDS,
      pageSize: PAGE_SIZE,
    },
    { credentials: await options.auth.getOwnServiceCredentials() },
  );
  for await (const page of pages) {
    options.signal?.throwIfAborted();
    for (const entity of page) {
      const read = readEntity(entity, (ref, api) =>
        options.definitions.read(ref, api),
      );
      if (read) {
        entities.push(read.facts);
        hostClaims.push(...read.hostClaims);
        virtualServerClaims.push(...read.virtualServerClaims);
        for (const api of read.providesApis) {
          providers.set(api, [
            ...(providers.get(api) ?? []),
            read.facts.entityRef,
          ]);
        }
      }
    }
  }
  options.definitions.sweep();

  // What the definition of an API says also holds for whoever provides the API.
  const providedClaims = hostClaims
    .filter(claim => claim.source === 'api-definition')
    .flatMap(claim =>
      (providers.get(claim.entityRef) ?? []).map(provider => ({
        ...claim,
        entityRef: provider,
        viaRef: claim.entityRef,
      })),
    );
  const allHostClaims = [...hostClaims, ...providedClaims];
  return {
    index: new CatalogIndex(entities, allHostClaims, virtualServerClaims),
    digest: digestOf([...entities, ...allHostClaims, ...virtualServerClaims]),
  };
}

function digestOf(facts: object[]): string {
  const hash = createHash('sha256');
  // The catalog promises no order.
  for (const line of facts.map(fact => JSON.stringify(fact)).sort()) {
    hash.update(line);
    hash.update('\n');
  }
  return hash.digest('hex');
}
