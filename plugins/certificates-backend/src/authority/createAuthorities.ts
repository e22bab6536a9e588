import {
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { Knex } from 'knex';
import { CertificatesConfig } from '../config';
import { KeySealer } from '../custody';
import { Authorities } from './Authorities';
import { AuthorityRegistry } from './AuthorityRegistry';
import { DatabaseAuthorityRecords } from './DatabaseAuthorityRecords';
import { manualAuthorityFactory } from './manualAuthority';
import { ConfiguredAuthority } from './types';

/**
 * Makes the CAs of the configuration.
 *
 * @throws InputError that names the CA and the key that is wrong
 */
export function createAuthorities(options: {
  rootConfig: RootConfigService;
  config: CertificatesConfig['authorities'];
  registry: AuthorityRegistry;
  knex: Knex;
  sealer: KeySealer;
  /** Public base URL of the plugin, without a final slash. */
  baseUrl: string;
  logger: LoggerService;
  clock: () => number;
}): Authorities {
  const { rootConfig, config, registry, baseUrl, logger, clock } = options;
  const factories = new Map(registry.authorities);
  factories.set(
    manualAuthorityFactory.kind,
    factories.get(manualAuthorityFactory.kind) ?? manualAuthorityFactory,
  );
  const sections =
    rootConfig.getOptionalConfigArray('certificates.authorities') ?? [];
  const configured = config.map(
    ({ id, kind, title, publicationUrl }, index): ConfiguredAuthority => {
      const factory = factories.get(kind);
      if (!factory) {
        throw new InputError(
          `certificates.authorities '${id}': nothing provides CAs of the kind '${kind}', only of ${[
            ...factories.keys(),
          ]
            .sort()
            .join(
              ', ',
            )}; install its module, for example certificates-backend-module-${kind}, or correct the kind`,
        );
      }
      const authority = factory.create(sections[index], {
        id,
        records: new DatabaseAuthorityRecords({ ...options, authority: id }),
        logger: logger.child({ authority: id }),
        clock,
        publicationUrl: publicationUrl ?? `${baseUrl}/pki/${id}`,
        createSolver: section =>
          createSolver({ ...options, authority: id, section }),
      });
      return {
        id,
        kind,
        authority,
        describe() {
          const description = authority.describe();
          return { ...description, title: title ?? description.title };
        },
      };
    },
  );
  return new Authorities({ ...options, configured });
}

function createSolver(options: {
  authority: string;
  section: Config;
  registry: AuthorityRegistry;
  knex: Knex;
  sealer: KeySealer;
  baseUrl: string;
  logger: LoggerService;
  clock: () => number;
}) {
  const { authority, section, registry, baseUrl, logger } = options;
  const kind = section.getString('kind');
  const factory = registry.solvers.get(kind);
  if (!factory) {
    throw new InputError(
      `certificates.authorities '${authority}': nothing provides challenge solvers of the kind '${kind}'${
        registry.solvers.size > 0
          ? `, only of ${[...registry.solvers.keys()].sort().join(', ')}`
          : ''
      }; install its module or correct the kind`,
    );
  }
  const services = {
    id: authority,
    records: new DatabaseAuthorityRecords(options),
    logger: logger.child({ authority, solver: kind }),
    clock: options.clock,
    publicationUrl: `${baseUrl}/pki/${authority}`,
    createSolver: (inner: Config) =>
      createSolver({ ...options, section: inner }),
  };
  return { types: factory.types, solver: factory.create(section, services) };
}
