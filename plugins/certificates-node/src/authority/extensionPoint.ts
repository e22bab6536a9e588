import {
  createExtensionPoint,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { CertificateAuthority } from './authority';
import { ChallengeSolver, ChallengeSolverFactory } from './challenges';

/**
 * What a CA remembers: accounts, keys, serial numbers. Shared by all replicas,
 * and seen by this CA alone.
 *
 * @public
 */
export interface AuthorityRecords {
  get(key: string): Promise<string | undefined>;
  /** Writes unless the key exists already; answers whether it did. */
  insert(
    key: string,
    value: string,
    options?: { sealed?: boolean },
  ): Promise<boolean>;
  /** `sealed` encrypts it under the key-encryption key of the custody. */
  put(
    key: string,
    value: string,
    options?: { sealed?: boolean },
  ): Promise<void>;
  /** Keys that begin so, in order, with their values. */
  list(prefix: string): Promise<{ key: string; value: string }[]>;
  delete(key: string): Promise<void>;
}

/** @public */
export interface AuthorityServices {
  /** The id of the CA in the configuration. */
  id: string;
  records: AuthorityRecords;
  logger: LoggerService;
  /** Milliseconds since the epoch. */
  clock: () => number;
  /** Public base URL of what the CA publishes, without a final slash. */
  publicationUrl: string;
  /** A solver by its configuration, of a kind that a module has added. */
  createSolver(config: Config): {
    types: readonly ('http-01' | 'dns-01')[];
    solver: ChallengeSolver;
  };
}

/** Makes CAs of one kind from their configuration. @public */
export interface CertificateAuthorityFactory {
  /** The `kind` below `certificates.authorities`. */
  kind: string;
  /** @throws an error that names the key of the configuration that is wrong */
  create(config: Config, services: AuthorityServices): CertificateAuthority;
}

/**
 * Lets modules of the certificates plugin add kinds of CAs, and of solvers for
 * their challenges.
 *
 * @public
 */
export interface CertificatesAuthorityExtensionPoint {
  addAuthority(factory: CertificateAuthorityFactory): void;
  addChallengeSolver(factory: ChallengeSolverFactory): void;
}

/** @public */
export const certificatesAuthorityExtensionPoint =
  createExtensionPoint<CertificatesAuthorityExtensionPoint>({
    id: 'certificates.authorities',
  });
