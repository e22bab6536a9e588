import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { RESOURCE_TYPE_CERTIFICATE } from '@cmt/backstage-plugin-certificates-common';
import { z } from 'zod';

/** The kinds of entities that certificates can belong to. */
const OWNING_KINDS = [
  'component',
  'api',
  'resource',
  'system',
  'domain',
  'group',
  'user',
];

const certificatesCard = EntityCardBlueprint.makeWithOverrides({
  name: 'certificates',
  configSchema: {
    /** Path of the tab with all certificates, below the entity's page. */
    tabPath: z.string().optional(),
  },
  factory: (original, { config }) =>
    original({
      // Beside what the entity is, where its owner sees it without scrolling.
      type: 'info',
      filter: {
        $all: [
          { kind: { $in: OWNING_KINDS } },
          { $not: { 'spec.type': RESOURCE_TYPE_CERTIFICATE } },
        ],
      },
      loader: () =>
        import('../components/entity').then(m => (
          <m.EntityCertificatesCard tabPath={config.tabPath} />
        )),
    }),
});

const certificateCard = EntityCardBlueprint.make({
  name: 'certificate',
  params: {
    type: 'info',
    filter: { kind: 'resource', 'spec.type': RESOURCE_TYPE_CERTIFICATE },
    loader: () =>
      import('../components/entity').then(m => <m.EntityCertificateCard />),
  },
});

export const entityCards = [certificatesCard, certificateCard];
