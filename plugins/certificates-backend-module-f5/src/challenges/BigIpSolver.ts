import { LoggerService } from '@backstage/backend-plugin-api';
import {
  AuthorityContext,
  AuthorityError,
  AuthorityHealth,
  Challenge,
  ChallengeSolver,
} from '@cmt/backstage-plugin-certificates-node';
import { F5Device } from '../config/types';
import { Members, withMembers } from '../deployment/device/members';
import { AdministratorSessions } from '../deployment/device/sessions';
import { isInSync, readGroupSync } from '../deployment/reading/cluster';
import { synchronize } from '../deployment/steps/sync';
import { StepEnvironment } from '../deployment/steps/types';
import { splitIntoClusters } from './clusters';
import {
  DataGroupRecord,
  putRecord,
  readRecords,
  removeRecord,
} from './dataGroup';
import { readRule } from './readRule';
import { BigIpSolverConfig } from './readSolverConfig';
import { toAuthorityError } from './toAuthorityError';
import { Turns } from './Turns';

/** Letters of base64url: what tokens are made of (RFC 8555 section 8.1). */
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** What all solvers of a backend share. */
export interface BigIpSolverEnvironment {
  devices: ReadonlyMap<string, F5Device>;
  sessions: AdministratorSessions;
  step: StepEnvironment;
  /** Two challenges on one cluster would wait for each other's synchronisation. */
  turns: Turns;
}

/**
 * Has BIG-IP devices answer `http-01` challenges: an iRule looks tokens up in a
 * data group, whose records this solver adds and removes.
 *
 * Guarantees: records of others stay; every device and the active unit of every
 * cluster holds the record when `present` ends; a cluster that was in sync is in
 * sync again afterwards, and changes that others have not synchronised are not
 * synchronised with it.
 */
export class BigIpSolver implements ChallengeSolver {
  readonly #config: BigIpSolverConfig;
  readonly #environment: BigIpSolverEnvironment;
  readonly #authority: string;
  readonly #logger: LoggerService;
  readonly #clock: () => number;

  constructor(options: {
    config: BigIpSolverConfig;
    environment: BigIpSolverEnvironment;
    /** Id of the CA that it belongs to. */
    authority: string;
    logger: LoggerService;
    clock: () => number;
  }) {
    this.#config = options.config;
    this.#environment = options.environment;
    this.#authority = options.authority;
    this.#logger = options.logger;
    this.#clock = options.clock;
  }

  async present(
    challenge: Challenge,
    context: AuthorityContext,
  ): Promise<void> {
    const record = this.#recordOf(challenge);
    await this.#onEveryCluster(context, async members => {
      await this.#keepInSync(members, context, () =>
        putRecord(members.active(), this.#config.dataGroup, record),
      );
      this.#tell('answers a challenge', members, challenge);
    });
  }

  async cleanUp(
    challenge: Challenge,
    context: AuthorityContext,
  ): Promise<void> {
    const { dataGroup } = this.#config;
    const record = this.#recordOf(challenge);
    await this.#onEveryCluster(context, async members => {
      const active = members.active();
      const wasThere = await this.#keepInSync(members, context, () =>
        removeRecord(active, dataGroup, record),
      );
      // It was put on another unit, before a failover and without a sync. Where
      // the active one had it, that one's list comes to the others by itself.
      for (const other of wasThere ? [] : members.reached) {
        if (other !== active) {
          await removeRecord(other, dataGroup, record);
        }
      }
      this.#tell('no longer answers a challenge', members, challenge);
    });
  }

  async health(context: AuthorityContext): Promise<AuthorityHealth> {
    const troubles: string[] = [];
    const { dataGroup } = this.#config;
    const { pageSize } = this.#environment.step;
    try {
      await this.#onEveryCluster(context, async members => {
        const active = members.active();
        await readRecords(active, dataGroup);
        const { rule, virtualServers } = await readRule(
          active.session,
          dataGroup,
          pageSize,
        );
        const { name } = active.device;
        if (rule === null) {
          troubles.push(
            `No iRule of BIG-IP ${name} answers challenges from the data group ${dataGroup}: install it, see docs/bigip-http01.md`,
          );
        } else if (virtualServers.length === 0) {
          troubles.push(
            `The iRule ${rule} of BIG-IP ${name} is on no virtual server: put it on those that answer port 80`,
          );
        }
      });
    } catch (error) {
      if (!AuthorityError.is(error)) {
        throw error;
      }
      return { status: 'down', detail: error.message, account: null };
    }
    return troubles.length > 0
      ? { status: 'down', detail: troubles.join('. '), account: null }
      : {
          status: 'ok',
          detail: `Challenges are answered by ${this.#config.devices.join(
            ', ',
          )}`,
          account: null,
        };
  }

  /** @throws AuthorityError for a token that cannot be part of a command */
  #recordOf({ name, token, keyAuthorization }: Challenge): DataGroupRecord {
    const [first, thumbprint, ...more] = keyAuthorization.split('.');
    if (
      !BASE64URL.test(token) ||
      first !== token ||
      !BASE64URL.test(thumbprint ?? '') ||
      more.length > 0
    ) {
      throw new AuthorityError({
        kind: 'person',
        authority: this.#authority,
        code: 'solver',
        message: `The challenge for ${name} has a token that is not base64url`,
        cause: 'The CA does not keep to RFC 8555 section 8.1.',
        remedy: 'Report this to the CA, or prove the name by dns-01.',
      });
    }
    return { name: token, data: keyAuthorization };
  }

  /** Works on all clusters and devices at once; one challenge at a time on each. */
  async #onEveryCluster(
    { signal }: AuthorityContext,
    work: (members: Members) => Promise<void>,
  ): Promise<void> {
    const { devices, sessions, turns } = this.#environment;
    const names = this.#config.devices;
    try {
      await withMembers(
        {
          unit: { name: names.join(', '), devices: names, environment: null },
          devices,
          sessions,
          signal,
        },
        async members => {
          const outcomes = await Promise.allSettled(
            [...(await splitIntoClusters(members))].map(([key, cluster]) =>
              turns.take(key, async () => {
                signal.throwIfAborted();
                await work(cluster);
              }),
            ),
          );
          const failed = outcomes.find(({ status }) => status === 'rejected');
          if (failed?.status === 'rejected') {
            throw failed.reason;
          }
        },
      );
    } catch (error) {
      throw toAuthorityError(error, this.#authority, this.#clock());
    }
  }

  /** Synchronises what has changed, where nothing else would go along with it. */
  async #keepInSync(
    members: Members,
    { signal }: AuthorityContext,
    change: () => Promise<boolean>,
  ): Promise<boolean> {
    const active = members.active();
    const cluster = await members.cluster(active);
    const severalAnswer = members.reached.filter(m => m.active).length > 1;
    const mustAgree =
      cluster !== null &&
      (cluster.autoSync
        ? severalAnswer
        : isInSync(await readGroupSync(active.session, cluster.group)));
    const hasChanged = await change();
    if (hasChanged && mustAgree) {
      await synchronize(members, this.#environment.step, signal, {
        profiles: [],
        objects: [],
      });
    }
    return hasChanged;
  }

  #tell(what: string, members: Members, { name }: Challenge): void {
    this.#logger.debug(`BIG-IP ${members.active().device.name} ${what}`, {
      name,
      dataGroup: this.#config.dataGroup,
    });
  }
}
