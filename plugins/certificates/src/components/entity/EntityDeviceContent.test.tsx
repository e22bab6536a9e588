import { Entity } from '@backstage/catalog-model';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import {
  ANNOTATION_CLUSTER_NAME,
  ANNOTATION_DEVICE_NAME,
  RESOURCE_TYPE_BIGIP,
  RESOURCE_TYPE_BIGIP_CLUSTER,
} from '@cmt/backstage-plugin-certificates-common';
import { screen } from '@testing-library/react';
import {
  aCertificate,
  aDeviceDetail,
  aProblem,
  FixtureCertificatesApi,
} from '../../__fixtures__';
import { FixtureDeploymentsApi } from '../../__fixtures__/deployments';
import { certificatesApiRef, certificatesDeploymentsApiRef } from '../../api';
import { rootRouteRef } from '../../routes';
import { EntityDeviceContent } from './EntityDeviceContent';

function render(type: string, annotations: Record<string, string>) {
  const entity: Entity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name: 'edge', namespace: 'default', annotations },
    spec: { type },
  };
  const api = new FixtureCertificatesApi({
    certificates: [aCertificate()],
    devices: [
      aDeviceDetail({
        name: 'bigip-a',
        status: 'failing',
        problem: aProblem({ message: 'bigip-a refused the user scanner' }),
      }),
      aDeviceDetail({ name: 'bigip-b' }),
      aDeviceDetail({ name: 'bigip-lab', highAvailability: null }),
    ],
  });
  renderInTestApp(
    <EntityProvider entity={entity}>
      <EntityDeviceContent />
    </EntityProvider>,
    {
      apis: [
        [certificatesApiRef, api],
        [
          certificatesDeploymentsApiRef,
          new FixtureDeploymentsApi({ materials: [] }),
        ],
      ],
      mountedRoutes: {
        '/certificates': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

describe('EntityDeviceContent', () => {
  it('shows how a device is, why it cannot be read, and its certificates', async () => {
    render(RESOURCE_TYPE_BIGIP, { [ANNOTATION_DEVICE_NAME]: 'bigip-a' });
    expect(
      await screen.findByText('bigip-a refused the user scanner'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Open the device page' }),
    ).toHaveAttribute('href', '/certificates/devices/bigip-a');
    expect(
      await screen.findByRole('link', { name: 'shop.example.com' }),
    ).toBeInTheDocument();
  });

  it('shows the devices of a cluster', async () => {
    render(RESOURCE_TYPE_BIGIP_CLUSTER, {
      [ANNOTATION_CLUSTER_NAME]: 'edge-frankfurt',
    });
    expect(
      await screen.findByRole('region', { name: 'bigip-a' }),
    ).toBeInTheDocument();
    expect(screen.getByRole('region', { name: 'bigip-b' })).toBeInTheDocument();
    expect(
      screen.queryByRole('region', { name: 'bigip-lab' }),
    ).not.toBeInTheDocument();
  });

  it('says that a device is not in the inventory', async () => {
    render(RESOURCE_TYPE_BIGIP, {});
    expect(
      await screen.findByText('This device is not in the inventory.'),
    ).toBeInTheDocument();
  });
});
