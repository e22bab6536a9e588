import { createDevApp } from '@backstage/frontend-dev-utils';
import certificatesPlugin from '../src/alpha';
import { FixtureCertificatesApi } from '../src/__fixtures__';
import { certificatesApiRef } from '../src/api';
import { devCatalogPlugin } from './catalog';

/** The plugin with data in memory in the place of a backend. */
const pluginWithFixtures = certificatesPlugin.withOverrides({
  extensions: [
    certificatesPlugin.getExtension('api:certificates').override({
      params: defineParams =>
        defineParams({
          api: certificatesApiRef,
          deps: {},
          factory: () => new FixtureCertificatesApi(),
        }),
    }),
  ],
});

createDevApp({ features: [pluginWithFixtures, devCatalogPlugin] });
