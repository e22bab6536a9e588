import { Config } from '@backstage/config';
import { AuthorityContext, AuthorityHealth } from './authority';
import { AuthorityServices } from './extensionPoint';

/** A proof of control over a name (RFC 8555 section 8). @public */
export interface Challenge {
  type: 'http-01' | 'dns-01';
  /** The DNS name, without the `*.` of a wildcard. */
  name: string;
  token: string;
  keyAuthorization: string;
  /** For `dns-01`: the name of the TXT record, without a final dot. */
  recordName: string;
  /** For `dns-01`: its value. */
  recordValue: string;
}

/** Answers challenges. Both calls may be repeated. @public */
export interface ChallengeSolver {
  present(challenge: Challenge, context: AuthorityContext): Promise<void>;
  /** Removes what `present` has put; nothing else. */
  cleanUp(challenge: Challenge, context: AuthorityContext): Promise<void>;
  health?(context: AuthorityContext): Promise<AuthorityHealth>;
}

/** Makes solvers of one kind from their configuration. @public */
export interface ChallengeSolverFactory {
  /** The `kind` in the configuration of a CA's solvers. */
  kind: string;
  types: readonly Challenge['type'][];
  /** @throws an error that names the key of the configuration that is wrong */
  create(config: Config, services: AuthorityServices): ChallengeSolver;
}
