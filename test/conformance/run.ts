/**
 * Runs F5's unmodified Ansible collection against simulated devices: compares
 * the facts it gathers with their configuration, and lets its modules change it.
 *
 *     npx tsx test/conformance/run.ts [VERSION...]
 */
import { createSampleDevice } from '@cmt/bigip-simulator';
import { ansibleMissing, gatherFacts, Provider } from './ansible';
import { expectedFacts } from './expectations';
import { judge, report, totals } from './report';
import { conformCluster, conformWriting } from './writing';

/** Oldest and newest version give all facts there are, the others ours. */
const VERSIONS = ['12.1.2', '14.1.2.1', '16.1.3.3', '17.1.0.1'];
const COMPLETE = [VERSIONS[0], VERSIONS[VERSIONS.length - 1]];

/** Subsets whose facts are compared with the configuration. */
const SUBSETS = [
  ...['ssl-certs', 'ssl-keys', 'client-ssl-profiles', 'server-ssl-profiles'],
  ...['virtual-servers', 'virtual-addresses', 'devices', 'device-groups'],
  ...['system-info', 'partitions', 'sync-status', 'traffic-groups'],
  'https-monitors',
];

async function conform(version: string): Promise<void> {
  const device = await createSampleDevice({ version });
  const { host, port } = await device.listen();
  const { configuration } = device;
  try {
    const provider = {
      server: host,
      port,
      user: 'admin',
      password: 'admin secret',
    };
    const wanted = COMPLETE.includes(version) ? ['all'] : SUBSETS;
    const [all] = await gatherFacts(provider, { all: wanted });
    report(
      `${version}: gathered ${COMPLETE.includes(version) ? 'all' : 'ours'}`,
      all.failed ? all.message.slice(-700) : undefined,
    );
    if (all.failed) await locate(version, provider);
    else
      judge(
        version,
        all.facts,
        SUBSETS,
        expectedFacts(configuration, 'Common'),
      );

    // Another partition, one object per page.
    const few = ['ssl-certs', 'virtual-servers'];
    const [shop] = await gatherFacts(
      provider,
      { shop: few },
      { partition: 'Shop', data_increment: 1 },
    );
    report(
      `${version} Shop: gathered`,
      shop.failed ? shop.message.slice(-700) : undefined,
    );
    if (!shop.failed)
      judge(
        `${version} Shop`,
        shop.facts,
        few,
        expectedFacts(configuration, 'Shop'),
      );
    report(
      `${version} never more than two calls at once`,
      device.calls.peak <= 2 ? undefined : `${device.calls.peak} at once`,
    );
  } finally {
    await device.close();
  }
}

/** Tells which subset it is that the module cannot gather. */
async function locate(version: string, provider: Provider): Promise<void> {
  const results = await gatherFacts(
    provider,
    Object.fromEntries(SUBSETS.map(subset => [subset, [subset]])),
  );
  for (const { name, failed, message } of results)
    report(
      `${version} ${name}: gathered`,
      failed ? message.slice(-700) : undefined,
    );
}

async function main(): Promise<void> {
  const versions = process.argv.slice(2);
  const missing = await ansibleMissing();
  if (missing) {
    totals.skipped = (versions.length || VERSIONS.length) * SUBSETS.length;
    console.log(`skip  ${missing}`);
  } else {
    for (const version of versions.length > 0 ? versions : VERSIONS) {
      await conform(version);
      await conformWriting(version);
    }
    await conformCluster();
  }
  console.log(
    `${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`,
  );
  process.exitCode = totals.failed > 0 ? 1 : 0;
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
