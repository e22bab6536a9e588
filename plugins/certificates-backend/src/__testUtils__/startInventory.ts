import { Entity } from '@backstage/catalog-model';
import { Knex } from 'knex';
import {
  FakeCertificate,
  fakeDescriptor,
  FakeInventorySource,
  fakeSnapshot,
} from './FakeInventorySource';
import {
  FakeCatalog,
  startCertificatesBackend,
} from './startCertificatesBackend';

/** A component of the system retail. */
export function component(
  name: string,
  overrides: { annotations?: Record<string, string>; owner?: string } = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      annotations: overrides.annotations,
    },
    spec: {
      type: 'service',
      owner: overrides.owner ?? `team-${name}`,
      system: 'retail',
    },
  };
}

/**
 * Starts a backend whose devices hold the given certificates, and lets a test scan
 * them all and wait for the outcome.
 */
export async function startInventory(options: {
  knex: Knex;
  certificates: Record<string, FakeCertificate[]>;
  ownership?: object;
  entities?: Entity[];
  validateResponses?: boolean;
}) {
  const certificates = options.certificates;
  const source = new FakeInventorySource(
    Object.keys(certificates).map(name => fakeDescriptor(name)),
    async ({ device }) => fakeSnapshot(device, certificates[device]),
  );
  const catalog = new FakeCatalog();
  catalog.entities = options.entities ?? [];
  const backend = await startCertificatesBackend({
    knex: options.knex,
    sources: [source],
    catalog,
    validateResponses: options.validateResponses,
    config: {
      certificates: {
        ownership: {
          triageGroup: 'group:default/platform',
          ...options.ownership,
        },
      },
    },
  });
  const scanAll = async () => {
    const scans = await Promise.all(
      Object.keys(certificates).map(name => backend.client.scanDevice(name)),
    );
    return Promise.all(
      scans.map(async ({ id }) => {
        for (;;) {
          const scan = await backend.client.getScan(id);
          if (scan.finishedAt) {
            return scan;
          }
          await new Promise(resolve => setTimeout(resolve, 20));
        }
      }),
    );
  };
  return { ...backend, source, certificates, scanAll };
}
