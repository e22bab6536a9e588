import { mockServices } from '@backstage/backend-test-utils';
import {
  CreateRenewalRequest,
  isRenewalOver,
  Policy,
  RenewalDetail,
} from '@cmt/backstage-plugin-certificates-common';
import { Knex } from 'knex';
import { AuthorityRegistry, createAuthorities } from '../authority';
import { configPolicySchema } from '../config';
import { DatabaseMaterialStore, KeySealer } from '../custody';
import { isPostgres, NEVER } from '../database';
import { InProcessQueue, PgBossQueue } from '../deployment/jobs';
import { UsedUnit } from '../deployment/planning';
import { Actor, Announcement, createRenewals, RenewalRecord } from '../renewal';
import { FakeAuthority } from './FakeAuthority';
import { FakeDeployments } from './FakeDeployments';

/** Short enough for a test, long enough for a slow machine. */
const LEASE_MS = 1_500;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The beginning of time in these tests. */
export const START = Date.UTC(2026, 10, 24, 12);

export const OWNER: Actor = {
  ref: 'user:default/ann',
  ownershipRefs: ['user:default/ann', 'group:default/shop'],
};
export const PLATFORM: Actor = {
  ref: 'user:default/pat',
  ownershipRefs: ['user:default/pat', 'group:default/platform'],
};
export const STRANGER: Actor = {
  ref: 'user:default/sam',
  ownershipRefs: ['user:default/sam'],
};

/** Writes a certificate into the inventory, as a scan would have. */
export async function insertCertificate(
  knex: Knex,
  options: {
    id: string;
    names?: string[];
    expiresAt?: number;
    lifetimeDays?: number;
    versionId?: string;
    owner?: string;
    environments?: string[];
    virtualServers?: number;
  },
): Promise<void> {
  const {
    id,
    names = [`${id}.example.com`],
    expiresAt = START + 30 * DAY,
    lifetimeDays = 90,
    versionId = id.padEnd(64, '0').slice(0, 64),
    owner = 'group:default/shop',
    environments = ['production'],
    virtualServers = 1,
  } = options;
  const notBefore = expiresAt - lifetimeDays * DAY;
  await knex('versions')
    .insert({
      id: versionId,
      facts_source: 'certificate',
      subject: `CN=${names[0]}`,
      issuer: 'CN=Example Issuing CA,O=Example',
      issuer_label: 'Example Issuing CA',
      not_before: notBefore,
      not_after: expiresAt,
      names: JSON.stringify(names),
      key_type: 'ec',
      key_size: 256,
      curve: 'prime256v1',
      extended_key_usage: '[]',
      first_seen_at: START,
    })
    .onConflict('id')
    .merge();
  await knex('certificates')
    .insert({
      id,
      entity_name: id,
      scope: '',
      category: 'certificate',
      listing: 1,
      title: names[0],
      names: JSON.stringify(names),
      expires_at: expiresAt,
      warning_at: NEVER,
      critical_at: NEVER,
      not_before: notBefore,
      automated: 0,
      issuer_label: 'Example Issuing CA',
      key_type: 'ec',
      key_size: 256,
      usage: 'used',
      owner_ref: owner,
      owner_kind: 'mapping',
      owner_confidence: 'certain',
      owner_missing: 0,
      devices: JSON.stringify(['lb-1']),
      environments: JSON.stringify(environments),
      installation_count: 1,
      virtual_server_count: virtualServers,
      finding_codes: '[]',
      shape: 'shape',
      current_version_id: versionId,
      first_seen_at: START,
    })
    .onConflict('id')
    .merge();
  await knex('inventory_writer').where('id', 1).increment('revision', 1);
}

/**
 * Renewals on a test database, with a CA and deployments in memory, a clock that
 * the test sets, and any number of replicas that can be killed.
 */
