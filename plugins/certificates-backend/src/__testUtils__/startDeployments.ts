import { mockServices } from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import {
  CertificateDetail,
  DeploymentDetail,
  DeploymentUnit,
  isDeploymentOver,
} from '@cmt/backstage-plugin-certificates-common';
import { Knex } from 'knex';
import { isPostgres } from '../database';
import { DeploymentOperations } from '../deployment/DeploymentOperations';
import { DeploymentPublisher } from '../deployment/DeploymentPublisher';
import { DeploymentTelemetry } from '../deployment/DeploymentTelemetry';
import { DeploymentEngine } from '../deployment/engine';
import { InProcessQueue, PgBossQueue } from '../deployment/jobs';
import { DeploymentInventory, Planner, UsedUnit } from '../deployment/planning';
import { ChangeCalendar } from '../deployment/rules';
import {
  DatabaseDeploymentStore,
  DatabaseLeaseStore,
} from '../deployment/store';
import { FakeMaterials, fingerprintFor } from './FakeMaterials';
import { FakeTarget } from './FakeTarget';

/** Short enough for a test, long enough for a slow machine. */
const LEASE_MS = 1_500;

/** Entity ref of who does things in tests. */
export const ANN = 'user:default/ann';

/** A unit of a fake estate. */
export interface FakeUnit {
  devices?: string[];
  environment?: string;
  /** Profiles with the name of the version that each uses. */
  profiles: Record<string, string>;
}

/** Profiles that all use the version `old`. */
export function usesOld(...profiles: string[]): FakeUnit {
  return { profiles: Object.fromEntries(profiles.map(p => [p, 'old'])) };
}

/**
 * Deployments on a test database with devices in memory, and any number of
 * replicas that can be killed.
 */
export async function startDeployments(options: {
  knex: Knex;
  units: Record<string, FakeUnit>;
  calendar?: Partial<ChangeCalendar>;
  concurrency?: number;
}) {
  const { knex } = options;
  let offset = 0;
  const clock = () => Date.now() + offset;
  const calendar: ChangeCalendar = {
    windows: [],
    doNotTouch: [],
    ...options.calendar,
  };
  const target = new FakeTarget(
    Object.fromEntries(
      Object.entries(options.units).map(([name, { profiles }]) => [
        name,
        Object.fromEntries(
          Object.entries(profiles).map(([profile, version]) => [
            profile,
            fingerprintFor(version),
          ]),
        ),
      ]),
    ),
  );
  const materials = new FakeMaterials();
  const versions = new Set(['old', 'new']);
  materials.add('new');
  const inventory = fakeInventory(options.units, target, versions);
  const logger = mockServices.logger.mock();
  logger.child.mockReturnValue(logger);
  const signals = { publish: jest.fn(async () => {}) };
  const requestScan = jest.fn(async (_device: string) => {});
  const getCertificate = async (id: string) =>
    ({
      id,
      title: 'shop.example.com',
      names: ['shop.example.com'],
      owner: { ref: 'group:default/shop' },
      protects: [{ entityRef: 'component:default/shop' }],
      systemRef: null,
      currentVersion: null,
    } as unknown as CertificateDetail);
  const replicas: { stop(): Promise<void> }[] = [];

  async function replica(overrides: { stepTimeoutMs?: number } = {}) {
    const life: Life = { dead: false };
    const store = mortal(new DatabaseDeploymentStore({ knex }), life);
    const leases = mortal(new DatabaseLeaseStore({ knex }), life);
    const concurrency = { plan: 2, target: options.concurrency ?? 4 };
    const queue = isPostgres(knex)
      ? new PgBossQueue({ knex, logger, concurrency })
      : new InProcessQueue({ logger, concurrency, firstRetryMs: 10 });
    const publisher = new DeploymentPublisher({ signals, logger, batchMs: 1 });
    const targets = {
      get: (id: string) => (id === target.id ? target : undefined),
      forUnit: () =>
        target.undeployable === undefined
          ? { target }
          : { reason: target.undeployable },
    };
    const engine = new DeploymentEngine({
      store,
      leases,
      queue: mortal(queue, life),
      planner: new Planner({
        inventory,
        targets,
        devices: new Map(),
        materials,
        getCertificate,
      }),
      targets,
      materials,
      publisher,
      telemetry: new DeploymentTelemetry({
        logger,
        metrics: metricsServiceMock.mock({
          createCounter: () => ({ add: jest.fn() }),
          createHistogram: () => ({ record: jest.fn() }),
        }),
      }),
      calendar,
      requestScan,
      logger,
      clock,
      leaseMs: LEASE_MS,
      retry: {
        forwardAttempts: 3,
        backwardAttempts: 4,
        maxBegins: 20,
        firstDelayMs: 5,
        maxDelayMs: 20,
      },
      ...overrides,
    });
    const operations = new DeploymentOperations({
      store,
      engine,
      materials,
      inventory,
      getCertificate,
      clock,
    });
    await engine.start();
    const sweep = setInterval(() => {
      if (!life.dead) {
        engine.sweep().catch(() => undefined);
      }
    }, 100);
    const self = {
      engine,
      operations,
      /** As `kill -9`: nothing of it reaches the database any more. */
      kill() {
        life.dead = true;
        clearInterval(sweep);
        // What it has in its hands ends with it.
        target.forgetCalls();
        queue.stop().catch(() => undefined);
      },
      /** Its database does not answer any more, until it does again. */
      pauseDatabase() {
        life.paused = new Promise(resolve => {
          life.resume = resolve;
        });
      },
      resumeDatabase() {
        life.paused = undefined;
        life.resume?.();
      },
      async stop() {
        clearInterval(sweep);
        if (!life.dead) {
          await engine.stop();
        }
      },
    };
    replicas.push(self);
    return self;
  }

  const first = await replica();
  return {
    ...first,
    knex,
    replica,
    target,
    materials,
    versions,
    logger,
    signals,
    requestScan,
    calendar,
    advance: (ms: number) => {
      offset += ms;
    },
    async stopAll() {
      await Promise.all(replicas.map(each => each.stop()));
    },
    async planned(
      request: Partial<Parameters<DeploymentOperations['create']>[0]> = {},
      operations = first.operations,
    ) {
      const { id } = await operations.create(
        { certificateId: 'certificate', materialId: 'new', ...request },
        ANN,
      );
      return until(operations, id, ({ state }) => state !== 'planning');
    },
    async started(
      request: Partial<Parameters<DeploymentOperations['create']>[0]> = {},
      operations = first.operations,
    ) {
      const deployment = await this.planned(request, operations);
      return operations.start(
        deployment.id,
        {
          planHash: deployment.planHash ?? '',
          consents: deployment.consents.map(({ code }) => code),
        },
        ANN,
      );
    },
    /** The deployment once it is over. */
    over: (id: string, operations = first.operations) =>
      until(operations, id, ({ state }) => isDeploymentOver(state)),
    until: (
      id: string,
      condition: (deployment: DeploymentDetail) => boolean,
      operations = first.operations,
    ) => until(operations, id, condition),
  };
}

