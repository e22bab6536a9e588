import { JsonObject } from '@backstage/types';
import { RevocationReason } from '@cmt/backstage-plugin-certificates-common';
import {
  AuthorityContext,
  AuthorityDescription,
  AuthorityError,
  AuthorityHealth,
  AuthorityServices,
  CertificateAuthority,
  CertificateParseError,
  OrderProgress,
  OrderRequest,
  RenewalInfo,
  checkOrderRequest,
  parseCertificate,
} from '@cmt/backstage-plugin-certificates-node';
import { Account, OpenAccount } from './account/Account';
import { AcmeConfig } from './config/readAcmeConfig';
import { stopped, toAuthorityError } from './errors';
import { OrderLedger } from './order/OrderLedger';
import { OrderMachine } from './order/OrderMachine';
import { ConfiguredSolver, Solvers } from './order/Solvers';
import { abandonOrder } from './order/abandonOrder';
import { newNotebook, readNotebook } from './order/notebook';
import { placeOrder } from './order/placeOrder';
import { AcmeClient } from './protocol/AcmeClient';
import { AcmeProblemError } from './protocol/problem';
import { Transport } from './protocol/Transport';
import { readRenewalInfo } from './renewalInfo';
import { revokeCertificate } from './revoke';

/** A CA that speaks ACME (RFC 8555), with one account. */
export class AcmeAuthority implements CertificateAuthority {
  readonly #config: AcmeConfig;
  readonly #services: AuthorityServices;
  readonly #client: AcmeClient;
  readonly #account: Account;
  readonly #solvers: Solvers;
  readonly #ledger: OrderLedger;
  readonly #machine: OrderMachine;

