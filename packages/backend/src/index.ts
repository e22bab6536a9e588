import { createBackend } from '@backstage/backend-defaults';
import { searchEngineLoader } from './searchEngine';

/** The backend of the demo portal: a stock Backstage with the certificates suite. */
const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(
  import('@backstage/plugin-permission-backend-module-allow-all-policy'),
);

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);

backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(
  import('@backstage/plugin-scaffolder-backend-module-notifications'),
);

backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(searchEngineLoader);

backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-user-settings-backend'));
backend.add(import('@backstage/plugin-mcp-actions-backend'));

backend.add(import('@cmt/backstage-plugin-certificates-backend'));
backend.add(import('@cmt/backstage-plugin-certificates-backend-module-f5'));
backend.add(import('@cmt/backstage-plugin-certificates-backend-module-acme'));
backend.add(
  import('@cmt/backstage-plugin-certificates-backend-module-local-ca'),
);
backend.add(
  import('@cmt/backstage-plugin-catalog-backend-module-certificates'),
);

backend.start();
