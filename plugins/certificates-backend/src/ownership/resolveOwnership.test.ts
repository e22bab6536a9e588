import {
  ANNOTATION_HOST_NAMES,
  ANNOTATION_VIRTUAL_SERVERS,
} from '@cmt/backstage-plugin-certificates-common';
import { Entity } from '@backstage/catalog-model';
import { mockServices } from '@backstage/backend-test-utils';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { readCertificatesConfig } from '../config';
import { OwnershipInput } from '../inventory/types';
import { DefinitionCache, loadCatalogIndex } from './loadCatalogIndex';
import { resolveOwnership } from './resolveOwnership';
import { compileMappings, compileRules } from './statements';

function entity(
  kind: string,
  name: string,
  options: {
    owner?: string;
    system?: string;
    hosts?: string;
    virtualServers?: string;
    links?: { url: string; type?: string }[];
    spec?: Record<string, string | string[]>;
    namespace?: string;
  } = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: {
      name,
      namespace: options.namespace ?? 'default',
      annotations: {
        ...(options.hosts && { [ANNOTATION_HOST_NAMES]: options.hosts }),
        ...(options.virtualServers && {
          [ANNOTATION_VIRTUAL_SERVERS]: options.virtualServers,
        }),
      },
      links: options.links,
    },
    spec: {
      owner: options.owner ?? `${name}-team`,
      ...(options.system && { system: options.system }),
      ...options.spec,
    },
  };
}

async function resolve(
  certificate: Partial<OwnershipInput>,
  options: { entities?: Entity[]; ownership?: object } = {},
) {
  const { ownership } = readCertificatesConfig(
    mockServices.rootConfig({
      data: { certificates: { ownership: options.ownership ?? {} } },
    }),
  );
  const { index } = await loadCatalogIndex({
    catalog: {
      async *streamEntities() {
        yield options.entities ?? [];
      },
    } as Partial<CatalogService> as CatalogService,
    auth: mockServices.auth(),
    definitions: new DefinitionCache(),
  });
  return resolveOwnership(
    {
      certificateId: 'c1',
      names: ['shop.example.com'],
      environments: [],
      installations: [
        {
          device: 'bigip-1',
          fullPath: '/Retail/web/shop.crt',
          partition: 'Retail',
        },
      ],
      virtualServers: [{ device: 'bigip-1', fullPath: '/Retail/shop-vs' }],
      current: null,
      ...certificate,
    },
    {
      index,
      mappings: compileMappings(ownership.mappings),
      rules: compileRules(ownership.rules),
      triageGroup: ownership.triageGroup,
    },
  );
}

const owners = (result: Awaited<ReturnType<typeof resolve>>) =>
  result.evidence.map(
    e => `${e.kind} ${e.confidence} ${e.ownerRef.split('/')[1]}`,
  );

