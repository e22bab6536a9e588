import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import {
  RESOURCE_TYPE_BIGIP,
  RESOURCE_TYPE_BIGIP_CLUSTER,
  RESOURCE_TYPE_CERTIFICATE,
} from '@cmt/backstage-plugin-certificates-common';
import { RiServerLine, RiShieldKeyholeLine } from '@remixicon/react';

/** Resources that have a tab of their own. */
const OWN_RESOURCES = [
  RESOURCE_TYPE_CERTIFICATE,
  RESOURCE_TYPE_BIGIP,
  RESOURCE_TYPE_BIGIP_CLUSTER,
];

const certificatesContent = EntityContentBlueprint.make({
  name: 'certificates',
  params: {
    path: '/certificates',
    title: 'Certificates',
    group: 'operation',
    icon: <RiShieldKeyholeLine />,
    filter: {
      $any: [
        {
          kind: {
            $in: ['component', 'api', 'system', 'domain', 'group', 'user'],
          },
        },
        {
          $all: [
            { kind: 'resource' },
            { $not: { 'spec.type': { $in: OWN_RESOURCES } } },
          ],
        },
      ],
    },
    loader: () =>
      import('../components/entity').then(m => <m.EntityCertificatesContent />),
  },
});

const certificateDetailsContent = EntityContentBlueprint.make({
  name: 'certificate-details',
  params: {
    path: '/certificate',
    title: 'Certificate',
    group: 'operation',
    icon: <RiShieldKeyholeLine />,
    filter: { kind: 'resource', 'spec.type': RESOURCE_TYPE_CERTIFICATE },
    loader: () =>
      import('../components/entity').then(m => (
        <m.EntityCertificateDetailsContent />
      )),
  },
});

const deviceContent = EntityContentBlueprint.make({
  name: 'device',
  params: {
    // As on every other entity, so that the card's link to the tab fits.
    path: '/certificates',
    title: 'Certificates',
    group: 'operation',
    icon: <RiServerLine />,
    filter: {
      kind: 'resource',
      'spec.type': { $in: [RESOURCE_TYPE_BIGIP, RESOURCE_TYPE_BIGIP_CLUSTER] },
    },
    loader: () =>
      import('../components/entity').then(m => <m.EntityDeviceContent />),
  },
});

export const entityContents = [
  certificatesContent,
  certificateDetailsContent,
  deviceContent,
];
