import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';

/**
 * Signs visitors of the demo in as the guest of `auth.providers.guest`, without
 * a click. A real portal has a sign-in page of its own in its place.
 */
export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    SignInPageBlueprint.make({
      params: {
        loader: async () => {
          const { ProxiedSignInPage } = await import(
            '@backstage/core-components'
          );
          return props => <ProxiedSignInPage {...props} provider="guest" />;
        },
      },
    }),
  ],
});