describe('resolveOwnership', () => {
  it('has no owner when nothing says anything', async () => {
    expect(await resolve({})).toEqual({
      certificateId: 'c1',
      owner: null,
      systemRef: null,
      domainRef: null,
      evidence: [],
      protects: [],
    });
  });

  it('ranks mapping, annotation, host name, rule and triage, and keeps all', async () => {
    const result = await resolve(
      {},
      {
        entities: [
          entity('Component', 'linked', {
            links: [{ url: 'https://shop.example.com/' }],
          }),
          entity('Component', 'annotated', { hosts: 'shop.example.com' }),
        ],
        ownership: {
          triageGroup: 'group:default/triage',
          mappings: [
            { names: ['shop.example.*'], owner: 'group:default/mapped' },
          ],
          rules: [{ partitions: ['Retail'], owner: 'group:default/ruled' }],
        },
      },
    );
    expect(owners(result)).toEqual([
      'mapping certain mapped',
      'annotation high annotated-team',
      'host-name medium linked-team',
      'rule low ruled',
      'triage low triage',
    ]);
    expect(result.owner).toEqual({
      ref: 'group:default/mapped',
      kind: 'mapping',
      confidence: 'certain',
    });
    expect(result.evidence.map(e => e.detail)).toEqual([
      'Mapping 1 of the configuration names shop.example.com',
      'Annotation host-names of component:default/annotated names shop.example.com',
      'A link of component:default/linked names shop.example.com',
      'Rule 1 of the configuration matches bigip-1:/Retail',
      'Nothing names an owner; the triage group looks after it',
    ]);
    expect(result.protects.map(p => p.entityRef)).toEqual([
      'component:default/annotated',
      'component:default/linked',
    ]);
  });

  it.each<[certificate: string, claimed: string, expected: string | undefined]>(
    [
      ['shop.example.com', 'shop.example.com', 'high'],
      ['shop.example.com', 'SHOP.example.com.', 'high'],
      ['*.example.com', 'shop.example.com', 'medium'],
      ['*.example.com', '*.example.com', 'high'],
      ['shop.example.com', '*.example.com', 'high'],
      ['*.example.com', 'a.b.example.com', undefined],
      ['*.example.com', 'example.com', undefined],
      ['example.com', '*.example.com', undefined],
      ['*.shop.example.com', 'shop.example.com', undefined],
      ['other.example.com', 'shop.example.com', undefined],
      ['192.0.2.7', '192.0.2.7', 'high'],
    ],
  )('certificate for %s, claim of %s: %s', async (name, claimed, expected) => {
    const result = await resolve(
      { names: [name] },
      { entities: [entity('Component', 'a', { hosts: claimed })] },
    );
    expect(result.owner?.confidence).toBe(expected);
    expect(result.protects).toHaveLength(expected ? 1 : 0);
  });

  it.each([
    ['bigip-1:/Retail/shop-vs', true],
    ['/Retail/shop-vs', true],
    ['bigip-2:/Retail/shop-vs', false],
    ['/Retail/shop', false],
    ['other.example.com, /Retail/shop-vs', true],
  ])('virtual server annotation %s: %s', async (annotation, owned) => {
    const result = await resolve(
      {},
      {
        entities: [entity('Component', 'a', { virtualServers: annotation })],
      },
    );
    expect(result.owner !== null).toBe(owned);
  });

  it('protects every host below a wildcard; most names decide the owner', async () => {
    const result = await resolve(
      { names: ['*.example.com'] },
      {
        entities: [
          entity('Component', 'a', { hosts: 'a.example.com', owner: 'few' }),
          entity('Component', 'b', { hosts: 'b.example.com', owner: 'many' }),
          entity('Component', 'c', {
            hosts: 'c.example.com, d.example.com',
            owner: 'many',
          }),
        ],
      },
    );
    expect(result.owner?.ref).toBe('group:default/many');
    expect(result.protects.map(p => p.entityRef)).toEqual([
      'component:default/c',
      'component:default/b',
      'component:default/a',
    ]);
    expect(result.evidence[0].detail).toBe(
      'Annotation host-names of component:default/c names c.example.com and d.example.com (covered by a wildcard)',
    );
  });

  it('breaks ties by name, whatever the order of the catalog', async () => {
    const a = entity('Component', 'a', { hosts: 'shop.example.com' });
    const b = entity('Component', 'b', { hosts: 'shop.example.com' });
    for (const entities of [
      [a, b],
      [b, a],
    ]) {
      const result = await resolve({}, { entities });
      expect(result.owner?.ref).toBe('group:default/a-team');
      expect(owners(result)).toHaveLength(2);
    }
  });

  it('takes owner, system and domain in their namespaces', async () => {
    const result = await resolve(
      {},
      {
        entities: [
          entity('Component', 'a', {
            namespace: 'retail',
            owner: 'user:jane',
            system: 'shop',
            hosts: 'shop.example.com',
          }),
          entity('System', 'shop', {
            namespace: 'retail',
            spec: { domain: 'default/commerce' },
          }),
        ],
      },
    );
    expect(result).toMatchObject({
      owner: { ref: 'user:retail/jane' },
      systemRef: 'system:retail/shop',
      domainRef: 'domain:default/commerce',
    });
  });

  it('ignores links to something about an entity and hosts without meaning', async () => {
    const result = await resolve(
      { names: ['grafana.example.com', 'localhost'] },
      {
        entities: [
          entity('Component', 'a', {
            links: [
              { url: 'https://grafana.example.com/d/1', type: 'dashboard' },
              { url: 'http://localhost:3000' },
              { url: 'mailto:grafana.example.com' },
            ],
          }),
        ],
      },
    );
    expect(result.owner).toBeNull();
  });

  it('trusts links less when many owners link to the same host', async () => {
    const linking = (name: string) =>
      entity('Component', name, {
        links: [{ url: 'https://shop.example.com/x' }],
      });
    const few = await resolve({}, { entities: ['a', 'b', 'c'].map(linking) });
    const many = await resolve(
      {},
      { entities: ['a', 'b', 'c', 'd'].map(linking) },
    );
    expect(few.owner?.confidence).toBe('medium');
    expect(many.owner?.confidence).toBe('low');
  });

  it('learns from API definitions, also for components that provide them', async () => {
    const result = await resolve(
      {},
      {
        entities: [
          entity('API', 'orders', {
            owner: 'api-team',
            spec: {
              type: 'openapi',
              definition:
                'openapi: 3.0.3\nservers:\n  - url: https://shop.example.com/v1\n',
            },
          }),
          entity('Component', 'backend', {
            spec: { providesApis: ['orders'] },
          }),
        ],
      },
    );
    expect(result.protects).toEqual([
      expect.objectContaining({ entityRef: 'api:default/orders' }),
      expect.objectContaining({
        entityRef: 'component:default/backend',
        detail:
          'The definition of api:default/orders names shop.example.com (component:default/backend provides it)',
      }),
    ]);
  });

  it('takes no evidence from the entities of this plugin', async () => {
    const result = await resolve(
      {},
      {
        entities: [
          entity('Resource', 'own', {
            links: [{ url: 'https://shop.example.com' }],
            spec: { type: 'tls-certificate' },
          }),
          entity('Resource', 'device', {
            links: [{ url: 'https://shop.example.com' }],
            spec: { type: 'f5-bigip' },
          }),
        ],
      },
    );
    expect(result.evidence).toEqual([]);
    expect(result.protects).toEqual([]);
  });

  it.each([
    [{ devices: ['bigip-*'], owner: 'group:a' }, 'low'],
    [{ devices: ['bigip-2'], owner: 'group:a' }, undefined],
    [{ partitions: ['ret?il'], owner: 'group:a' }, 'low'],
    [{ names: ['*.example.com'], owner: 'group:a' }, 'medium'],
    [
      { names: ['*.example.com'], devices: ['bigip-1'], owner: 'group:a' },
      'medium',
    ],
    [
      { names: ['*.example.com'], devices: ['bigip-2'], owner: 'group:a' },
      undefined,
    ],
    [
      { devices: ['bigip-1'], partitions: ['Common'], owner: 'group:a' },
      undefined,
    ],
  ])('rule %j: %s', async (rule, confidence) => {
    const result = await resolve({}, { ownership: { rules: [rule] } });
    expect(result.owner?.confidence).toBe(confidence);
  });

  it('maps virtual servers, and takes system and protected entities from a mapping', async () => {
    const result = await resolve(
      {},
      {
        entities: [
          entity('Component', 'checkout', { system: 'payments' }),
          entity('System', 'payments', { spec: { domain: 'money' } }),
        ],
        ownership: {
          mappings: [
            {
              virtualServers: ['bigip-?:/Retail/*'],
              owner: 'group:default/shop',
              protects: ['component:default/checkout'],
            },
          ],
        },
      },
    );
    expect(result).toMatchObject({
      owner: { ref: 'group:default/shop', kind: 'mapping' },
      systemRef: 'system:default/payments',
      domainRef: 'domain:default/money',
      protects: [
        {
          entityRef: 'component:default/checkout',
          kind: 'mapping',
          confidence: 'certain',
        },
      ],
    });
  });
});
