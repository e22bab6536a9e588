import { randomBytes } from 'node:crypto';
import {
  CertificateFactory,
  IssuedCertificate,
  KeyKind,
  MemoryMaterialCache,
} from '@cmt/bigip-simulator';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A new version as its owner receives it. */
export interface NewVersion {
  /** SHA-256 of the leaf, lower-case hexadecimal. */
  fingerprint: string;
  /** Fingerprints as a server sends them: leaf and intermediate. */
  chain: string[];
  /** Leaf, intermediate and key as one PEM text. */
  pem: string;
  certificatePem: string;
  chainPem: string;
  keyPem: string;
}

/** A CA of two tiers that issues new versions of certificates. */
export class Authority {
  readonly #factory = new CertificateFactory({
    seed: 1,
    cache: new MemoryMaterialCache(),
  });
  #intermediate?: IssuedCertificate;
  #issued = 0;

  async issue(
    names: readonly string[],
    options: { keyKind?: KeyKind; days?: number } = {},
  ): Promise<NewVersion> {
    const intermediate = (this.#intermediate ??= await this.#authority());
    const leaf = await this.#factory.issue(
      {
        ...validity(options.days ?? 90),
        id: `leaf-${++this.#issued}`,
        subject: [['CN', names[0]]],
        names,
        keyKind: options.keyKind ?? 'ec-p256',
        digest: 'sha256',
        isCa: false,
        extendedKeyUsage: ['serverAuth'],
      },
      intermediate,
    );
    return {
      fingerprint: leaf.fingerprint,
      chain: [leaf.fingerprint, intermediate.fingerprint],
      pem: leaf.pem + intermediate.pem + leaf.keyPem,
      certificatePem: leaf.pem,
      chainPem: intermediate.pem,
      keyPem: leaf.keyPem,
    };
  }

  async #authority(): Promise<IssuedCertificate> {
    const common = {
      ...validity(3650),
      names: [],
      keyKind: 'ec-p256',
      digest: 'sha256',
      isCa: true,
      extendedKeyUsage: [],
    } as const;
    const root = await this.#factory.issue({
      ...common,
      id: 'root',
      subject: [['CN', 'Rehearsal Root']],
    });
    return this.#factory.issue(
      {
        ...common,
        id: 'intermediate',
        subject: [['CN', 'Rehearsal Issuing CA']],
        serialNumber: serialNumber(),
      },
      root,
    );
  }
}

function validity(days: number) {
  const now = Date.now();
  return {
    notBefore: new Date(now - DAY_MS),
    notAfter: new Date(now + days * DAY_MS),
    serialNumber: serialNumber(),
  };
}

/** Positive, 128 bits (RFC 5280 section 4.1.2.2). */
function serialNumber(): string {
  return `4${randomBytes(16).toString('hex').slice(1)}`;
}
