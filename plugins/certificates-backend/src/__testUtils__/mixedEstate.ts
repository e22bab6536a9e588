import { Knex } from 'knex';
import { CertificateFilter } from '@cmt/backstage-plugin-certificates-common';
import { SnapshotCertificate } from '@cmt/backstage-plugin-certificates-node';
import { InventoryHarness } from './inventoryHarness';
import {
  DAY_MS,
  descriptor,
  installed,
  NOW,
  profile,
  snapshot,
  virtualServer,
} from './snapshots';

/** A certificate that only metadata describe, `days` from its end. */
export function made(
  name: string,
  days: number | null,
  overrides: Partial<SnapshotCertificate> = {},
): SnapshotCertificate {
  return installed(`/Common/${name}.crt`, 'api', {
    names: [`${name}.example.com`],
    subject: `CN=${name}.example.com`,
    fingerprint: Buffer.from(name.padEnd(32, '.')).toString('hex').slice(0, 64),
    checksum: null,
    serialNumber: Buffer.from(name).toString('hex'),
    notAfter: days === null ? null : NOW + days * DAY_MS,
    ...overrides,
  });
}

export function inDays(days: number): string {
  return new Date(NOW + days * DAY_MS).toISOString();
}

/**
 * An estate with a certificate in every state: lb-1 (prod) holds all, lb-2 (test) two; expired, critical, warning and wild
 * are in use, the others not.
 */
export async function mixedEstate(knex: Knex) {
  const harness = new InventoryHarness(knex);
  await harness.devices(
    descriptor('lb-1', { environment: 'prod' }),
    descriptor('lb-2', { environment: 'test' }),
  );
  const used = ['expired', 'critical', 'warning', 'wild'];
  await harness.apply(
    snapshot('lb-1', {
      certificates: [
        made('expired', -1),
        made('critical', 3),
        made('warning', 20, { issuer: 'CN=Other CA,O=Other' }),
        made('healthy', 200, { keyType: 'rsa', keySize: 1024 }),
        made('unknown', null),
        made('wild', 100, { names: ['*.example.org'] }),
      ],
      profiles: used.map(name =>
        profile(`/Common/p-${name}`, [`/Common/${name}.crt`]),
      ),
      virtualServers: used.flatMap(name =>
        (name === 'wild' ? ['a', 'b'] : ['a']).map(suffix =>
          virtualServer(`/Common/vs_${name}_${suffix}`, [`/Common/p-${name}`]),
        ),
      ),
    }),
  );
  await harness.apply(
    snapshot('lb-2', {
      certificates: [made('healthy', 200, { keyType: 'rsa', keySize: 1024 })],
    }),
  );
  const titles = async (filter: CertificateFilter) =>
    (await harness.list(filter)).map(item => item.title.split('.')[0]).sort();
  return { harness, queries: harness.inventory.queries, titles };
}
