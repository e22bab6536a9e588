import { z } from 'zod';
import { ChallengeSolverFactory } from '@cmt/backstage-plugin-certificates-node';
import { text } from '../../config/configText';
import { COMMON_SOLVER_KEYS, readSolverConfig } from '../readSolverConfig';
import { Rfc2136Solver } from './Rfc2136Solver';

const dnsName = (what: string) =>
  text(what).transform(name => name.toLowerCase().replace(/\.$/, ''));

const schema = z.strictObject({
  ...COMMON_SOLVER_KEYS,
  server: text('the name or address of the primary DNS server'),
  port: z
    .int({ error: 'must be a port' })
    .min(1, { error: 'must be a port' })
    .max(65535, { error: 'must be a port' })
    .default(53),
  transport: z
    .enum(['tcp', 'udp'], { error: 'must be tcp or udp' })
    .default('tcp'),
  zone: dnsName('the zone that is updated, such as example.com'),
  recordName: dnsName('the name of the record').default(
    '_acme-challenge.{name}',
  ),
  ttl: z
    .int({ error: 'must be a number of seconds' })
    .min(1, { error: 'must be a number of seconds' })
    .max(86_400, { error: 'must be a number of seconds, at most a day' })
    .default(60),
  keyName: dnsName('the name of the TSIG key'),
  keySecret: text('the TSIG key, base64').regex(/^[A-Za-z0-9+/]+={0,2}$/, {
    error: 'must be base64, as tsig-keygen prints it',
  }),
  keyAlgorithm: z
    .enum(['hmac-sha256', 'hmac-sha512'], {
      error: 'must be hmac-sha256 or hmac-sha512',
    })
    .default('hmac-sha256'),
});

/**
 * Makes solvers of the kind `rfc2136`.
 *
 * @public
 */
export const rfc2136SolverFactory: ChallengeSolverFactory = {
  kind: 'rfc2136',
  types: ['dns-01'],
  create(config, { id, clock }) {
    const read = readSolverConfig(config, schema, {
      authority: id,
      kind: 'rfc2136',
    });
    return new Rfc2136Solver(
      {
        host: read.server,
        port: read.port,
        transport: read.transport,
        zone: read.zone,
        recordName: read.recordName,
        ttl: read.ttl,
        key: {
          name: read.keyName,
          secret: Buffer.from(read.keySecret, 'base64'),
          algorithm: read.keyAlgorithm,
        },
      },
      id,
      clock,
    );
  },
};
