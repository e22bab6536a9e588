import { createHash } from 'node:crypto';
import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import {
  Policy,
  PolicyMode,
  urgencyThresholds,
} from '@cmt/backstage-plugin-certificates-common';
import { RenewalInfo } from '@cmt/backstage-plugin-certificates-node';
import { Knex } from 'knex';
import { Authorities } from '../authority';
import {
  BigIntColumn,
  chunk,
  lockInventory,
  NEVER,
  raiseRevision,
  readInParts,
  toNumber,
  transact,
} from '../database';
import { LISTING } from '../inventory/rows';
import {
  approvalTier,
  CertificateForRenewal,
  CertificateReader,
  Decision,
  PolicyService,
} from '../policy';

const HOUR = 3_600_000;

/** Certificates that are read at once, and looked at in one tick. */
const PAGE = 500;
const PAGES_PER_TICK = 40;

/** SQLite takes no larger statements. */
const ROWS_PER_STATEMENT = 100;

/** CAs that are asked in one tick when to renew. */
const INFO_PER_TICK = 100;

/** A CA is asked at least so often and at most so often. */
const MAX_INFO_MS = 6 * HOUR;
const MIN_INFO_MS = 5 * 60_000;

/** Looked at anew although nothing seems to have changed. */
const FULL_PASS_MS = HOUR;

/** The slot of what decides when a certificate ends, as `slotOf` makes it. */
const SLOT = `c.id || ':' || case when c.key_type = 'rsa' then 'rsa' else 'ec' end`;

/** The slot of the renewal that ended last, for which the certificate is held. */
const LAST_SLOT = `select l.slot from renewals l
  where l.certificate_id = c.id and l.finished_at is not null
  order by l.finished_at desc limit 1`;

/** Modes in which policies begin renewals. */
const BEGINNING: readonly PolicyMode[] = ['automatic', 'notify', 'ask'];

type ScheduleRow = {
  certificate_id: string;
  facts_hash: string;
  automated: number;
  info_start: BigIntColumn | null;
  info_end: BigIntColumn | null;
  info_url: string | null;
  info_version: string | null;
  info_ask_at: BigIntColumn;
};

/**
 * When certificates are due: computed from policies a page at a time, kept in a
 * table, so that finding what is due is one range of an index.
 */
