import { mockServices } from '@backstage/backend-test-utils';
import knexFactory, { Knex } from 'knex';
import { join } from 'node:path';
import { insertCertificate } from '../../../../plugins/certificates-backend/src/__testUtils__/startRenewals';
import {
  AuthorityRegistry,
  createAuthorities,
} from '../../../../plugins/certificates-backend/src/authority';
import { configPolicySchema } from '../../../../plugins/certificates-backend/src/config';
import {
  DatabaseMaterialStore,
  KeySealer,
} from '../../../../plugins/certificates-backend/src/custody';
import { createRenewals } from '../../../../plugins/certificates-backend/src/renewal';
import { Chance } from './Chance';
import { Life } from './Life';
import { StepQueue } from './StepQueue';
import { World } from './World';

const DAY = 24 * 3_600_000;

/** The process that took over waits so long for what a dead one held. */
const LEASE_MS = 300;

const MIGRATIONS = join(
  __dirname,
  '../../../../plugins/certificates-backend/migrations',
);

/** A certificate of the simulation. */
export interface Subject {
  /** Begins with `life-`, its lifetime and `-`. */
  id: string;
  lifetimeDays: number;
  /** Days that it has left; by chance more than half of its life unless given. */
  daysLeft?: number;
}

export interface YearsOptions {
  chance: Chance;
  /** Milliseconds since the epoch. */
  start: number;
  subjects: readonly Subject[];
  /** Whether calls fail, and parts are down. */
  trouble: boolean;
  /** Orders that the CA takes in any period of that length. */
  limit?: { orders: number; periodMs: number };
}

/** The renewals of a backend on a clock of their own, in a world full of trouble. */
export class YearsStand {
  readonly world: World;
  readonly knex: Knex;
  readonly time: { now: number };
  readonly #subjects: ReadonlyMap<string, Subject>;
  readonly #sealer = new KeySealer([
    { id: 'bench', secret: new Uint8Array(32).fill(9) },
  ]);
  readonly #materials: DatabaseMaterialStore;
  readonly #scanned = new Map<string, string>();
  #queue = new StepQueue();
  #renewals?: ReturnType<typeof createRenewals>;

  private constructor(options: YearsOptions & { knex: Knex }) {
    this.knex = options.knex;
    this.time = { now: options.start };
    const clock = () => this.time.now;
    this.world = new World({ ...options, clock });
    this.#subjects = new Map(options.subjects.map(each => [each.id, each]));
    this.#materials = new DatabaseMaterialStore({
      knex: this.knex,
      sealer: this.#sealer,
      clock,
    });
  }

  static async begin(options: YearsOptions): Promise<YearsStand> {
    const knex = knexFactory({
      client: 'better-sqlite3',
      connection: ':memory:',
      useNullAsDefault: true,
      pool: { min: 1, max: 1 },
    });
    await knex.migrate.latest({ directory: MIGRATIONS });
    const stand = new YearsStand({ ...options, knex });
    for (const { id, lifetimeDays, daysLeft } of options.subjects) {
      const left =
        daysLeft ??
        (1 - options.chance.next(`age of ${id}`) / 2) * lifetimeDays;
      stand.world.served.set(id, {
        fingerprint: id.padEnd(64, '0'),
        notAfter: options.start + left * DAY,
      });
    }
    await stand.scan();
    await stand.#boot();
    return stand;
  }

  /** Lets time go by, and has everything done that is due then. */
  async step(stepMs: number): Promise<void> {
    this.time.now += stepMs;
    this.world.pass(stepMs);
    await this.#work();
    await this.scan();
  }

  /** Writes what is served into the inventory, where it has changed. */
  async scan(): Promise<void> {
    for (const [id, served] of this.world.served) {
      if (this.#scanned.get(id) !== served.fingerprint) {
        this.#scanned.set(id, served.fingerprint);
        await insertCertificate(this.knex, {
          id,
          versionId: served.fingerprint,
          expiresAt: served.notAfter,
          lifetimeDays: this.#subjects.get(id)!.lifetimeDays,
        });
      }
    }
  }

  async end(): Promise<void> {
    await this.#renewals?.stop();
    await this.knex.destroy();
  }

  async #work(): Promise<void> {
    const { signal } = new AbortController();
    for (;;) {
      const { life } = this.world;
      const renewals = this.#renewals!;
      const done = (async () => {
        await renewals.tick(signal);
        await renewals.sweep();
        await this.#queue.drain(life.ended);
        return true;
      })();
      if (await Promise.race([done, life.ended.then(() => false)])) {
        return;
      }
      // Another process takes over once nobody renews the leases of the dead one.
      await new Promise(resolve => setTimeout(resolve, LEASE_MS + 20));
      await this.#boot();
    }
  }

  async #boot(): Promise<void> {
    const { knex, world } = this;
    const clock = () => this.time.now;
    const life = new Life();
    world.life = life;
    this.#queue = new StepQueue();
    const logger = mockServices.rootLogger();
    const registry = new AuthorityRegistry();
    registry.addAuthority({
      kind: 'world',
      create: () => world.reachedAuthority(),
    });
    const configured = [{ id: 'ca', kind: 'world' }];
    const authorities = createAuthorities({
      rootConfig: mockServices.rootConfig({
        data: { certificates: { authorities: configured } },
      }),
      config: configured,
      registry,
      knex,
      sealer: this.#sealer,
      baseUrl: 'http://localhost/api/certificates',
      logger,
      clock,
    });
    const wrap = <T extends object>(part: T): T => life.wrap(part);
    this.#renewals = createRenewals({
      knex,
      config: {
        policies: [...new Set(this.#lifetimes())].map(lifetimeDays =>
          configPolicySchema.parse({
            id: `life-${lifetimeDays}`,
            name: `${lifetimeDays} days`,
            match: { names: [`life-${lifetimeDays}-*`] },
            mode: 'automatic',
            authorities: ['ca'],
            lifetimeDays,
          }),
        ),
        renewals: { automatic: true, concurrency: 1 },
      },
      authorities,
      sealer: this.#sealer,
      materials: wrap(this.#materials),
      deployments: wrap(world.reachedDeployments(this.#materials)) as never,
      platformGroup: undefined,
      signals: { publish: async () => {} },
      logger,
      clock,
      overrides: {
        inventory: {
          usage: async () => [
            {
              unit: { name: 'lb-1', devices: ['lb-1'], environment: null },
              replaces: [{ fullPath: '/Common/a.crt', fingerprint: null }],
              bound: true,
            },
          ],
        },
        queue: this.#queue,
        leaseMs: LEASE_MS,
        wrap,
      },
    });
    await this.#renewals.start();
  }

  #lifetimes(): number[] {
    return [...this.#subjects.values()].map(({ lifetimeDays }) => lifetimeDays);
  }
}
