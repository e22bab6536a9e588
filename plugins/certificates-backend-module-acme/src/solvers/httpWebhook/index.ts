import { z } from 'zod';
import { ChallengeSolverFactory } from '@cmt/backstage-plugin-certificates-node';
import { text } from '../../config/configText';
import { COMMON_SOLVER_KEYS, readSolverConfig } from '../readSolverConfig';
import { HttpWebhookSolver } from './HttpWebhookSolver';

const schema = z.strictObject({
  ...COMMON_SOLVER_KEYS,
  url: z
    .url({
      protocol: /^https?$/,
      error: 'must be the address of the webhook, without /present',
    })
    .transform(url => url.replace(/\/+$/, '')),
  username: text('a user name').optional(),
  password: text('the password of that user').optional(),
  caFile: text('a path to a PEM file of CA certificates').optional(),
});

/**
 * Makes solvers of the kind `http-webhook`.
 *
 * @public
 */
export const httpWebhookSolverFactory: ChallengeSolverFactory = {
  kind: 'http-webhook',
  types: ['dns-01', 'http-01'],
  create: (config, { id }) =>
    new HttpWebhookSolver(
      readSolverConfig(config, schema, {
        authority: id,
        kind: 'http-webhook',
      }),
      id,
    ),
};
