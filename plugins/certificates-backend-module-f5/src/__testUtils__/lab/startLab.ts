import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { DeploymentUnit } from '@cmt/backstage-plugin-certificates-common';
import { RunningDevice, RunningFarm, startFarm } from '@cmt/bigip-simulator';
import { BigIpSolverFactory } from '../../challenges';
import { F5CertificateTarget } from '../../F5CertificateTarget';
import { Gates } from '../../client/gates';
import { Administrators } from '../../config/administrators';
import { readF5Config } from '../../config/readF5Config';
import { TEST_RETRY_DELAYS_MS, deviceConfig } from '../simulatedSource';
import { LabOptions, labDefinition } from './definition';

/** A farm made for deployments: every case of a binding, each with a virtual server. */
export interface Lab {
  farm: RunningFarm;
  devices: RunningDevice[];
  unit: DeploymentUnit;
  /** Solvers of the kind `bigip`, as another replica would have them. */
  createSolvers(options?: { password?: string }): BigIpSolverFactory;
  /** A target, as another replica would have it. */
  createTarget(options?: { deployments?: JsonObject }): F5CertificateTarget;
  close(): Promise<void>;
}

/** Starts a lab on free ports. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), 'f5-lab-'));
  const farmFile = join(folder, 'farm.yaml');
  // JSON is YAML.
  await writeFile(farmFile, JSON.stringify(labDefinition(options)));
  const farm = await startFarm({
    farmFile,
    listen: { host: '127.0.0.1', port: 0 },
    dataPort: 0,
    latencyMs: options.latencyMs,
    cacheDirectory: options.cacheDirectory,
    syncMs: 100,
  });
  const devices = [...farm.devices];
  const closables: { close(): Promise<void> }[] = [];
  return {
    farm,
    devices,
    unit: {
      name: options.cluster ? 'lab' : devices[0].name,
      devices: devices.map(({ name }) => name),
      environment: null,
    },
    createTarget({ deployments = {} } = {}) {
      const target = new F5CertificateTarget({
        ...environmentOf(devices, { deployments }),
        logger: mockServices.logger.mock(),
      });
      closables.push(target);
      return target;
    },
    createSolvers({ password } = {}) {
      const solvers = new BigIpSolverFactory(
        environmentOf(devices, { password }),
      );
      closables.push(solvers);
      return solvers;
    },
    async close() {
      await Promise.all(closables.map(closable => closable.close()));
      await farm.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Everything that talks to the devices of a lab begins with this. */
function environmentOf(
  devices: RunningDevice[],
  {
    deployments = {},
    password,
  }: { deployments?: JsonObject; password?: string },
) {
  const config = new ConfigReader({
    certificates: {
      f5: {
        devices: devices.map(device =>
          deviceConfig(device, {
            administrator: {
              ...device.administrator,
              ...(password !== undefined && { password }),
            },
          }),
        ),
        deployments: {
          proofTimeout: '3s',
          syncTimeout: '8s',
          saveTimeout: '8s',
          idleTimeout: '1s',
          ...deployments,
        },
        limits: { callTimeout: '4s' },
      },
    },
  });
  return {
    config: readF5Config(config),
    administrators: new Administrators(config),
    gates: new Gates(),
    retryDelaysMs: TEST_RETRY_DELAYS_MS,
    pollMs: 50,
  };
}
