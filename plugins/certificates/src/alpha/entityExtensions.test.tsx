import { Entity } from '@backstage/catalog-model';
import { renderTestApp } from '@backstage/frontend-test-utils';
import {
  catalogApiMock,
  createTestEntityPage,
} from '@backstage/plugin-catalog-react/testUtils';
import {
  ANNOTATION_CERTIFICATE_ID,
  ANNOTATION_DEVICE_NAME,
  RESOURCE_TYPE_BIGIP,
  RESOURCE_TYPE_CERTIFICATE,
} from '@cmt/backstage-plugin-certificates-common';
import { screen } from '@testing-library/react';
import { createFixtureEstate } from '../__fixtures__';
import { FixtureDeploymentsApi } from '../__fixtures__/deployments';
import { FixtureRenewalsApi } from '../__fixtures__/renewals';
import { WILDCARD_ID, WildcardCertificatesApi } from '../__fixtures__/wildcard';
import {
  certificatesApiRef,
  certificatesDeploymentsApiRef,
  certificatesRenewalsApiRef,
} from '../api';
import plugin from './plugin';

function anEntity(kind: string, type: string, annotations = {}): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name: 'shop', namespace: 'default', annotations },
    spec: { type },
  };
}

/** The test page shows an entity's only tab below its cards. */
function render(entity: Entity) {
  renderTestApp({
    features: [plugin],
    extensions: [createTestEntityPage({ entity })],
    apis: [
      catalogApiMock({ entities: [entity] }),
      [certificatesApiRef, new WildcardCertificatesApi(createFixtureEstate(8))],
      [certificatesDeploymentsApiRef, new FixtureDeploymentsApi()],
      [certificatesRenewalsApiRef, new FixtureRenewalsApi()],
    ],
    initialRouteEntries: ['/'],
  });
}

describe('entity extensions', () => {
  it.each(['Component', 'API', 'System', 'Domain', 'Group', 'User'])(
    'add card and tab to a %s',
    async kind => {
      render(anEntity(kind, 'any'));
      expect(await screen.findByText('Next to end')).toBeInTheDocument();
      expect(screen.getByText(/^Show all/)).toHaveAttribute(
        'href',
        expect.stringMatching(/\/certificates$/),
      );
    },
  );

  it('do not touch kinds that own no certificates', async () => {
    render(anEntity('Location', 'url'));
    expect(await screen.findByTestId('empty-entity-page')).toBeInTheDocument();
  });

  it('show the certificates of a component on its tab', async () => {
    render(anEntity('Component', 'service'));
    expect(
      await screen.findByLabelText('Certificates of shop'),
    ).toBeInTheDocument();
  });

  it('show a certificate on its own entity', async () => {
    render(
      anEntity('Resource', RESOURCE_TYPE_CERTIFICATE, {
        [ANNOTATION_CERTIFICATE_ID]: WILDCARD_ID,
      }),
    );
    expect(
      (await screen.findAllByText(/ends in 5 days. A newer version/)).length,
    ).toBeGreaterThan(0);
    expect(screen.queryByText('Next to end')).not.toBeInTheDocument();
  });

  it('show everything about a certificate on its tab', async () => {
    render(
      anEntity('Resource', RESOURCE_TYPE_CERTIFICATE, {
        [ANNOTATION_CERTIFICATE_ID]: WILDCARD_ID,
      }),
    );
    expect(
      await screen.findByText('Where it is installed, used and served'),
    ).toBeInTheDocument();
  });

  it('show a device with its certificates on its tab', async () => {
    render(
      anEntity('Resource', RESOURCE_TYPE_BIGIP, {
        [ANNOTATION_DEVICE_NAME]: 'bigip-a.example.com',
      }),
    );
    expect(await screen.findByText('Open the device page')).toBeInTheDocument();
    expect(
      await screen.findByLabelText('Certificates of shop'),
    ).toBeInTheDocument();
  });
});
