import { createDevApp } from '@backstage/frontend-dev-utils';
import certificatesPlugin from '../src/alpha';
import {
  createFixtureEstate,
  FixtureCertificatesApi,
} from '../src/__fixtures__';
import { FixtureDeploymentsApi } from '../src/__fixtures__/deployments';
import { FixtureRenewalsApi } from '../src/__fixtures__/renewals';
import {
  certificatesApiRef,
  certificatesDeploymentsApiRef,
  certificatesRenewalsApiRef,
} from '../src/api';
import { devCatalogPlugin } from './catalog';

const estate = createFixtureEstate();

/** The plugin with data in memory in the place of a backend. */
const pluginWithFixtures = certificatesPlugin.withOverrides({
  extensions: [
    certificatesPlugin.getExtension('api:certificates').override({
      params: defineParams =>
        defineParams({
          api: certificatesApiRef,
          deps: {},
          factory: () => new FixtureCertificatesApi(estate),
        }),
    }),
    certificatesPlugin.getExtension('api:certificates/deployments').override({
      params: defineParams =>
        defineParams({
          api: certificatesDeploymentsApiRef,
          deps: {},
          factory: () =>
            new FixtureDeploymentsApi({
              certificateId: estate.certificates[0].id,
            }),
        }),
    }),
    certificatesPlugin.getExtension('api:certificates/renewals').override({
      params: defineParams =>
        defineParams({
          api: certificatesRenewalsApiRef,
          deps: {},
          factory: () =>
            new FixtureRenewalsApi({
              titleOf: id => estate.certificates.find(c => c.id === id)?.title,
            }),
        }),
    }),
  ],
});

createDevApp({ features: [pluginWithFixtures, devCatalogPlugin] });
