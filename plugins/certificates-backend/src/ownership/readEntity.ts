import {
  Entity,
  getCompoundEntityRef,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import {
  ANNOTATION_HOST_NAMES,
  ANNOTATION_VIRTUAL_SERVERS,
  isMeaninglessName,
  normalizeName,
  RESOURCE_TYPE_BIGIP,
  RESOURCE_TYPE_BIGIP_CLUSTER,
  RESOURCE_TYPE_CERTIFICATE,
} from '@cmt/backstage-plugin-certificates-common';
import { hostOfUrl } from './apiDefinition';
import { CatalogEntityFacts, Claim } from './CatalogIndex';

/** Everything that one entity contributes to the index. */
export interface EntityContribution {
  facts: CatalogEntityFacts;
  hostClaims: Claim[];
  virtualServerClaims: Claim[];
  /** Full refs of the APIs that a component provides. */
  providesApis: string[];
}

/** Fields that {@link readEntity} looks at. */
export const ENTITY_FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.annotations',
  'metadata.links',
  'spec.type',
  'spec.owner',
  'spec.system',
  'spec.domain',
  'spec.providesApis',
  'spec.definition',
];

/** More statements than this in one annotation are not read. */
const MAX_ANNOTATION_ITEMS = 500;

const OWN_RESOURCE_TYPES = new Set([
  RESOURCE_TYPE_CERTIFICATE,
  RESOURCE_TYPE_BIGIP,
  RESOURCE_TYPE_BIGIP_CLUSTER,
]);

/**
 * Types of links that lead to something about an entity, not to the entity: a
 * dashboard's certificate is not the component's.
 */
const FOREIGN_LINK_TYPES = new Set([
  'chat',
  'ci',
  'dashboard',
  'docs',
  'documentation',
  'logs',
  'monitoring',
  'repository',
  'runbook',
  'source',
  'ticket',
  'tickets',
  'wiki',
]);

/**
 * Reads what an entity says about hosts, virtual servers and its owner.
 *
 * @param definitionHosts - hosts in the definition of an API entity
 * @returns `undefined` for entities that this plugin made itself
 */
export function readEntity(
  entity: Entity,
  definitionHosts: (entityRef: string, entity: Entity) => string[],
): EntityContribution | undefined {
  const spec = entity.spec ?? {};
  const kind = entity.kind.toLowerCase();
  if (kind === 'resource' && OWN_RESOURCE_TYPES.has(String(spec.type))) {
    return undefined;
  }
  const entityRef = stringifyEntityRef(entity);
  const { namespace } = getCompoundEntityRef(entity);
  const ref = (value: unknown, defaultKind: string) =>
    toRef(value, defaultKind, namespace);
  const hostClaim = (source: Claim['source']) => (host: string) => ({
    entityRef,
    source,
    subject: host,
  });
  const annotations = entity.metadata.annotations ?? {};

  return {
    facts: {
      entityRef,
      ownerRef: ref(spec.owner, 'group'),
      systemRef: kind === 'system' ? entityRef : ref(spec.system, 'system'),
      domainRef: kind === 'domain' ? entityRef : ref(spec.domain, 'domain'),
    },
    hostClaims: [
      ...hosts(splitList(annotations[ANNOTATION_HOST_NAMES])).map(
        hostClaim('annotation'),
      ),
      ...hosts(linkHosts(entity)).map(hostClaim('link')),
      ...(kind === 'api'
        ? hosts(definitionHosts(entityRef, entity)).map(
            hostClaim('api-definition'),
          )
        : []),
    ],
    virtualServerClaims: splitList(annotations[ANNOTATION_VIRTUAL_SERVERS]).map(
      hostClaim('annotation'),
    ),
    providesApis: (Array.isArray(spec.providesApis) ? spec.providesApis : [])
      .map(api => ref(api, 'api'))
      .filter((api): api is string => api !== null),
  };
}

function linkHosts(entity: Entity): string[] {
  return (entity.metadata.links ?? [])
    .filter(
      link => !link.type || !FOREIGN_LINK_TYPES.has(link.type.toLowerCase()),
    )
    .map(link => hostOfUrl(link.url))
    .filter((host): host is string => host !== undefined);
}

function hosts(candidates: string[]): string[] {
  return [...new Set(candidates.map(normalizeName))].filter(
    host => host !== '' && !isMeaninglessName(host),
  );
}

function splitList(annotation: string | undefined): string[] {
  return [
    ...new Set(
      (annotation ?? '')
        .split(/[,\n]+/)
        .map(item => item.trim())
        .filter(Boolean),
    ),
  ].slice(0, MAX_ANNOTATION_ITEMS);
}

function toRef(
  value: unknown,
  defaultKind: string,
  defaultNamespace: string,
): string | null {
  if (typeof value !== 'string' || value === '') {
    return null;
  }
  try {
    return stringifyEntityRef(
      parseEntityRef(value, { defaultKind, defaultNamespace }),
    );
  } catch {
    // The catalog accepts some texts that are no refs; they lead nowhere.
    return null;
  }
}
