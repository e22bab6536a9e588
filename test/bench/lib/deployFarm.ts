import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FarmProcess } from './farm';

/** Name of the certificate that every profile of a deployment farm uses. */
export const SHARED_NAME = 'shop.bench.test';

/** File object that holds it. */
export const SHARED_FILE = '/Bench/shop.crt';

export interface DeployFarmOptions {
  /** Sync-failover groups; each has `members` devices. */
  clusters: number;
  /** 1 makes devices that stand alone. */
  members: 1 | 2;
  /** Profiles with a virtual server each. */
  profiles: number;
  latencyMs?: number;
  faults?: boolean;
}

/** A farm whose certificate is bound many times, on free ports. */
export async function startDeployFarm(
  options: DeployFarmOptions,
): Promise<FarmProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'deploy-farm-'));
  try {
    const farmFile = join(folder, 'farm.yaml');
    // JSON is YAML.
    await writeFile(farmFile, JSON.stringify(definition(options)));
    return await FarmProcess.start({
      farmFile,
      latencyMs: options.latencyMs,
      faults: options.faults,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function definition({ clusters, members, profiles }: DeployFarmOptions) {
  const numbers = Array.from({ length: profiles }, (_, index) => index);
  const names = Array.from({ length: clusters }, (_, index) =>
    clusterName(index),
  );
  return {
    name: 'Bench',
    seed: 91,
    organization: 'Bench',
    country: 'NL',
    authorities: {
      root: { commonName: 'Bench Root', from: '2020-01-01', to: '2040-01-01' },
      issuing: {
        commonName: 'Bench Issuing 1',
        issuer: 'root',
        from: '2021-01-01',
        to: '2036-01-01',
      },
    },
    certificates: {
      shop: {
        names: [SHARED_NAME],
        issuer: 'issuing',
        key: 'ec-p256',
        ends: 30,
        lifetime: 90,
      },
    },
    configurations: Object.fromEntries(
      names.map(name => [
        name,
        {
          ...(members > 1 && { deviceGroup: { name, autoSync: false } }),
          partitions: [{ name: 'Bench' }],
          files: [
            { path: '/Common/bench-issuing', certificate: 'issuing' },
            { path: '/Bench/shop', certificate: 'shop' },
          ],
          clientSsl: numbers.map(number => ({
            path: `/Bench/tls-${number}`,
            entries: [
              { file: '/Bench/shop', chain: '/Common/bench-issuing.crt' },
            ],
          })),
          virtualServers: numbers.map(number => ({
            path: `/Bench/vs-${number}`,
            port: 30_000 + number,
            clientSsl: [`/Bench/tls-${number}`],
          })),
        },
      ]),
    ),
    devices: names.flatMap((name, cluster) =>
      Array.from({ length: members }, (_, member) => ({
        name: deviceName(cluster, member),
        hostname: `${deviceName(cluster, member)}.bench.test`,
        configuration: name,
        version: '16.1.3.3',
        managementIp: `10.${cluster}.0.${member + 1}`,
        failover: member === 0 ? 'active' : 'standby',
        users: [
          { name: 'admin', password: 'bench-admin', role: 'admin' },
          { name: 'reader', password: 'bench-reader', role: 'auditor' },
        ],
      })),
    ),
  };
}

function clusterName(cluster: number): string {
  return `cluster-${cluster + 1}`;
}

function deviceName(cluster: number, member: number): string {
  return `${clusterName(cluster)}-${String.fromCharCode(97 + member)}`;
}
