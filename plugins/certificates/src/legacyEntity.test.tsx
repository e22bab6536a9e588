import { Entity } from '@backstage/catalog-model';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import {
  ANNOTATION_CERTIFICATE_ID,
  RESOURCE_TYPE_BIGIP,
  RESOURCE_TYPE_BIGIP_CLUSTER,
  RESOURCE_TYPE_CERTIFICATE,
} from '@cmt/backstage-plugin-certificates-common';
import { screen } from '@testing-library/react';
import { ReactElement } from 'react';
import { WILDCARD_ID, WildcardCertificatesApi } from './__fixtures__/wildcard';
import { createFixtureEstate } from './__fixtures__';
import { FixtureDeploymentsApi } from './__fixtures__/deployments';
import { FixtureRenewalsApi } from './__fixtures__/renewals';
import {
  certificatesApiRef,
  certificatesDeploymentsApiRef,
  certificatesRenewalsApiRef,
  EntityCertificateDetailsContent,
  EntityCertificatesCard,
  EntityCertificatesContent,
  isCertificateEntity,
  isDeviceEntity,
  rootRouteRef,
} from '.';

function anEntity(kind: string, type: string, annotations = {}): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name: 'shop', namespace: 'default', annotations },
    spec: { type },
  };
}

async function render(element: ReactElement, entity: Entity) {
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [
          certificatesApiRef,
          new WildcardCertificatesApi(createFixtureEstate(12)),
        ],
        [certificatesDeploymentsApiRef, new FixtureDeploymentsApi()],
        [certificatesRenewalsApiRef, new FixtureRenewalsApi()],
      ]}
    >
      <EntityProvider entity={entity}>{element}</EntityProvider>
    </TestApiProvider>,
    {
      mountedRoutes: {
        '/certificates': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

describe('entity parts in an app on the legacy frontend system', () => {
  it('show the card', async () => {
    await render(<EntityCertificatesCard />, anEntity('Component', 'service'));
    expect(await screen.findByText('Next to end')).toBeInTheDocument();
  });

  it('show the tab', async () => {
    await render(
      <EntityCertificatesContent />,
      anEntity('Component', 'service'),
    );
    expect(
      await screen.findByRole('table', { name: 'Certificates of shop' }),
    ).toBeInTheDocument();
  });

  it('show a certificate', async () => {
    await render(
      <EntityCertificateDetailsContent />,
      anEntity('Resource', RESOURCE_TYPE_CERTIFICATE, {
        [ANNOTATION_CERTIFICATE_ID]: WILDCARD_ID,
      }),
    );
    expect(
      await screen.findByText('Where it is installed, used and served'),
    ).toBeInTheDocument();
  });
});

describe('conditions for entity pages', () => {
  it.each([
    ['Resource', RESOURCE_TYPE_CERTIFICATE, true, false],
    ['Resource', RESOURCE_TYPE_BIGIP, false, true],
    ['Resource', RESOURCE_TYPE_BIGIP_CLUSTER, false, true],
    ['Resource', 'database', false, false],
    ['Component', RESOURCE_TYPE_CERTIFICATE, false, false],
  ])('judge %s %s', (kind, type, isCertificate, isDevice) => {
    const entity = anEntity(kind, type);
    expect(isCertificateEntity(entity)).toBe(isCertificate);
    expect(isDeviceEntity(entity)).toBe(isDevice);
  });
});
