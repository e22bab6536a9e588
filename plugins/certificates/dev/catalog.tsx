import { Entity } from '@backstage/catalog-model';
import {
  ApiBlueprint,
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';

const GROUPS = [
  'checkout',
  'payments',
  'search',
  'partner-apis',
  'platform',
  'network',
];

const entities: Entity[] = [
  ...GROUPS.map(name => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name, namespace: 'default' },
    spec: { type: 'team', children: [] },
  })),
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'shop', namespace: 'default' },
    spec: { type: 'service', lifecycle: 'production', owner: 'checkout' },
  },
];

/** As much of the catalog as links to entities need. */
export const devCatalogPlugin = createFrontendPlugin({
  pluginId: 'catalog',
  title: 'Catalog',
  routes: { catalogEntity: entityRouteRef },
  extensions: [
    ApiBlueprint.make({
      params: defineParams =>
        defineParams({
          api: catalogApiRef,
          deps: {},
          factory: () => catalogApiMock({ entities }),
        }),
    }),
    PageBlueprint.make({
      name: 'entity',
      params: {
        path: '/catalog/:namespace/:kind/:name',
        routeRef: entityRouteRef,
        title: 'Entity',
        loader: async () => <p>The catalog is not part of this app.</p>,
      },
    }),
  ],
});