export async function startRenewals(options: {
  knex: Knex;
  policies?: object[];
  authorities?: { id: string; kind: string; title?: string }[];
  /** Whether sweeps run by themselves. */
  sweeping?: boolean;
}) {
  const { knex } = options;
  const time = { now: START };
  const clock = () => time.now;
  const fakes = {
    one: new FakeAuthority(clock),
    two: new FakeAuthority(clock),
  };
  fakes.two.description = { ...fakes.two.description, title: 'Second CA' };
  const deployments = new FakeDeployments();
  const sealer = new KeySealer([
    { id: 'k1', secret: new Uint8Array(32).fill(7) },
  ]);
  const logger = mockServices.logger.mock();
  logger.child.mockReturnValue(logger);
  const announced: { what: Announcement; renewal: RenewalRecord }[] = [];
  const policies: Policy[] = (options.policies ?? [{ id: 'all' }]).map(policy =>
    configPolicySchema.parse(policy),
  );
  const configured = options.authorities ?? [
    { id: 'one', kind: 'one' },
    { id: 'two', kind: 'two' },
  ];
  const usage = new Map<string, UsedUnit[]>();
  const signals = { publish: jest.fn(async () => {}) };
  const replicas: { stop(): Promise<void> }[] = [];

  async function replica() {
    const life = { dead: false };
    const wrap = <T extends object>(part: T): T => mortal(part, life);
    const registry = new AuthorityRegistry();
    registry.addAuthority({ kind: 'one', create: () => fakes.one });
    registry.addAuthority({ kind: 'two', create: () => fakes.two });
    const authorities = createAuthorities({
      rootConfig: mockServices.rootConfig({
        data: { certificates: { authorities: configured } },
      }),
      config: configured,
      registry,
      knex,
      sealer,
      baseUrl: 'https://portal.test/api/certificates',
      logger,
      clock,
    });
    const concurrency = { renewal: 4 };
    const queue = isPostgres(knex)
      ? new PgBossQueue({ knex, logger, concurrency })
      : new InProcessQueue({ logger, concurrency, firstRetryMs: 10 });
    const materials = new DatabaseMaterialStore({ knex, sealer, clock });
    const renewals = createRenewals({
      knex,
      config: {
        policies,
        renewals: { automatic: true, concurrency: 4 },
      },
      authorities,
      sealer,
      materials,
      deployments: deployments as never,
      identityScope: 'none',
      platformGroup: 'group:default/platform',
      announce: (what, renewal) => announced.push({ what, renewal }),
      signals,
      logger,
      clock,
      overrides: {
        inventory: {
          usage: async id =>
            usage.get(id) ?? [
              {
                unit: { name: 'lb-1', devices: ['lb-1'], environment: null },
                replaces: [{ fullPath: '/Common/a.crt', fingerprint: null }],
                bound: true,
              },
            ],
        },
        queue: wrap(queue),
        leaseMs: LEASE_MS,
        wrap,
      },
    });
    await renewals.start();
    const sweep =
      options.sweeping === false
        ? undefined
        : setInterval(() => {
            if (!life.dead) {
              renewals.sweep().catch(() => undefined);
            }
          }, 50);
    const self = {
      renewals,
      operations: renewals.operations,
      authorities,
      materials,
      /** As `kill -9`: nothing of it reaches the database any more. */
      kill() {
        life.dead = true;
        clearInterval(sweep);
        queue.stop().catch(() => undefined);
      },
      async stop() {
        clearInterval(sweep);
        if (!life.dead) {
          await renewals.stop();
        }
      },
    };
    replicas.push(self);
    return self;
  }

  const first = await replica();
  const until = async (
    id: string,
    condition: (renewal: RenewalDetail) => boolean,
    operations = first.operations,
  ): Promise<RenewalDetail> => {
    const deadline = Date.now() + 20_000;
    for (;;) {
      const renewal = await operations.get(id);
      if (condition(renewal)) {
        return renewal;
      }
      if (Date.now() > deadline) {
        throw new Error(
          `Did not happen in time: ${JSON.stringify(renewal, null, 1)}`,
        );
      }
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  };
  return {
    ...first,
    knex,
    replica,
    fakes,
    deployments,
    usage,
    announced,
    signals,
    logger,
    sealer,
    now: clock,
    advance(ms: number) {
      time.now += ms;
    },
    tick: () => first.renewals.tick(new AbortController().signal),
    until,
    over: (id: string, operations = first.operations) =>
      until(id, ({ state }) => isRenewalOver(state), operations),
    waits: (id: string, what: RenewalDetail['waitsFor']) =>
      until(
        id,
        ({ state, waitsFor }) => state === 'waiting' && waitsFor === what,
      ),
    create: (request: CreateRenewalRequest, actor: Actor = OWNER) =>
      first.operations.create(request, actor),
    async stopAll() {
      await Promise.all(replicas.map(each => each.stop()));
    },
  };
}

/** An object whose methods never answer once it is dead. */
function mortal<T extends object>(object: T, life: { dead: boolean }): T {
  return new Proxy(object, {
    get(inner, property) {
      const value = Reflect.get(inner, property);
      if (typeof value !== 'function') {
        return value;
      }
      return async (...args: unknown[]) => {
        if (life.dead) {
          return new Promise(() => {});
        }
        const result = await value.apply(inner, args);
        return life.dead ? new Promise(() => {}) : result;
      };
    },
  });
}
