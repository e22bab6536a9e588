import {
  AuthorityDescription,
  AuthorityHealth,
  CertificateAuthority,
} from '@cmt/backstage-plugin-certificates-node';
import { DeploymentProblem } from '@cmt/backstage-plugin-certificates-common';

/** A CA of the configuration. @internal */
export interface ConfiguredAuthority {
  id: string;
  kind: string;
  authority: CertificateAuthority;
  /** As the CA says, with the title of the configuration. */
  describe(): AuthorityDescription;
}

/** How a CA is doing, as it is stored. Times are milliseconds since the epoch. @internal */
export interface AuthorityStatus {
  health: AuthorityHealth | null;
  checkedAt: number | null;
  /** The account may place no order before. */
  blockedUntil: number | null;
  lastIssuedAt: number | null;
  lastProblem: DeploymentProblem | null;
}
