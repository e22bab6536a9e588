import {
  CertificateAuthorityFactory,
  CertificatesAuthorityExtensionPoint,
  ChallengeSolverFactory,
} from '@cmt/backstage-plugin-certificates-node';

/** Kinds of CAs and of solvers that modules have added. */
export class AuthorityRegistry implements CertificatesAuthorityExtensionPoint {
  readonly authorities = new Map<string, CertificateAuthorityFactory>();
  readonly solvers = new Map<string, ChallengeSolverFactory>();

  addAuthority(factory: CertificateAuthorityFactory): void {
    add(this.authorities, factory, 'certificate authorities');
  }

  addChallengeSolver(factory: ChallengeSolverFactory): void {
    add(this.solvers, factory, 'challenge solvers');
  }
}

function add<T extends { kind: string }>(
  factories: Map<string, T>,
  factory: T,
  what: string,
): void {
  if (factories.has(factory.kind)) {
    throw new Error(
      `Two modules of the certificates plugin add ${what} of the kind '${factory.kind}'; remove one of them`,
    );
  }
  factories.set(factory.kind, factory);
}