  constructor(options: {
    config: AcmeConfig;
    services: AuthorityServices;
    solvers: readonly ConfiguredSolver[];
  }) {
    const { config, services } = options;
    this.#config = config;
    this.#services = services;
    this.#client = new AcmeClient({
      transport: new Transport({ ca: config.ca, clock: services.clock }),
      directoryUrl: config.directory,
      clock: services.clock,
    });
    this.#account = new Account(config, services, this.#client);
    this.#solvers = new Solvers(services.id, options.solvers);
    this.#ledger = new OrderLedger(services.records);
    this.#machine = new OrderMachine({
      config,
      services,
      client: this.#client,
      solvers: this.#solvers,
      ledger: this.#ledger,
    });
  }

  describe(): AuthorityDescription {
    const directory = this.#client.knownDirectory;
    return {
      title: new URL(this.#config.directory).host,
      automatic: true,
      canRevoke: true,
      // Asked for until it is known that the CA does not say.
      hasRenewalInfo: !directory || directory.renewalInfo !== undefined,
      keys: null,
      wildcards: this.#solvers.wildcards,
      names: this.#solvers.names,
      limit: this.#config.limit,
    };
  }

  async health(context: AuthorityContext): Promise<AuthorityHealth> {
    try {
      return await this.#withAccount(context, async account => {
        await this.#client.readDirectory(context.signal);
        await this.#account.check(account, context.signal);
        const trouble = await this.#solvers.trouble(context);
        return {
          status: trouble ? 'degraded' : 'ok',
          detail:
            trouble?.detail ?? 'The directory answers and the account is open',
          account: account.accountUrl,
        };
      });
    } catch (error) {
      if (AuthorityError.is(error)) {
        const { message, problem } = error;
        return {
          status: 'down',
          detail: [message, problem.cause, problem.remedy]
            .filter(Boolean)
            .join(' – '),
          account: null,
        };
      }
      throw error;
    }
  }

  async begin(
    request: OrderRequest,
    context: AuthorityContext,
  ): Promise<OrderProgress> {
    return this.#withAccount(context, async account => {
      await this.#check(request);
      return this.#machine.placed(await this.#place(request, account, context));
    });
  }

  async advance(
    request: OrderRequest,
    order: JsonObject,
    context: AuthorityContext,
  ): Promise<OrderProgress> {
    return this.#withAccount(context, async account => {
      const { publicKey } = await this.#check(request);
      const known = readNotebook(order);
      const attempt = await this.#ledger.attempt(request.id);
      if (attempt.url === undefined || !known) {
        const url = await this.#place(request, account, context);
        return this.#machine.placed(url);
      }
      let notebook = known;
      if (known.orderUrl !== attempt.url) {
        // Notes about an order that has failed, or that came second.
        await this.#machine.cleanUp(known, account, context);
        notebook = newNotebook(attempt.url);
      }
      return this.#machine.step(notebook, {
        account,
        request,
        publicKey,
        context,
      });
    });
  }

  async abandon(order: JsonObject, context: AuthorityContext): Promise<void> {
    const notebook = readNotebook(order);
    if (!notebook) {
      return;
    }
    await this.#withAccount(context, async account => {
      await this.#machine.cleanUp(notebook, account, context);
      await abandonOrder({
        client: this.#client,
        account,
        orderUrl: notebook.orderUrl,
        signal: context.signal,
      });
    });
  }

  async revoke(
    certificate: Uint8Array,
    reason: RevocationReason,
    context: AuthorityContext,
  ): Promise<void> {
    this.#checkCertificate(certificate);
    await this.#withAccount(context, account =>
      revokeCertificate({
        client: this.#client,
        account,
        authority: this.#services.id,
        certificate,
        reason,
        signal: context.signal,
      }),
    );
  }

  async renewalInfo(
    certificate: Uint8Array,
    { signal }: AuthorityContext,
  ): Promise<RenewalInfo | undefined> {
    return this.#work(signal, () =>
      readRenewalInfo({
        client: this.#client,
        certificate,
        now: this.#services.clock(),
        signal,
      }),
    );
  }

  async #check(request: OrderRequest) {
    const facts = await checkOrderRequest(request, this.#services.id);
    this.#solvers.checkNames(facts.names);
    return facts;
  }

  #place(
    request: OrderRequest,
    account: OpenAccount,
    { signal }: AuthorityContext,
  ): Promise<string> {
    return placeOrder({
      client: this.#client,
      ledger: this.#ledger,
      account,
      request,
      profile: this.#config.profile,
      requestLifetime: this.#config.requestLifetime,
      now: this.#services.clock(),
      signal,
    });
  }

  /** Works with the account; once more when it has changed meanwhile. */
  async #withAccount<T>(
    { signal }: AuthorityContext,
    work: (account: OpenAccount) => Promise<T>,
  ): Promise<T> {
    return this.#work(signal, async () => {
      const account = await this.#account.open(signal);
      try {
        return await work(account);
      } catch (error) {
        if (!isAboutAccount(error)) {
          throw error;
        }
        const other = await this.#account.reopen(account, error, signal);
        if (!other) {
          throw error;
        }
        return work(other);
      }
    });
  }

  async #work<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const { id, clock, logger } = this.#services;
    if (signal.aborted) {
      throw stopped(id);
    }
    try {
      return await work();
    } catch (error) {
      const told = toAuthorityError(error, {
        authority: id,
        now: clock(),
        signal,
      });
      if (told.problem.code === 'internal') {
        logger.error('An ACME order could not go on', error as Error);
      }
      throw told;
    }
  }

  #checkCertificate(certificate: Uint8Array): void {
    try {
      parseCertificate(certificate);
    } catch (error) {
      if (error instanceof CertificateParseError) {
        throw new AuthorityError({
          kind: 'never',
          authority: this.#services.id,
          code: 'bad-request',
          message: `This cannot be revoked: ${error.message}`,
          remedy: 'Give the certificate in DER form.',
        });
      }
      throw error;
    }
  }
}

/** Whether the CA did not accept who has signed. */
function isAboutAccount(error: unknown): boolean {
  return AcmeProblemError.isType(
    error,
    ...['accountDoesNotExist', 'unauthorized', 'malformed'],
  );
}
