import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { ChainStatus } from '@cmt/backstage-plugin-certificates-common';
import {
  DeviceSnapshot,
  judgeChain,
} from '@cmt/backstage-plugin-certificates-node';

/** What a chain that a server sent is worth. @internal */
export interface ChainAssessment {
  status: ChainStatus;
  /** It ends at a root that Node trusts: the rules of public CAs apply. */
  publicRoot: boolean;
}

const UNKNOWN: ChainAssessment = { status: 'unknown', publicRoot: false };

/**
 * Judges the chains of one snapshot. Chains with certificates that are missing
 * or unreadable are unknown.
 *
 * @internal
 */
export class ChainAssessor {
  readonly #encoded: ReadonlyMap<string, Uint8Array>;
  readonly #privateRoots: ReadonlySet<string>;
  readonly #assessments = new Map<string, ChainAssessment>();

  constructor(
    snapshot: Pick<DeviceSnapshot, 'certificates' | 'encodedCertificates'>,
  ) {
    this.#encoded = snapshot.encodedCertificates;
    // A root that is installed on the device is known to those who run it:
    // leaving it out of the chain is right, even straight after the leaf.
    this.#privateRoots = new Set(
      snapshot.certificates
        .filter(c => c.subject !== null && c.subject === c.issuer)
        .map(c => c.subject ?? ''),
    );
  }

  assess(fingerprints: readonly string[]): ChainAssessment {
    const key = fingerprints.join();
    let assessment = this.#assessments.get(key);
    if (!assessment) {
      assessment = this.#assess(fingerprints);
      this.#assessments.set(key, assessment);
    }
    return assessment;
  }

  #assess(fingerprints: readonly string[]): ChainAssessment {
    const chain: Uint8Array[] = [];
    for (const fingerprint of fingerprints) {
      const der = this.#encoded.get(fingerprint);
      if (!der) {
        return UNKNOWN;
      }
      chain.push(der);
    }
    if (chain.length === 0) {
      return UNKNOWN;
    }
    try {
      return {
        status: judgeChain(chain, {
          isRootSubject: subject =>
            publicRoots().has(subject) ||
            this.#privateRoots.has(deviceText(subject)),
        }),
        publicRoot: endsAtPublicRoot(chain[chain.length - 1]),
      };
    } catch {
      // Not every server sends certificates that can be read.
      return UNKNOWN;
    }
  }
}

/** A name as Node prints it, in the words of a BIG-IP: most specific part first. */
function deviceText(name: string): string {
  return name.split('\n').reverse().join(',');
}

let publicRootsBySubject: Map<string, X509Certificate[]> | undefined;

function publicRoots(): Map<string, X509Certificate[]> {
  if (!publicRootsBySubject) {
    publicRootsBySubject = new Map();
    for (const pem of rootCertificates) {
      const root = new X509Certificate(pem);
      const roots = publicRootsBySubject.get(root.subject) ?? [];
      publicRootsBySubject.set(root.subject, [...roots, root]);
    }
  }
  return publicRootsBySubject;
}

function endsAtPublicRoot(last: Uint8Array): boolean {
  const certificate = new X509Certificate(last);
  return (publicRoots().get(certificate.issuer) ?? []).some(root =>
    certificate.verify(root.publicKey),
  );
}
