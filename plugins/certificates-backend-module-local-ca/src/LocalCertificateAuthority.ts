import { X509Certificate } from 'node:crypto';
import {
  KEY_SPECS,
  RevocationReason,
} from '@cmt/backstage-plugin-certificates-common';
import {
  AuthorityContext,
  AuthorityDescription,
  AuthorityError,
  AuthorityHealth,
  AuthorityServices,
  CertificateAuthority,
  OrderProgress,
  OrderRequest,
  Publication,
  RenewalInfo,
  checkOrderRequest,
  normalizeSerialNumber,
  parseCertificate,
} from '@cmt/backstage-plugin-certificates-node';
import { JsonObject } from '@backstage/types';
import { LocalConfig } from './config/readLocalConfig';
import { asAuthorityError, throwIfStopped } from './errors';
import { Hierarchy, Issuer } from './hierarchy/Hierarchy';
import { base64 } from './hierarchy/signer';
import { IssuedRecord, Ledger } from './issuing/Ledger';
import { checkNames } from './issuing/checkNames';
import { issueLeaf } from './issuing/issueLeaf';
import { CrlPublisher } from './publishing/CrlPublisher';
import { listPublications } from './publishing/publications';

const DAY_MS = 86_400_000;
/** A person has to think about the next root so long before this one ends. */
const ROOT_WARNING_MS = 400 * DAY_MS;
/** Suggested renewal: from this share of the lifetime on, for that share of it. */
const RENEWAL_START_SHARE = 2 / 3;
const RENEWAL_WINDOW_SHARE = 1 / 30;
const ASK_AGAIN_MS = 6 * 3_600_000;

/**
 * A certificate authority of the backend's own: a root, an issuing certificate
 * below it, and revocation lists. Keys are sealed in the records.
 *
 * @remarks
 *
 * It issues at once. An order is the entry in its ledger: what was entered first
 * for an order is what was issued, and nothing else ever leaves the CA.
 */
export class LocalCertificateAuthority implements CertificateAuthority {
  readonly #config: LocalConfig;
  readonly #services: AuthorityServices;
  readonly #hierarchy: Hierarchy;
  readonly #ledger: Ledger;
  readonly #crls: CrlPublisher;

  constructor(config: LocalConfig, services: AuthorityServices) {
    this.#config = config;
    this.#services = services;
    this.#hierarchy = new Hierarchy(config, services);
    this.#ledger = new Ledger(services.records);
    this.#crls = new CrlPublisher(services);
  }

  describe(): AuthorityDescription {
    const { organization, allowedNames } = this.#config;
    return {
      title: `${organization} CA`,
      automatic: true,
      canRevoke: true,
      hasRenewalInfo: true,
      keys: [...KEY_SPECS],
      wildcards: true,
      names: allowedNames && `Only ${allowedNames.join(', ')}`,
      limit: null,
    };
  }

  async health({ signal }: AuthorityContext): Promise<AuthorityHealth> {
    return this.#work(signal, async () => {
      const root = (await this.#hierarchy.root()).certificate;
      const left = root.notAfter.getTime() - this.#services.clock();
      const account = root.subject;
      if (left <= 0) {
        return {
          status: 'down',
          detail: `The root certificate ended on ${dayOf(root.notAfter)}`,
          account,
        };
      }
      const issuer = (await this.#hierarchy.current()).certificate;
      return left < ROOT_WARNING_MS
        ? {
            status: 'degraded',
            detail: `The root certificate ends on ${dayOf(
              root.notAfter,
            )}: set up the next CA and have its root trusted`,
            account,
          }
        : {
            status: 'ok',
            detail: `Issues until ${dayOf(
              issuer.notAfter,
            )} with the current issuing certificate`,
            account,
          };
    });
  }

