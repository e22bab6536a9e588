import { Knex } from 'knex';
import {
  DeploymentPage,
  DeploymentTargetState,
  ListDeploymentsRequest,
} from '@cmt/backstage-plugin-certificates-common';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../inventory/queries/cursor';
import { applyVisibility } from '../../inventory/queries/visibility';
import { ReadOptions } from '../../inventory/types';
import { toSummary } from '../toDetail';
import { DeploymentRow, toDeployment } from './rows';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** Deployments of visible certificates, newest first, a page at a time. @internal */
export async function listDeployments(
  knex: Knex,
  request: ListDeploymentsRequest,
  options: ReadOptions = {},
): Promise<DeploymentPage> {
  const limit = Math.min(
    Math.max(request.limit ?? DEFAULT_LIMIT, 1),
    MAX_LIMIT,
  );
  const query = knex('deployments as p')
    .orderBy([
      { column: 'p.created_at', order: 'desc' },
      { column: 'p.id', order: 'desc' },
    ])
    .limit(limit + 1)
    .select<DeploymentRow[]>('p.*');
  if (request.certificate) {
    query.where('p.certificate_id', request.certificate);
  }
  if (request.state?.length) {
    query.whereIn('p.state', request.state);
  }
  if (request.unit) {
    query.whereIn(
      'p.id',
      knex('deployment_targets')
        .where('unit', request.unit)
        .select('deployment_id'),
    );
  }
  if (options.visibility) {
    const visible = knex('certificates as c').select('c.id');
    applyVisibility(knex, visible, options.visibility);
    query.whereIn('p.certificate_id', visible);
  }
  if (request.cursor) {
    const [createdAt, id] = decodeCursor(
      request.cursor,
      z.tuple([z.number(), z.string()]),
    );
    query.whereRaw('(p.created_at, p.id) < (?, ?)', [createdAt, id]);
  }
  const rows = await query;
  const page = rows.slice(0, limit);
  const counts = await knex('deployment_targets')
    .whereIn(
      'deployment_id',
      page.map(row => row.id),
    )
    .groupBy('deployment_id', 'state')
    .select<
      {
        deployment_id: string;
        state: DeploymentTargetState;
        count: number | string;
      }[]
    >('deployment_id', 'state', knex.raw('count(*) as count'));
  const last = page[page.length - 1];
  return {
    items: page.map(row =>
      toSummary(toDeployment(row), state =>
        Number(
          counts.find(
            count => count.deployment_id === row.id && count.state === state,
          )?.count ?? 0,
        ),
      ),
    ),
    ...(rows.length > limit && {
      nextCursor: encodeCursor([Number(last.created_at), last.id]),
    }),
  };
}
