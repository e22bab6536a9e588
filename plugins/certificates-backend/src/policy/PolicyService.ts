import { KeySpec, Policy } from '@cmt/backstage-plugin-certificates-common';
import { Authorities, ConfiguredAuthority } from '../authority';
import { CertificateForRenewal, sameKey } from './CertificateReader';
import { PolicyStore } from './PolicyStore';
import { PolicyChoice, policyFor, renewalTime, RenewalTime } from './rules';

/** What policies say about one certificate. @internal */
export interface Decision extends PolicyChoice {
  time: RenewalTime | null;
  /** Kinds of keys that a renewal makes. */
  keys: KeySpec[];
  /** CAs in the order in which they are tried. */
  authorities: ConfiguredAuthority[];
  /** Why it cannot be renewed without a person; `null` where it can. */
  obstacle: string | null;
}

/** Applies policies to certificates. */
export class PolicyService {
  readonly store: PolicyStore;
  readonly #authorities: Authorities;
  readonly #canSeal: boolean;

  constructor(options: {
    store: PolicyStore;
    authorities: Authorities;
    /** Whether private keys can be kept. */
    canSeal: boolean;
  }) {
    this.store = options.store;
    this.#authorities = options.authorities;
    this.#canSeal = options.canSeal;
  }

  /** Decides about one certificate by the policies that are given. */
  decide(
    policies: readonly Policy[],
    certificate: CertificateForRenewal,
  ): Decision {
    const choice = policyFor(policies, certificate);
    const { policy } = choice;
    const { notBefore, expiresAt } = certificate;
    const keys = keysOf(policy, certificate);
    const authorities = this.candidates(policy?.authorities ?? [], {
      keys,
      names: certificate.names,
    });
    return {
      ...choice,
      keys,
      authorities,
      time:
        policy && expiresAt !== null
          ? renewalTime({
              certificateId: certificate.certificateId,
              // Devices before 13.1 do not tell the start: a year is assumed.
              validity: {
                notBefore: notBefore ?? expiresAt - 365 * 86_400_000,
                notAfter: expiresAt,
              },
              timing: policy.timing,
              info: certificate.info ?? undefined,
            })
          : null,
      obstacle: this.#obstacle(policy, authorities, certificate),
    };
  }

  /** CAs that may be asked for such a certificate, in order; all where none is named. */
  candidates(
    wanted: readonly string[],
    request: { keys: readonly KeySpec[]; names: readonly string[] },
  ): ConfiguredAuthority[] {
    const all =
      wanted.length > 0
        ? wanted.flatMap(id => this.#authorities.get(id) ?? [])
        : this.#authorities.all();
    const isWildcard = request.names.some(name => name.startsWith('*.'));
    return all.filter(each => {
      const { keys, wildcards } = each.describe();
      return (
        (!isWildcard || wildcards) &&
        (keys === null ||
          request.keys.every(key =>
            keys.some(other => JSON.stringify(other) === JSON.stringify(key)),
          ))
      );
    });
  }

  #obstacle(
    policy: Policy | null,
    authorities: readonly ConfiguredAuthority[],
    certificate: CertificateForRenewal,
  ): string | null {
    if (!policy) {
      return 'No policy applies to it';
    }
    if (policy.mode === 'manual') {
      return `The policy '${policy.name}' only reminds`;
    }
    if (policy.mode === 'ask') {
      return `The policy '${policy.name}' asks somebody first`;
    }
    if (authorities.length === 0) {
      return 'No certificate authority is configured that could issue it';
    }
    if (!authorities[0].describe().automatic) {
      return `${authorities[0].describe().title} needs a person`;
    }
    if (policy.custody === 'device') {
      return 'The policy wants keys that are made on devices, which no target can do yet';
    }
    if (!this.#canSeal) {
      return 'Private keys cannot be kept: no key is configured to seal them with';
    }
    return certificate.names.length === 0
      ? 'It has no names that could be asked for'
      : null;
  }
}

function keysOf(
  policy: Policy | null,
  certificate: CertificateForRenewal,
): KeySpec[] {
  return !policy || policy.keys === 'same'
    ? [sameKey(certificate)]
    : policy.keys;
}
