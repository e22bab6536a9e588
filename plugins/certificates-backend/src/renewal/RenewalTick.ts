import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { Knex } from 'knex';
import { Authorities } from '../authority';
import { MaterialStore } from '../custody';
import { CertificateReader, PolicyService } from '../policy';
import { RenewalOperations } from './RenewalOperations';
import { RenewalSchedule } from './RenewalSchedule';
import { RenewalServices } from './steps';
import { OPEN_STATES, RenewalRow, toRenewal } from './store';
import { POLICY_ACTOR } from './types';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Renewals that policies begin in one tick; the next one begins more. */
const BEGIN_PER_TICK = 2_000;

/** After so long without progress people are told. */
const STUCK_MS = DAY;

/** How often people are reminded of what only they can do. */
const REMIND_MS = DAY;

/** How often CAs are asked how they are. */
const HEALTH_MS = 5 * 60_000;

/** How long a certificate is left alone whose renewal could not even begin. */
const HOLD_MS = HOUR;

/** Orders that are kept to count them; longer than any period of a limit. */
const ORDERS_KEPT_MS = 31 * DAY;

interface RenewalTickOptions {
  knex: Knex;
  services: RenewalServices;
  schedule: RenewalSchedule;
  policies: PolicyService;
  certificates: CertificateReader;
  operations: RenewalOperations;
  authorities: Authorities;
  materials: MaterialStore;
  logger: LoggerService;
  clock: () => number;
}

/**
 * What happens by itself from time to time. Any number of replicas may do it at
 * once: what is begun twice is refused once.
 */
export class RenewalTick {
  readonly #options: RenewalTickOptions;
  #checkedAt = 0;

  constructor(options: RenewalTickOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { schedule, authorities, clock } = this.#options;
    if (clock() - this.#checkedAt >= HEALTH_MS) {
      this.#checkedAt = clock();
      await authorities.checkHealth(signal);
      await authorities.budget.prune(clock() - ORDERS_KEPT_MS);
    }
    await schedule.refresh(signal);
    await schedule.askForInfo(signal);
    await this.#wakeOutdated();
    await this.#begin(signal);
    await this.#tellStuck();
    await this.#remind();
  }

  /** Begins what is due. */
  async #begin(signal: AbortSignal): Promise<void> {
    const { schedule, operations, clock, logger } = this.#options;
    for (const id of await schedule.due(BEGIN_PER_TICK)) {
      signal.throwIfAborted();
      try {
        const kind = (await this.#holdsNewer(id)) ? 'redeploy' : 'renewal';
        await operations.create({ certificateId: id, kind }, POLICY_ACTOR);
      } catch (error) {
        // Another replica was faster, or something stands against it.
        const why = error instanceof Error ? error.message : '';
        if (error instanceof Error && error.name === 'ConflictError') {
          continue;
        }
        logger.warn(
          `The renewal of certificate ${id} could not begin, tried again in an hour: ${stringifyError(
            error,
          )}`,
        );
        await schedule.hold(id, clock() + HOLD_MS, why);
      }
    }
  }

  /** Whether a version is kept here that is not due itself: it only has to be deployed. */
  async #holdsNewer(certificateId: string): Promise<boolean> {
    const { certificates, materials, policies, clock } = this.#options;
    const certificate = await certificates.get(certificateId);
    if (!certificate || certificate.expiresAt === null) {
      return false;
    }
    const held = (await materials.list(certificateId))
      .filter(
        material => material.hasKey && material.keyType === certificate.keyType,
      )
      .sort((a, b) => Date.parse(b.notAfter) - Date.parse(a.notAfter))[0];
    if (!held || Date.parse(held.notAfter) <= certificate.expiresAt) {
      return false;
    }
    const { time } = policies.decide(await policies.store.list(), {
      ...certificate,
      notBefore: Date.parse(held.notBefore),
      expiresAt: Date.parse(held.notAfter),
      info: null,
    });
    return time !== null && time.at > clock();
  }

  /** Has renewals looked at whose certificate is gone or was renewed otherwise. */
  async #wakeOutdated(): Promise<void> {
    const { knex, clock } = this.#options;
    const now = clock();
    const ids = await knex('renewals as r')
      .join('certificates as c', 'c.id', 'r.certificate_id')
      .whereIn('r.state', [...OPEN_STATES])
      .where('r.next_at', '>', now)
      .where(builder =>
        builder
          .whereNot('c.listing', 1)
          .orWhere(inner =>
            inner
              .where('r.kind', 'renewal')
              .whereIn('r.step', ['approve', 'key', 'order', 'issue'])
              .whereRaw('c.expires_at > r.expires_at'),
          ),
      )
      .limit(BEGIN_PER_TICK)
      .pluck<string[]>('r.id');
    if (ids.length > 0) {
      await knex('renewals').whereIn('id', ids).update({ next_at: now });
    }
  }

  /** Tells people what has not advanced for a day. */
  async #tellStuck(): Promise<void> {
    const { knex, services, clock } = this.#options;
    const now = clock();
    const rows = await knex<RenewalRow>('renewals')
      .whereIn('state', [...OPEN_STATES])
      .where('progress_at', '<', now - STUCK_MS)
      .whereNull('stuck_at')
      .where(builder =>
        builder
          .whereNull('waits_for')
          .orWhereNotIn('waits_for', ['notice', 'time']),
      )
      .limit(BEGIN_PER_TICK)
      .select('*');
    for (const row of rows) {
      const told = await services.store.write(async store => {
        const renewal = await store.get(row.id, { lock: true });
        if (!renewal || renewal.stuckAt !== null) {
          return undefined;
        }
        await store.update(row.id, { stuckAt: now });
        await store.addEvents(row.id, [
          {
            at: now,
            by: null,
            message: `No progress for a day: ${
              renewal.waitsText ?? `the step ${renewal.step} is under way`
            }`,
          },
        ]);
        return renewal;
      });
      if (told) {
        services.announce('stuck', told);
      }
    }
  }

  /** Reminds people of certificates that they have to bring. */
  async #remind(): Promise<void> {
    const { knex, services, clock } = this.#options;
    const now = clock();
    const rows = await knex<RenewalRow>('renewals')
      .whereIn('state', [...OPEN_STATES])
      .where('wants_upload', 1)
      .whereRaw('coalesce(reminded_at, progress_at) < ?', [now - REMIND_MS])
      .limit(BEGIN_PER_TICK)
      .select('*');
    for (const row of rows) {
      const reminded = await knex('renewals')
        .where({ id: row.id, reminded_at: row.reminded_at })
        .update({ reminded_at: now });
      if (reminded > 0) {
        services.announce('person-needed', toRenewal(row));
      }
    }
  }
}
