import { Knex } from 'knex';
import { BigIntColumn, fromJson, NEVER, toNumber } from '../database';
import { LISTING } from '../inventory/rows';
import { OPEN_STATES } from '../renewal';

const DAY = 24 * 3_600_000;

/** What people are told, and how urgent it is. @internal */
export type NoticeKind =
  | 'approval'
  | 'person'
  | 'notice'
  | 'stuck'
  | 'failed'
  | 'ending'
  | 'critical'
  | 'expired';

/** One thing that one reader should hear once. @internal */
export interface Notice {
  kind: NoticeKind;
  /** Entity ref of a user or group. */
  recipient: string;
  /** Differs for everything that is to be told anew. */
  key: string;
  title: string;
  /** Of what there is to do, below the portal. */
  link: string;
  /** One sentence. */
  detail: string;
}

/** Rows that are read at once. */
const PAGE = 2_000;

/** Failed renewals are told while they are so young. */
const RECENT = 2 * DAY;

/**
 * Everything that people should know now, by the state of renewals and of
 * certificates that no automation looks after, a page at a time. What they have
 * been told already is among it.
 *
 * @internal
 */
export async function* findNotices(
  options: NoticeOptions,
): AsyncGenerator<Notice[]> {
  for (const find of [renewalsThatNeedPeople, approvals, failures, endings]) {
    for (let offset = 0; ; offset += PAGE) {
      const { notices, rows } = await find(options, offset);
      yield notices;
      if (rows < PAGE) {
        break;
      }
    }
  }
}

/** @internal */
export interface NoticeOptions {
  knex: Knex;
  /** Who is told besides the owner when nobody acts, and where nobody owns. */
  platformGroup: string | undefined;
  now: number;
}

/** A page of what one kind of rows gives. */
interface Found {
  notices: Notice[];
  rows: number;
}

type RenewalPart = {
  id: string;
  certificate_title: string;
  owner_ref: string | null;
  waits_for: string | null;
  waits_text: string | null;
  problem: string | null;
  stuck_at: BigIntColumn | null;
  reminded_at: BigIntColumn | null;
};

async function renewalsThatNeedPeople(
  { knex, platformGroup }: NoticeOptions,
  offset: number,
): Promise<Found> {
  const rows = await knex('renewals')
    .whereIn('state', [...OPEN_STATES])
    .where(builder =>
      builder
        .whereIn('waits_for', ['person', 'notice'])
        .orWhereNotNull('stuck_at'),
    )
    .orderBy(['created_at', 'id'])
    .limit(PAGE)
    .offset(offset)
    .select<RenewalPart[]>(
      'id',
      'certificate_title',
      'owner_ref',
      'waits_for',
      'waits_text',
      'problem',
      'stuck_at',
      'reminded_at',
    );
  const notices = rows.flatMap((row): Notice[] => {
    const base = {
      title: row.certificate_title,
      link: `/certificates/renewals/${row.id}`,
      detail: row.waits_text ?? 'The renewal does not advance',
    };
    const code = fromJson<{ code: string }>(row.problem)?.code ?? '';
    const owner = readers(row.owner_ref, platformGroup);
    return [
      ...(row.waits_for === 'notice'
        ? noticesFor(owner, {
            ...base,
            kind: 'notice' as const,
            key: `notice:${row.id}`,
          })
        : []),
      ...(row.waits_for === 'person'
        ? noticesFor(owner, {
            ...base,
            kind: 'person' as const,
            key: `person:${row.id}:${code}:${row.reminded_at ?? ''}`,
          })
        : []),
      // Nobody has acted for a day: the platform hears of it as well.
      ...(row.stuck_at !== null
        ? noticesFor(readers(row.owner_ref, platformGroup, true), {
            ...base,
            kind: 'stuck' as const,
            key: `stuck:${row.id}:${row.stuck_at}`,
          })
        : []),
    ];
  });
  return { notices, rows: rows.length };
}

