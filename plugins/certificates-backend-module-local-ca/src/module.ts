import { createBackendModule } from '@backstage/backend-plugin-api';
import { certificatesAuthorityExtensionPoint } from '@cmt/backstage-plugin-certificates-node';
import { localAuthorityFactory } from './localAuthorityFactory';

/**
 * Adds certificate authorities of the kind `local` to the certificates plugin: a
 * private CA that needs nothing but the plugin's database.
 *
 * @public
 */
export const certificatesModuleLocalCa = createBackendModule({
  pluginId: 'certificates',
  moduleId: 'local-ca',
  register(env) {
    env.registerInit({
      deps: { authorities: certificatesAuthorityExtensionPoint },
      async init({ authorities }) {
        authorities.addAuthority(localAuthorityFactory);
      },
    });
  },
});