async function until(
  operations: DeploymentOperations,
  id: string,
  condition: (deployment: DeploymentDetail) => boolean,
): Promise<DeploymentDetail> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const deployment = await operations.get(id);
    if (condition(deployment)) {
      return deployment;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `Did not happen in time: ${JSON.stringify(
          {
            ...deployment,
            material: undefined,
            targets: deployment.targets.map(t => ({ ...t, plan: undefined })),
          },
          null,
          1,
        )}`,
      );
    }
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

function fakeInventory(
  units: Record<string, FakeUnit>,
  target: FakeTarget,
  versions: ReadonlySet<string>,
): DeploymentInventory {
  const all = new Map(
    Object.entries(units).map(([name, unit]): [string, DeploymentUnit] => [
      name,
      {
        name,
        devices: unit.devices ?? [name],
        environment: unit.environment ?? null,
      },
    ]),
  );
  return {
    units: async () => all,
    usage: async () =>
      [...all.values()].map(
        (unit): UsedUnit => ({
          unit,
          replaces: [...versions].map(version => ({
            fullPath: `/Common/${version}.crt`,
            fingerprint: fingerprintFor(version),
          })),
          bound: Object.keys(target.state(unit.name).running).length > 0,
        }),
      ),
    bindings: async () => [],
    sameIn: async (id, environment) =>
      [...all.values()].some(unit => unit.environment === environment)
        ? id
        : undefined,
  };
}

interface Life {
  dead: boolean;
  /** Resolves when what it hangs on goes on. */
  paused?: Promise<void>;
  resume?: () => void;
}

/** An object whose methods never answer once it is dead. */
function mortal<T extends object>(object: T, life: Life): T {
  return new Proxy(object, {
    get(inner, property) {
      const value = Reflect.get(inner, property);
      if (typeof value !== 'function') {
        return value;
      }
      return async (...args: unknown[]) => {
        await life.paused;
        if (life.dead) {
          return new Promise(() => {});
        }
        const result = await value.apply(inner, args);
        return life.dead ? new Promise(() => {}) : result;
      };
    },
  });
}
