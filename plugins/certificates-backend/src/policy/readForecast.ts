import { RenewalForecast } from '@cmt/backstage-plugin-certificates-common';
import { Knex } from 'knex';
import { BigIntColumn, NEVER, toIso, toNumber } from '../database';
import { applyVisibility } from '../inventory/queries/visibility';
import { LISTING } from '../inventory/rows';
import { ReadOptions } from '../inventory/types';
import { LIFETIME_TIMETABLE, renewalsPerYear } from './rules';

/** Certificates that are listed because they need people; those that end first. */
const MAX_LISTED = 1_000;

/** How many renewals owners have to expect, and what people still have to do. @internal */
export async function readForecast(
  knex: Knex,
  request: { owner?: string[] },
  options: ReadOptions = {},
): Promise<RenewalForecast> {
  const certificates = () => {
    const query = knex('certificates as c')
      .leftJoin('renewal_schedule as s', 's.certificate_id', 'c.id')
      .where({ 'c.listing': LISTING.current, 'c.category': 'certificate' });
    if (request.owner?.length) {
      query.whereIn(
        'c.owner_ref',
        request.owner.map(owner => owner.toLowerCase()),
      );
    }
    if (options.visibility) {
      applyVisibility(knex, query, options.visibility);
    }
    return query;
  };
  const owners = await certificates().groupBy('c.owner_ref').select<
    {
      owner_ref: string;
      certificates: number | string;
      automated: number | string | null;
    }[]
  >('c.owner_ref', knex.raw('count(*) as certificates'), knex.raw('sum(s.automated) as automated'));
  const byHand = await certificates()
    .where(builder =>
      builder.whereNull('s.automated').orWhere('s.automated', 0),
    )
    .orderBy(['c.expires_at', 'c.id'])
    .limit(MAX_LISTED)
    .select<
      {
        id: string;
        title: string;
        owner_ref: string;
        expires_at: BigIntColumn;
        obstacle: string | null;
      }[]
    >('c.id', 'c.title', 'c.owner_ref', 'c.expires_at', 's.obstacle');
  return {
    owners: owners
      .map(row => ({
        ownerRef: row.owner_ref || null,
        certificates: Number(row.certificates),
        automated: Number(row.automated ?? 0),
        perYear: renewalsPerYear(Number(row.certificates)),
      }))
      .sort(
        (a, b) =>
          b.perYear['47'] - a.perYear['47'] ||
          ((a.ownerRef ?? '') < (b.ownerRef ?? '') ? -1 : 1),
      ),
    notAutomated: byHand.map(row => ({
      certificateId: row.id,
      title: row.title,
      ownerRef: row.owner_ref || null,
      expiresAt:
        toNumber(row.expires_at) === NEVER ? null : toIso(row.expires_at),
      reason: row.obstacle ?? 'Policies have not been applied to it yet',
    })),
    timetable: LIFETIME_TIMETABLE.map(row => ({ ...row })),
  };
}
