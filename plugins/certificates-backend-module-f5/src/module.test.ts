import {
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import {
  CertificateTarget,
  ChallengeSolverFactory,
  InventorySource,
  certificatesAuthorityExtensionPoint,
  certificatesDeploymentExtensionPoint,
  certificatesInventoryExtensionPoint,
} from '@cmt/backstage-plugin-certificates-node';
import { JsonObject } from '@backstage/types';
import certificatesModuleF5 from './index';

async function start(f5: JsonObject | undefined) {
  const sources: InventorySource[] = [];
  const targets: CertificateTarget[] = [];
  const solvers: ChallengeSolverFactory[] = [];
  const logger = mockServices.logger.mock();
  const metrics = metricsServiceMock.mock();
  metrics.createCounter.mockReturnValue({ add: () => {} });
  metrics.createHistogram.mockReturnValue({ record: () => {} });
  const backend = await startTestBackend({
    features: [
      createBackendPlugin({
        pluginId: 'certificates',
        register(env) {
          env.registerExtensionPoint(certificatesInventoryExtensionPoint, {
            addSource: source => sources.push(source),
          });
          env.registerExtensionPoint(certificatesDeploymentExtensionPoint, {
            addTarget: target => targets.push(target),
          });
          env.registerExtensionPoint(certificatesAuthorityExtensionPoint, {
            addAuthority: () => {},
            addChallengeSolver: solver => solvers.push(solver),
          });
          env.registerInit({ deps: {}, async init() {} });
        },
      }),
      certificatesModuleF5,
      logger.factory,
      createServiceFactory({
        service: metricsServiceRef,
        deps: {},
        factory: () => metrics,
      }),
      mockServices.rootConfig.factory({
        data: { certificates: f5 ? { f5 } : {} },
      }),
    ],
  });
  return { backend, sources, targets, solvers, logger, metrics };
}

describe('certificatesModuleF5', () => {
  it('adds a source with the configured devices, and says so', async () => {
    const { backend, sources, logger, metrics } = await start({
      devices: [
        {
          name: 'edge-1',
          host: 'edge-1.example.test',
          credential: { username: 'inventory', password: 'hush' },
          tls: { insecureSkipVerify: true },
          tags: ['pci'],
        },
      ],
    });
    expect(sources.map(({ id }) => id)).toEqual(['f5']);
    expect(sources[0].devices()).toEqual([
      {
        name: 'edge-1',
        kind: 'f5-bigip',
        host: 'edge-1.example.test',
        port: 443,
        site: null,
        environment: null,
        tags: ['pci'],
        ownerRef: null,
        tlsVerification: 'off',
      },
    ]);
    expect(logger.info).toHaveBeenCalledWith(expect.stringContaining('edge-1'));
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('not verified'),
    );
    expect(metrics.createCounter).toHaveBeenCalledWith(
      'certificates.f5.calls',
      expect.anything(),
    );
    await backend.stop();
  });

  it('adds a target that says what a device lacks', async () => {
    const device = (name: string, more: JsonObject = {}) => ({
      name,
      host: `${name}.example.test`,
      credential: { username: 'inventory', password: 'hush' },
      ...more,
    });
    const { backend, targets, solvers } = await start({
      devices: [
        device('edge-1', {
          administrator: { username: 'deployer', password: 'hush too' },
        }),
        device('edge-2'),
      ],
    });
    expect(targets.map(({ id }) => id)).toEqual(['f5']);
    expect(solvers).toMatchObject([{ kind: 'bigip', types: ['http-01'] }]);
    const [target] = targets;
    expect(target.capability('edge-1')).toEqual({ deployable: true });
    expect(target.capability('edge-2')).toEqual({
      deployable: false,
      reason: expect.stringContaining('administrator.username'),
    });
    expect(target.capability('edge-3')).toEqual({
      deployable: false,
      reason: expect.stringContaining('certificates.f5.devices'),
    });
    await backend.stop();
  });

  it('says that nothing is configured', async () => {
    const { backend, sources, logger } = await start(undefined);
    expect(sources[0].devices()).toEqual([]);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('certificates.f5.devices'),
    );
    await backend.stop();
  });

  it('does not start with a configuration that is not usable', async () => {
    await expect(start({ devices: [{ name: 'edge-1' }] })).rejects.toThrow(
      'certificates.f5.devices[0].host',
    );
  });
});
