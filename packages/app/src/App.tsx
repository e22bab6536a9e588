import { createApp } from '@backstage/frontend-defaults';
import { navModule } from './modules/nav';
import { signInModule } from './modules/signIn';

/**
 * The demo portal. Plugins, the certificates plugin among them, are discovered
 * from the dependencies of this package (`app.packages: all`).
 */
export default createApp({ features: [navModule, signInModule] });
