import {
  ListRenewalsRequest,
  RenewalPage,
} from '@cmt/backstage-plugin-certificates-common';
import { Knex } from 'knex';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../inventory/queries/cursor';
import { applyVisibility } from '../../inventory/queries/visibility';
import { ReadOptions } from '../../inventory/types';
import { toSummary } from '../toDetail';
import { RenewalRow, toRenewal } from './rows';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** Those that need somebody first, then what is under way, then the rest. */
const RANK = `case
  when r.state not in ('waiting', 'running') then 2
  when r.waits_for in ('approval', 'person') then 0
  else 1 end`;

/** Renewals of visible certificates, a page at a time. @internal */
export async function listRenewals(
  knex: Knex,
  request: ListRenewalsRequest,
  options: ReadOptions = {},
): Promise<RenewalPage> {
  const limit = Math.min(
    Math.max(request.limit ?? DEFAULT_LIMIT, 1),
    MAX_LIMIT,
  );
  const query = knex('renewals as r')
    .orderByRaw(`${RANK}, r.created_at desc, r.id desc`)
    .limit(limit + 1)
    .select<(RenewalRow & { rank: number })[]>(
      'r.*',
      knex.raw(`${RANK} as rank`),
    );
  if (request.certificate) {
    query.where('r.certificate_id', request.certificate);
  }
  if (request.state?.length) {
    query.whereIn('r.state', request.state);
  }
  if (request.waitsFor?.length) {
    query.whereIn('r.waits_for', request.waitsFor);
  }
  if (request.owner?.length) {
    query.whereIn(
      'r.owner_ref',
      request.owner.map(owner => owner.toLowerCase()),
    );
  }
  if (request.campaign) {
    query.where('r.campaign_id', request.campaign);
  }
  if (request.authority) {
    query.where('r.authority_id', request.authority);
  }
  if (options.visibility) {
    const visible = knex('certificates as c').select('c.id');
    applyVisibility(knex, visible, options.visibility);
    query.whereIn('r.certificate_id', visible);
  }
  if (request.cursor) {
    const [rank, createdAt, id] = decodeCursor(
      request.cursor,
      z.tuple([z.number(), z.number(), z.string()]),
    );
    query.whereRaw(
      `(${RANK} > ? or (${RANK} = ? and (r.created_at, r.id) < (?, ?)))`,
      [rank, rank, createdAt, id],
    );
  }
  const rows = await query;
  const page = rows.slice(0, limit);
  const last = page[page.length - 1];
  return {
    items: page.map(row => toSummary(toRenewal(row))),
    ...(rows.length > limit && {
      nextCursor: encodeCursor([last.rank, Number(last.created_at), last.id]),
    }),
  };
}
