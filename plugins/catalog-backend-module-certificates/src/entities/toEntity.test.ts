import {
  EntityPolicies,
  FieldFormatEntityPolicy,
  NoForeignRootFieldsEntityPolicy,
  SchemaValidEntityPolicy,
  resourceEntityV1alpha1Validator,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { feedItem } from '../__testUtils__/feedItem';
import { toEntity, toEntityRef } from './toEntity';

const context = {
  pageUrl: 'https://portal.example.com/certificates',
  fallbackOwner: 'group:default/triage',
};

/** What the catalog checks before it accepts an entity. */
const policy = EntityPolicies.allOf([
  new SchemaValidEntityPolicy(),
  new NoForeignRootFieldsEntityPolicy(),
  new FieldFormatEntityPolicy(),
]);

describe('toEntity', () => {
  it('shows a certificate with its owner, relations and page', () => {
    const item = feedItem(7, {
      id: 'c 1',
      title: '*.shop.example.com',
      description: 'Issued by Example CA',
      ownerRef: 'group:default/shop',
      systemRef: 'system:default/commerce',
      dependencyOf: ['component:default/shop', 'component:default/cart'],
      dependsOn: ['resource:default/bigip-1'],
      tags: ['Production', 'EC P-256', 'production'],
      names: ['*.shop.example.com', 'shop.example.com'],
    });

    expect(toEntity(item, context)).toEqual({
      apiVersion: 'backstage.io/v1beta1',
      kind: 'Resource',
      metadata: {
        name: expect.stringMatching(
          /^wildcard\.shop\.example\.com-[0-9a-f]{8}$/,
        ),
        namespace: 'default',
        title: '*.shop.example.com',
        description: 'Issued by Example CA',
        annotations: {
          'backstage.io/managed-by-location': 'certificates:inventory',
          'backstage.io/managed-by-origin-location': 'certificates:inventory',
          'certificates.cmt.dev/certificate-id': 'c 1',
        },
        tags: ['ec-p-256', 'production'],
        links: [
          {
            url: 'https://portal.example.com/certificates/inventory/c%201',
            title: 'Where it is used and what to do',
          },
        ],
      },
      spec: {
        type: 'tls-certificate',
        owner: 'group:default/shop',
        system: 'system:default/commerce',
        dependsOn: ['resource:default/bigip-1'],
        dependencyOf: ['component:default/cart', 'component:default/shop'],
        names: ['*.shop.example.com', 'shop.example.com'],
      },
    });
  });

  it.each([
    ['device', 'f5-bigip', 'device', '/devices/bigip-1'],
    ['cluster', 'f5-bigip-cluster', 'cluster', '/devices'],
  ] as const)('shows a %s', (kind, type, annotation, page) => {
    const entity = toEntity(feedItem(1, { kind, id: 'bigip-1' }), context);
    expect(entity.spec?.type).toBe(type);
    expect(entity.metadata.annotations).toHaveProperty(
      [`certificates.cmt.dev/${annotation}`],
      'bigip-1',
    );
    expect(entity.metadata.links?.[0].url).toBe(`${context.pageUrl}${page}`);
  });

  it('gives what nobody is known to own to the fallback owner', () => {
    const owners = [null, '', 'not a reference'].map(
      ownerRef => toEntity(feedItem(1, { ownerRef }), context).spec?.owner,
    );
    expect(owners).toEqual(Array(3).fill('group:default/triage'));
  });

  it.each([
    ['a wildcard', '*.example.com'],
    ['an IPv4 address', '192.0.2.10'],
    ['an IPv6 address', '2001:db8::1'],
    ['unicode', 'bücher.example – 証明書 🔒'],
    ['nothing but signs', '***'],
    ['an empty text', ''],
    ['control characters', 'shop\u0000\n.example.com'],
    ['half a character', 'shop\ud83d.example.com'],
    ['a very long name', `${'a'.repeat(63)}.`.repeat(4)],
    ['a name that is cut at a dot', `${'a'.repeat(53)}.${'b'.repeat(60)}`],
    ['a path', '/Common/Shop/www.example.com.crt'],
    ['a distinguished name', 'CN=shop, O="Example, Inc.", C=US'],
  ])('is legal for %s', async (_, text) => {
    for (const name of [feedItem(1, { title: text }).name, text]) {
      const item = feedItem(1, {
        name,
        title: text,
        description: text,
        tags: [text, text.repeat(3)],
        names: [text],
        systemRef: text,
        ownerRef: text,
        dependsOn: [text, 'resource:default/bigip-1'],
        dependencyOf: [text],
      });
      const entity = toEntity(item, context);

      await expect(policy.enforce(entity)).resolves.toEqual(entity);
      await expect(resourceEntityV1alpha1Validator.check(entity)).resolves.toBe(
        true,
      );
      expect(entity.spec?.dependsOn).toContain('resource:default/bigip-1');
      expect(toEntityRef(item)).toBe(stringifyEntityRef(entity));
    }
  });

  it('gives things with equal unusable names different names', () => {
    const names = ['a', 'b'].map(
      id => toEntity(feedItem(1, { id, name: '***' }), context).metadata.name,
    );
    expect(new Set(names).size).toBe(2);
  });
});