  async begin(
    request: OrderRequest,
    { signal }: AuthorityContext,
  ): Promise<OrderProgress> {
    return this.#work(signal, async () => {
      const { id } = this.#services;
      const facts = await checkOrderRequest(request, id);
      const known = await this.#ledger.issued(request.id);
      if (known) {
        return this.#progress(known);
      }
      checkNames(facts.names, this.#config.allowedNames, id);
      if (!facts.key) {
        throw new AuthorityError({
          kind: 'never',
          authority: id,
          code: 'unsupported-key',
          message: `The CA ${id} does not certify keys of this kind`,
          remedy:
            'Use RSA with 2048, 3072 or 4096 bits, or ECDSA with P-256 or P-384.',
        });
      }
      const issuer = await this.#hierarchy.current();
      const certificate = await issueLeaf({
        issuer,
        names: facts.names,
        publicKey: facts.publicKey,
        key: facts.key,
        lifetimeMs: this.#lifetimeOf(request),
        now: this.#services.clock(),
        publicationUrl: this.#services.publicationUrl,
      });
      throwIfStopped(signal, id);
      return this.#progress(
        await this.#ledger.enter(request.id, {
          issuer: issuer.number,
          certificate: base64(certificate.rawData),
        }),
      );
    });
  }

  /** An order is over as soon as it has begun. */
  async advance(
    request: OrderRequest,
    _order: JsonObject,
    context: AuthorityContext,
  ): Promise<OrderProgress> {
    return this.begin(request, context);
  }

  async revoke(
    certificate: Uint8Array,
    reason: RevocationReason,
    { signal }: AuthorityContext,
  ): Promise<void> {
    await this.#work(signal, async () => {
      const found = await this.#findIssuer(certificate);
      if (!found) {
        throw new AuthorityError({
          kind: 'never',
          authority: this.#services.id,
          code: 'not-issued-here',
          message: `The CA ${
            this.#services.id
          } has not issued this certificate`,
          remedy: 'Revoke it at the CA that has issued it.',
        });
      }
      await this.#ledger.revoke(found.issuer.number, found.serialNumber, {
        reason,
        revokedAt: this.#services.clock(),
        notAfter: found.notAfter,
      });
    });
  }

  /** Two thirds through its life; at once when it is revoked. */
  async renewalInfo(
    certificate: Uint8Array,
    { signal }: AuthorityContext,
  ): Promise<RenewalInfo | undefined> {
    return this.#work(signal, async () => {
      const found = await this.#findIssuer(certificate);
      if (!found) {
        return undefined;
      }
      const { notBefore, notAfter, issuer, serialNumber } = found;
      const askAgainAt = this.#services.clock() + ASK_AGAIN_MS;
      const revoked = await this.#ledger.revocation(
        issuer.number,
        serialNumber,
      );
      if (revoked) {
        return {
          start: Math.min(revoked.revokedAt, notAfter - 1_000),
          end: Math.min(revoked.revokedAt + 1_000, notAfter),
          explanationUrl: null,
          askAgainAt,
        };
      }
      const lifetime = notAfter - notBefore;
      const start = notBefore + lifetime * RENEWAL_START_SHARE;
      return {
        start: Math.round(start),
        end: Math.round(start + lifetime * RENEWAL_WINDOW_SHARE),
        explanationUrl: null,
        askAgainAt,
      };
    });
  }

  async publications({ signal }: AuthorityContext): Promise<Publication[]> {
    return this.#work(signal, () =>
      listPublications({
        hierarchy: this.#hierarchy,
        ledger: this.#ledger,
        crls: this.#crls,
        crlLifetimeMs: this.#config.crlLifetimeMs,
        now: this.#services.clock(),
      }),
    );
  }

  #work<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const { id, logger } = this.#services;
    throwIfStopped(signal, id);
    return asAuthorityError(id, async () => {
      try {
        return await work();
      } catch (error) {
        if (!AuthorityError.is(error)) {
          logger.error(`The local CA could not work`, error as Error);
        }
        throw error;
      }
    });
  }

  #lifetimeOf({ lifetimeDays }: OrderRequest): number {
    const { lifetimeMs, maxLifetimeMs } = this.#config;
    return lifetimeDays === null
      ? lifetimeMs
      : Math.min(lifetimeDays * DAY_MS, maxLifetimeMs);
  }

  async #progress(issued: IssuedRecord): Promise<OrderProgress> {
    const leaf = Buffer.from(issued.certificate, 'base64');
    const issuers = await this.#hierarchy.issuers();
    const issuer = issuers.find(({ number }) => number === issued.issuer);
    if (!issuer) {
      throw new Error(`Issuing certificate ${issued.issuer} is gone`);
    }
    const { serialNumber } = new X509Certificate(leaf);
    return {
      state: 'issued',
      order: { serialNumber: normalizeSerialNumber(serialNumber) },
      reference: normalizeSerialNumber(serialNumber),
      chainPem: [leaf, Buffer.from(issuer.certificate.rawData)].map(der =>
        new X509Certificate(der).toString(),
      ),
    };
  }

  /** Whoever has a signature of ours on it was issued by us. */
  async #findIssuer(der: Uint8Array): Promise<
    | {
        issuer: Issuer;
        serialNumber: string;
        notBefore: number;
        notAfter: number;
      }
    | undefined
  > {
    let certificate: X509Certificate;
    try {
      certificate = new X509Certificate(der);
    } catch {
      return undefined;
    }
    const issuer = (await this.#hierarchy.issuers()).find(candidate =>
      isIssuedBy(certificate, candidate),
    );
    if (!issuer) {
      return undefined;
    }
    const { serialNumber, notBefore, notAfter } = parseCertificate(der);
    return { issuer, serialNumber, notBefore, notAfter };
  }
}

function isIssuedBy(certificate: X509Certificate, issuer: Issuer): boolean {
  const parent = new X509Certificate(Buffer.from(issuer.certificate.rawData));
  return (
    certificate.checkIssued(parent) && certificate.verify(parent.publicKey)
  );
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
