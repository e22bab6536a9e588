import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  EntityProvider,
  catalogProcessingExtensionPoint,
} from '@backstage/plugin-catalog-node';
import { catalogModelExtensionPoint } from '@backstage/plugin-catalog-node/alpha';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { EVENT_TOPIC_INVENTORY } from '@cmt/backstage-plugin-certificates-common';
import catalogModuleCertificates from './index';

describe('catalogModuleCertificates', () => {
  it('adds the provider and the model, and listens for changes', async () => {
    const addEntityProvider = jest.fn<void, [EntityProvider]>();
    const addModelSource = jest.fn();
    const events = mockServices.events.mock();

    const backend = await startTestBackend({
      extensionPoints: [
        [catalogProcessingExtensionPoint, { addEntityProvider }],
        [catalogModelExtensionPoint, { addModelSource }],
      ],
      features: [
        catalogModuleCertificates,
        catalogServiceMock.factory({ entities: [] }),
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'https://portal.example.com/base' },
            backend: { baseUrl: 'https://portal.example.com' },
          },
        }),
        events.factory,
      ],
    });
    await backend.stop();

    expect(addEntityProvider).toHaveBeenCalledTimes(1);
    expect(addEntityProvider.mock.calls[0][0].getProviderName()).toBe(
      'CertificatesEntityProvider',
    );
    expect(addModelSource).toHaveBeenCalledTimes(1);
    expect(events.subscribe).toHaveBeenCalledWith(
      expect.objectContaining({ topics: [EVENT_TOPIC_INVENTORY] }),
    );
  });
});
