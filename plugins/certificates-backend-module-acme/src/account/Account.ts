import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import {
  AuthorityError,
  AuthorityServices,
} from '@cmt/backstage-plugin-certificates-node';
import { z } from 'zod';
import { AcmeConfig } from '../config/readAcmeConfig';
import { AcmeClient, Signatory, parseJson } from '../protocol/AcmeClient';
import { AccountKey, signExternalBinding, toAccountKey } from '../protocol/jws';
import { AcmeProblemError } from '../protocol/problem';
import { accountSchema } from '../protocol/schemas';
import { rollOver } from './rollOver';

const ACCOUNT = 'account';
const KEY = 'account-key';
const NEXT_KEY = 'next-account-key';

const accountRecord = z.object({
  url: z.url(),
  directory: z.string(),
  contact: z.array(z.string()),
  /** Of the key that the account has. */
  thumbprint: z.string(),
});

const keyRecord = z.object({
  /** PKCS#8, PEM. */
  pem: z.string(),
  /** Milliseconds since the epoch. */
  madeAt: z.number(),
});

type AccountRecord = z.infer<typeof accountRecord>;

/** An account that can sign. */
export type OpenAccount = Required<Signatory>;

/**
 * The account of a CA: its key, made once by whichever replica comes first and
 * sealed in the records, and its URL.
 */
export class Account {
  readonly #config: AcmeConfig;
  readonly #services: AuthorityServices;
  readonly #client: AcmeClient;
  /** Keys by their PEM: parsing them takes time. */
  readonly #parsed = new Map<string, Promise<AccountKey>>();

  constructor(
    config: AcmeConfig,
    services: AuthorityServices,
    client: AcmeClient,
  ) {
    this.#config = config;
    this.#services = services;
    this.#client = client;
  }

  /** Opens the account, and registers it where there is none yet. */
  async open(signal: AbortSignal): Promise<OpenAccount> {
    const known = await this.#record();
    const key = await this.#key();
    if (!known) {
      return this.#register(key, signal);
    }
    if (known.thumbprint !== key.thumbprint) {
      return this.#change(known, key, signal);
    }
    const account = { key, accountUrl: known.url };
    const isChanging =
      !this.#config.accountKey &&
      (await this.#services.records.get(NEXT_KEY)) !== undefined;
    return isChanging ? this.#changeToNext(account, signal) : account;
  }

  /**
   * Opens the account once more after the CA did not accept a signature of it:
   * another replica may have changed the key, or the CA has lost the account.
   *
   * @returns `undefined` when that is not the reason
   */
  async reopen(
    account: OpenAccount,
    error: unknown,
    signal: AbortSignal,
  ): Promise<OpenAccount | undefined> {
    if (!(error instanceof AcmeProblemError) || error.status >= 500) {
      return undefined;
    }
    const now = await this.open(signal);
    if (
      now.accountUrl !== account.accountUrl ||
      now.key.thumbprint !== account.key.thumbprint
    ) {
      return now;
    }
    if (error.problem.type !== 'accountDoesNotExist') {
      return undefined;
    }
    await this.#services.records.delete(ACCOUNT);
    return this.#register(now.key, signal);
  }

  /** Asks the CA for the account, and keeps contact and key up to date. */
  async check(account: OpenAccount, signal: AbortSignal): Promise<void> {
    const { status } = await this.#client.read(
      account.accountUrl,
      accountSchema,
      account,
      signal,
    );
    if (status !== 'valid') {
      throw this.#closed(status);
    }
    await this.#keepContact(account, signal);
    await this.#renewKey(account, signal);
  }