export class RenewalSchedule {
  readonly #options: {
    knex: Knex;
    policies: PolicyService;
    certificates: CertificateReader;
    authorities: Authorities;
    /** Whether policies begin anything at all. */
    automatic: boolean;
    logger: LoggerService;
    clock: () => number;
  };
  /** Where the pass that is under way goes on; `undefined` between passes. */
  #cursor?: string;
  #passed?: { revision: string; at: number };
  #passing?: string;

  constructor(options: {
    knex: Knex;
    policies: PolicyService;
    certificates: CertificateReader;
    authorities: Authorities;
    automatic: boolean;
    logger: LoggerService;
    clock: () => number;
  }) {
    this.#options = options;
  }

  /** Brings the table up to date; a large inventory takes several calls. */
  async refresh(signal: AbortSignal): Promise<void> {
    const { knex, policies, clock } = this.#options;
    const list = await policies.store.list();
    const inventory = await knex('inventory_writer')
      .where('id', 1)
      .first<{ revision: BigIntColumn }>('revision');
    const revision = hash([String(inventory.revision), list]);
    if (this.#cursor === undefined) {
      const isKnown =
        this.#passed?.revision === revision &&
        clock() - this.#passed.at < FULL_PASS_MS;
      if (isKnown) {
        return;
      }
      this.#cursor = '';
      this.#passing = revision;
    }
    for (let page = 0; page < PAGES_PER_TICK; page++) {
      signal.throwIfAborted();
      const after: string = this.#cursor ?? '';
      const ids: string[] = await knex('certificates')
        .where({ listing: LISTING.current, category: 'certificate' })
        .where('id', '>', after)
        .orderBy('id')
        .limit(PAGE)
        .pluck<string[]>('id');
      await this.#update(ids, list);
      this.#cursor = ids[ids.length - 1];
      if (ids.length < PAGE) {
        this.#cursor = undefined;
        this.#passed = { revision: this.#passing ?? '', at: clock() };
        return;
      }
    }
  }

  /** Asks CAs when they want their certificates to be renewed (RFC 9773). */
  async askForInfo(signal: AbortSignal): Promise<void> {
    const { knex, policies, clock } = this.#options;
    const ids = await knex('renewal_schedule')
      .where('info_ask_at', '<=', clock())
      .where('renew_at', '<', NEVER)
      .orderBy('info_ask_at')
      .limit(INFO_PER_TICK)
      .pluck<string[]>('certificate_id');
    if (ids.length === 0) {
      return;
    }
    const list = await policies.store.list();
    const certificates = await this.#options.certificates.many(ids);
    for (const id of ids) {
      signal.throwIfAborted();
      const certificate = certificates.get(id);
      await this.#askAbout(id, certificate, list, signal);
    }
    await this.#update(ids, list);
  }

  /** Certificates that are due and that nobody works on, the most urgent first. */
  async due(limit: number): Promise<string[]> {
    const { knex, clock, automatic } = this.#options;
    if (!automatic) {
      return [];
    }
    const now = clock();
    return knex('renewal_schedule as s')
      .join('certificates as c', 'c.id', 's.certificate_id')
      .where('s.renew_at', '<=', now)
      .where(builder =>
        builder
          .where('s.hold_until', '<=', now)
          // Of a pair, the other kind of key has not been renewed yet.
          .orWhereRaw(`coalesce((${LAST_SLOT}), ${SLOT}) <> ${SLOT}`),
      )
      .whereIn('s.mode', [...BEGINNING])
      .where('c.listing', LISTING.current)
      .whereNotExists(
        knex('renewals as r')
          .whereRaw('r.certificate_id = s.certificate_id')
          .whereIn('r.state', ['waiting', 'running'])
          .select('r.id'),
      )
      .orderBy(['s.renew_at', 's.certificate_id'])
      .limit(limit)
      .pluck<string[]>('s.certificate_id');
  }

  /** Leaves a certificate alone for a while; `why` is for people. */
  async hold(certificateId: string, until: number, why: string): Promise<void> {
    await this.#options
      .knex('renewal_schedule')
      .where('certificate_id', certificateId)
      .update({ hold_until: until, obstacle: why.slice(0, 1000) });
  }

  async #askAbout(
    id: string,
    certificate: CertificateForRenewal | undefined,
    list: readonly Policy[],
    signal: AbortSignal,
  ): Promise<void> {
    const { knex, authorities, certificates, policies, clock, logger } =
      this.#options;
    const now = clock();
    let info: RenewalInfo | undefined;
    if (certificate?.versionId) {
      const { versionId } = certificate;
      const decision = policies.decide(list, certificate);
      const issuer = await knex('renewals')
        .where('fingerprint', versionId)
        .whereNotNull('authority_id')
        .first<{ authority_id: string } | undefined>('authority_id');
      const authority = issuer
        ? authorities.get(issuer.authority_id)
        : decision.authorities.find(each => each.describe().hasRenewalInfo);
      const encoded =
        decision.policy?.timing.useRenewalInfo &&
        authority?.describe().hasRenewalInfo
          ? await certificates.encoded(versionId)
          : undefined;
      try {
        info =
          encoded &&
          (await authority?.authority.renewalInfo?.(encoded, {
            signal: authorities.callSignal(signal),
          }));
      } catch (error) {
        signal.throwIfAborted();
        logger.warn(
          `${authority?.id} could not be asked when to renew ${
            certificate.title
          }: ${stringifyError(error)}`,
        );
        // What it said last is good until it says something else.
        await knex('renewal_schedule')
          .where('certificate_id', id)
          .update({ info_ask_at: now + HOUR });
        return;
      }
    }
    await knex('renewal_schedule')
      .where('certificate_id', id)
      .update({
        info_start: info?.start ?? null,
        info_end: info?.end ?? null,
        info_url: info?.explanationUrl ?? null,
        info_version: certificate?.versionId ?? null,
        info_ask_at: info
          ? Math.min(
              Math.max(info.askAgainAt, now + MIN_INFO_MS),
              now + MAX_INFO_MS,
            )
          : now + MAX_INFO_MS,
      });
  }

  async #update(
    ids: readonly string[],
    list: readonly Policy[],
  ): Promise<void> {
    if (ids.length === 0) {
      return;
    }
    const { knex, policies, certificates } = this.#options;
    const [found, known] = await Promise.all([
      certificates.many(ids),
      readInParts(ids, part =>
        knex<ScheduleRow>('renewal_schedule').whereIn('certificate_id', part),
      ),
    ]);
    const rows = new Map(known.map(row => [row.certificate_id, row]));
    const changed = [...found.values()].flatMap(certificate => {
      const row = rows.get(certificate.certificateId);
      const decision = policies.decide(list, certificate);
      const columns = this.#columns(certificate, decision, row);
      return columns.facts_hash === row?.facts_hash ? [] : [columns];
    });
    for (const part of chunk(changed, ROWS_PER_STATEMENT)) {
      await knex('renewal_schedule')
        .insert(part.map(columns => ({ ...columns, hold_until: 0 })))
        .onConflict('certificate_id')
        // The loop guard stays what it is.
        .merge(Object.keys(part[0]));
    }
    await this.#markAutomated(changed, found);
  }

  #columns(
    certificate: CertificateForRenewal,
    decision: Decision,
    row: ScheduleRow | undefined,
  ) {
    const { policy, time } = decision;
    const tier =
      policy && approvalTier(certificate, policy.approval, policy.mode);
    const obstacle =
      decision.obstacle ??
      (tier && tier.tier !== 'none'
        ? `Somebody has to agree: ${tier.reasons.join(', ')}`
        : null);
    const columns = {
      certificate_id: certificate.certificateId,
      expires_at: certificate.expiresAt ?? NEVER,
      policy_id: policy?.id ?? null,
      mode: policy?.mode ?? null,
      authority_id: decision.authorities[0]?.id ?? null,
      renew_at: time?.at ?? NEVER,
      because: time?.because ?? null,
      automated: obstacle === null && this.#options.automatic ? 1 : 0,
      obstacle,
    };
    const isSameVersion = row?.info_version === certificate.versionId;
    return {
      ...columns,
      facts_hash: hash([columns, certificate.notBefore]),
      info_start: isSameVersion ? toNumber(row?.info_start ?? null) : null,
      info_end: isSameVersion ? toNumber(row?.info_end ?? null) : null,
      info_url: isSameVersion ? row?.info_url ?? null : null,
      info_version: certificate.versionId,
      info_ask_at: isSameVersion && row ? Number(row.info_ask_at) : 0,
    };
  }

  /** What lists show; what warns early or late depends on it. */
  async #markAutomated(
    changed: readonly { certificate_id: string; automated: number }[],
    certificates: ReadonlyMap<string, CertificateForRenewal>,
  ): Promise<void> {
    const { knex } = this.#options;
    const stored = await readInParts(
      changed.map(row => row.certificate_id),
      part =>
        knex('certificates')
          .whereIn('id', part)
          .select<{ id: string; automated: number }[]>('id', 'automated'),
    );
    const before = new Map(stored.map(row => [row.id, row.automated]));
    const different = changed.filter(
      row => before.get(row.certificate_id) !== row.automated,
    );
    if (different.length === 0) {
      return;
    }
    await transact(knex, async transaction => {
      await lockInventory(transaction);
      for (const { certificate_id: id, automated } of different) {
        const certificate = certificates.get(id);
        const expiresAt = certificate?.expiresAt ?? null;
        const notBefore = certificate?.notBefore ?? null;
        const urgency =
          expiresAt === null
            ? undefined
            : urgencyThresholds(
                {
                  notAfter: expiresAt,
                  ...(notBefore !== null && { notBefore }),
                },
                { automated: automated === 1 },
              );
        await transaction('certificates')
          .where('id', id)
          // A scan in between has computed them for another version.
          .where('expires_at', expiresAt ?? NEVER)
          .update({
            automated,
            ...(urgency && {
              warning_at: Math.round(urgency.warningAt),
              critical_at: Math.round(urgency.criticalAt),
            }),
          });
      }
      await raiseRevision(transaction);
    });
  }
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
