import {
  AuthorityError,
  AuthorityServices,
} from '@cmt/backstage-plugin-certificates-node';
import { LocalConfig } from '../config/readLocalConfig';
import { createIssuer, createRoot } from './caCertificates';
import { Signer, readSigner } from './signer';

const ROOT_KEY = 'root';
const ISSUER_PREFIX = 'issuer/';
/** A new issuing certificate is made so long before the old one is too short. */
const RENEW_BEFORE_MS = 30 * 86_400_000;

/** An issuing certificate with its key. */
export interface Issuer extends Signer {
  /** From 1 on. */
  number: number;
  /** Base name of what is published about it: `issuing`, `issuing-2`, ... */
  publishedAs: string;
}

/**
 * The root of a local CA and its issuing certificates.
 *
 * @remarks
 *
 * Both are made by whichever replica comes first: it inserts certificate and key
 * as one sealed record, and who comes later finds that and forgets its own. The
 * next issuing certificate is made while the current one still outlives every
 * certificate that it issues. The root is not replaced by itself, because it has
 * to be installed wherever it is trusted.
 */
export class Hierarchy {
  readonly #config: LocalConfig;
  readonly #services: AuthorityServices;
  /** Parsed records by their text: they never change. */
  readonly #parsed = new Map<string, Promise<Signer>>();

  constructor(config: LocalConfig, services: AuthorityServices) {
    this.#config = config;
    this.#services = services;
  }

  async root(): Promise<Signer> {
    const { records, clock, logger } = this.#services;
    const found = await records.get(ROOT_KEY);
    if (found !== undefined) {
      return this.#parse(found);
    }
    const made = await createRoot({
      organization: this.#config.organization,
      now: clock(),
    });
    if (await records.insert(ROOT_KEY, made, { sealed: true })) {
      logger.info('Made the root certificate of the local CA');
    }
    return this.#parse((await records.get(ROOT_KEY)) ?? made);
  }

  /** All issuing certificates, the oldest first; at least one. */
  async issuers(): Promise<Issuer[]> {
    const found = await this.#listIssuers();
    return found.length > 0 ? found : [await this.#makeIssuer(1)];
  }

  /**
   * The one that issues now.
   *
   * @throws AuthorityError when the root has ended
   */
  async current(): Promise<Issuer> {
    const root = (await this.root()).certificate;
    const now = this.#services.clock();
    if (root.notAfter.getTime() <= now) {
      throw rootEnded(this.#services.id);
    }
    const issuers = await this.issuers();
    const last = issuers[issuers.length - 1];
    const end = last.certificate.notAfter;
    const needed = now + this.#config.maxLifetimeMs + RENEW_BEFORE_MS;
    // A new one could not last any longer than the root.
    return end.getTime() >= needed || end >= root.notAfter
      ? last
      : this.#makeIssuer(last.number + 1);
  }

  async #listIssuers(): Promise<Issuer[]> {
    const entries = await this.#services.records.list(ISSUER_PREFIX);
    return Promise.all(
      entries.map(async ({ key, value }) =>
        issuerOf(
          Number(key.slice(ISSUER_PREFIX.length)),
          await this.#parse(value),
        ),
      ),
    );
  }

  async #makeIssuer(number: number): Promise<Issuer> {
    const { records, clock, logger, publicationUrl } = this.#services;
    const { organization, issuingLifetimeMs } = this.#config;
    const now = clock();
    const root = await this.root();
    const key = `${ISSUER_PREFIX}${String(number).padStart(4, '0')}`;
    const made = await createIssuer({
      organization,
      number,
      root,
      lifetimeMs: issuingLifetimeMs,
      now,
      publicationUrl,
    });
    if (await records.insert(key, made, { sealed: true })) {
      logger.info(`Made issuing certificate ${number} of the local CA`);
    }
    return issuerOf(
      number,
      await this.#parse((await records.get(key)) ?? made),
    );
  }

  #parse(value: string): Promise<Signer> {
    let signer = this.#parsed.get(value);
    if (!signer) {
      signer = readSigner(value);
      this.#parsed.set(value, signer);
    }
    return signer;
  }
}

function issuerOf(number: number, signer: Signer): Issuer {
  return {
    ...signer,
    number,
    publishedAs: number === 1 ? 'issuing' : `issuing-${number}`,
  };
}

function rootEnded(authority: string): AuthorityError {
  return new AuthorityError({
    kind: 'person',
    authority,
    code: 'ca-expired',
    message: `The root certificate of the CA ${authority} has ended`,
    remedy:
      'Configure another CA with a new id, and install its root certificate wherever it shall be trusted.',
  });
}