  async #register(key: AccountKey, signal: AbortSignal): Promise<OpenAccount> {
    const { directory, contact, eab, termsOfServiceAgreed } = this.#config;
    const { newAccount, meta } = await this.#client.directory(signal);
    if (meta.termsOfService && !termsOfServiceAgreed) {
      throw this.#wantsAgreement(meta.termsOfService);
    }
    const answer = await this.#client.post(
      newAccount,
      {
        termsOfServiceAgreed: true,
        ...(contact.length > 0 && { contact }),
        ...(eab && {
          externalAccountBinding: await signExternalBinding({
            key,
            url: newAccount,
            ...eab,
          }),
        }),
      },
      { key },
      signal,
    );
    const { status } = parseJson(answer, accountSchema);
    const url = answer.header('location');
    if (status !== 'valid' || !url) {
      throw this.#closed(status);
    }
    await this.#remember({
      url,
      directory,
      contact,
      thumbprint: key.thumbprint,
    });
    this.#services.logger.info(`Opened the account ${url}`);
    return { key, accountUrl: url };
  }

  /** The configured key is not the one that the account has. */
  async #change(
    known: AccountRecord,
    key: AccountKey,
    signal: AbortSignal,
  ): Promise<OpenAccount> {
    const stored = await this.#storedKey();
    if (!stored || stored.thumbprint !== known.thumbprint) {
      // The key that the account has is not ours any more: another account.
      return this.#register(key, signal);
    }
    const isChanged = await rollOver({
      client: this.#client,
      account: { key: stored, accountUrl: known.url },
      next: key,
      signal,
    });
    if (!isChanged) {
      return this.#register(key, signal);
    }
    await this.#remember({ ...known, thumbprint: key.thumbprint });
    this.#services.logger.info('Changed the key of the account');
    return { key, accountUrl: known.url };
  }

  /** Replaces a key of our own when it is old. */
  async #renewKey(account: OpenAccount, signal: AbortSignal): Promise<void> {
    const { accountKey, accountKeyLifetimeMs } = this.#config;
    const { records, clock } = this.#services;
    const stored = await records.get(KEY);
    if (accountKey || !accountKeyLifetimeMs || stored === undefined) {
      return;
    }
    const { madeAt } = keyRecord.parse(JSON.parse(stored));
    if (clock() - madeAt >= accountKeyLifetimeMs) {
      // The next key is kept before the CA knows it, so that it is never lost.
      await records.insert(NEXT_KEY, newKeyRecord(clock()), { sealed: true });
      await this.#changeToNext(account, signal);
    }
  }

  /** Goes on where a replacement of the key has begun, on whichever replica. */
  async #changeToNext(
    account: OpenAccount,
    signal: AbortSignal,
  ): Promise<OpenAccount> {
    const { records, logger } = this.#services;
    const next = await records.get(NEXT_KEY);
    if (next === undefined) {
      return this.open(signal);
    }
    const key = await this.#parse(next);
    const isChanged = await rollOver({
      client: this.#client,
      account,
      next: key,
      signal,
    });
    if (isChanged) {
      const known = await this.#record();
      await records.put(KEY, next, { sealed: true });
      if (known) {
        await this.#remember({ ...known, thumbprint: key.thumbprint });
      }
      logger.info('Replaced the key of the account');
    }
    await records.delete(NEXT_KEY);
    return isChanged ? { ...account, key } : account;
  }

  async #keepContact(account: OpenAccount, signal: AbortSignal): Promise<void> {
    const { contact } = this.#config;
    const known = await this.#record();
    if (!known || known.contact.join() === contact.join()) {
      return;
    }
    await this.#client.post(account.accountUrl, { contact }, account, signal);
    await this.#remember({ ...known, contact });
  }

  /** The account of this directory, if there is one. */
  async #record(): Promise<AccountRecord | undefined> {
    const found = await this.#services.records.get(ACCOUNT);
    const record =
      found === undefined ? undefined : accountRecord.parse(JSON.parse(found));
    return record?.directory === this.#config.directory ? record : undefined;
  }

  async #remember(record: AccountRecord): Promise<void> {
    await this.#services.records.put(ACCOUNT, JSON.stringify(record));
  }

  async #key(): Promise<AccountKey> {
    const { accountKey } = this.#config;
    if (accountKey) {
      return toAccountKey(accountKey);
    }
    const stored = await this.#storedKey();
    if (stored) {
      return stored;
    }
    const { records, clock } = this.#services;
    const made = newKeyRecord(clock());
    await records.insert(KEY, made, { sealed: true });
    return this.#parse((await records.get(KEY)) ?? made);
  }

  async #storedKey(): Promise<AccountKey | undefined> {
    const found = await this.#services.records.get(KEY);
    return found === undefined ? undefined : this.#parse(found);
  }

  #parse(value: string): Promise<AccountKey> {
    let key = this.#parsed.get(value);
    if (!key) {
      const { pem } = keyRecord.parse(JSON.parse(value));
      key = toAccountKey(createPrivateKey(pem));
      this.#parsed.set(value, key);
    }
    return key;
  }

  #closed(status: string): AuthorityError {
    const { id } = this.#services;
    return new AuthorityError({
      kind: 'person',
      authority: id,
      code: 'account',
      message: `The account at the CA ${id} is ${status}`,
      remedy:
        'Ask the CA to open it again, or configure the key of another account as accountKey.',
    });
  }

  #wantsAgreement(terms: string): AuthorityError {
    const { id } = this.#services;
    return new AuthorityError({
      kind: 'person',
      authority: id,
      code: 'terms',
      message: `The CA ${id} wants its terms of service agreed to`,
      remedy: `Read ${terms} and set termsOfServiceAgreed: true for this CA.`,
    });
  }
}

function newKeyRecord(madeAt: number): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return JSON.stringify({ pem, madeAt } satisfies z.input<typeof keyRecord>);
}
