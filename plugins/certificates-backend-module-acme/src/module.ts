import { createBackendModule } from '@backstage/backend-plugin-api';
import { certificatesAuthorityExtensionPoint } from '@cmt/backstage-plugin-certificates-node';
import { acmeAuthorityFactory } from './acmeAuthorityFactory';
import { httpWebhookSolverFactory } from './solvers/httpWebhook';
import { rfc2136SolverFactory } from './solvers/rfc2136';

/**
 * Adds certificate authorities of the kind `acme` to the certificates plugin, and
 * solvers of the kinds `http-webhook` and `rfc2136` for their challenges.
 *
 * @public
 */
export const certificatesModuleAcme = createBackendModule({
  pluginId: 'certificates',
  moduleId: 'acme',
  register(env) {
    env.registerInit({
      deps: { authorities: certificatesAuthorityExtensionPoint },
      async init({ authorities }) {
        authorities.addAuthority(acmeAuthorityFactory);
        authorities.addChallengeSolver(httpWebhookSolverFactory);
        authorities.addChallengeSolver(rfc2136SolverFactory);
      },
    });
  },
});