async function approvals(
  { knex }: NoticeOptions,
  offset: number,
): Promise<Found> {
  const rows = await knex('renewals as r')
    .join('renewal_approvals as a', 'a.renewal_id', 'r.id')
    .whereIn('r.state', [...OPEN_STATES])
    .whereNotNull('a.asked_at')
    .whereNull('a.approved')
    .orderBy(['r.created_at', 'r.id'])
    .limit(PAGE)
    .offset(offset)
    .select<
      {
        id: string;
        certificate_title: string;
        approvers: string;
        reasons: string;
        reminded_at: BigIntColumn | null;
      }[]
    >(
      'r.id',
      'r.certificate_title',
      'a.approvers',
      'a.reasons',
      'a.reminded_at',
    );
  const notices = rows.flatMap((row): Notice[] =>
    noticesFor(fromJson<string[]>(row.approvers), {
      kind: 'approval' as const,
      key: `approval:${row.id}:${row.reminded_at ?? ''}`,
      title: row.certificate_title,
      link: `/certificates/renewals/${row.id}`,
      detail: `Needs your yes: ${fromJson<string[]>(row.reasons).join(', ')}`,
    }),
  );
  return { notices, rows: rows.length };
}

async function failures(
  { knex, platformGroup, now }: NoticeOptions,
  offset: number,
): Promise<Found> {
  const rows = await knex('renewals')
    .where('state', 'failed')
    .where('finished_at', '>', now - RECENT)
    .orderBy(['finished_at', 'id'])
    .limit(PAGE)
    .offset(offset)
    .select<RenewalPart[]>('id', 'certificate_title', 'owner_ref', 'problem');
  const notices = rows.flatMap((row): Notice[] =>
    noticesFor(readers(row.owner_ref, platformGroup, true), {
      kind: 'failed' as const,
      key: `failed:${row.id}`,
      title: row.certificate_title,
      link: `/certificates/renewals/${row.id}`,
      detail:
        fromJson<{ message: string }>(row.problem)?.message ??
        'The renewal has failed',
    }),
  );
  return { notices, rows: rows.length };
}

/**
 * Certificates in use that near their end. Warning and critical are shares of the
 * lifetime, which lists use as well; of what a policy looks after only the critical
 * ones are told, because then automation has not managed in time.
 */
async function endings(
  { knex, platformGroup, now }: NoticeOptions,
  offset: number,
): Promise<Found> {
  const rows = await knex('certificates as c')
    .where({ 'c.listing': LISTING.current, 'c.category': 'certificate' })
    .where('c.warning_at', '<=', now)
    .where('c.expires_at', '<', NEVER)
    .where('c.virtual_server_count', '>', 0)
    .where(builder =>
      builder.where('c.automated', 0).orWhere('c.critical_at', '<=', now),
    )
    // Whoever works on it is told about that renewal.
    .whereNotExists(
      knex('renewals as r')
        .whereRaw('r.certificate_id = c.id')
        .whereIn('r.state', [...OPEN_STATES])
        .whereRaw('c.critical_at > ?', [now])
        .select('r.id'),
    )
    .orderBy(['c.expires_at', 'c.id'])
    .limit(PAGE)
    .offset(offset)
    .select<
      {
        id: string;
        title: string;
        owner_ref: string;
        expires_at: BigIntColumn;
        critical_at: BigIntColumn;
      }[]
    >('c.id', 'c.title', 'c.owner_ref', 'c.expires_at', 'c.critical_at');
  const notices = rows.flatMap((row): Notice[] => {
    const expiresAt = toNumber(row.expires_at);
    const kind = kindOf(expiresAt, toNumber(row.critical_at), now);
    return noticesFor(
      readers(row.owner_ref || null, platformGroup, kind !== 'ending'),
      {
        kind,
        key: `${kind}:${row.id}:${expiresAt}`,
        title: row.title,
        link: `/certificates/inventory/${row.id}`,
        detail: `${kind === 'expired' ? 'Ended' : 'Ends'} ${new Date(expiresAt)
          .toISOString()
          .slice(0, 10)}`,
      },
    );
  });
  return { notices, rows: rows.length };
}

function kindOf(
  expiresAt: number,
  criticalAt: number,
  now: number,
): 'ending' | 'critical' | 'expired' {
  if (expiresAt <= now) {
    return 'expired';
  }
  return criticalAt <= now ? 'critical' : 'ending';
}

/** The owner; the platform where there is none, or as well when it is urgent. */
function readers(
  ownerRef: string | null,
  platformGroup: string | undefined,
  isUrgent: boolean = false,
): string[] {
  const platform = platformGroup ? [platformGroup] : [];
  if (!ownerRef) {
    return platform;
  }
  return isUrgent ? [...new Set([ownerRef, ...platform])] : [ownerRef];
}

function noticesFor(
  recipients: readonly string[],
  notice: Omit<Notice, 'recipient'>,
): Notice[] {
  return recipients.map(recipient => ({ ...notice, recipient }));
}
