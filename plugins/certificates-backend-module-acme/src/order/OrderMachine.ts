import {
  AuthorityContext,
  AuthorityError,
  AuthorityServices,
  OrderProgress,
  OrderRequest,
} from '@cmt/backstage-plugin-certificates-node';
import { OpenAccount } from '../account/Account';
import { AcmeConfig } from '../config/readAcmeConfig';
import { AcmeClient, parseJson } from '../protocol/AcmeClient';
import { AcmeProblemError } from '../protocol/problem';
import {
  Authorization,
  Order,
  authorizationSchema,
  orderSchema,
} from '../protocol/schemas';
import { OrderLedger } from './OrderLedger';
import { Solvers } from './Solvers';
import { writeChain } from './chain';
import { downloadChain } from './downloadChain';
import { orderFailed } from './failure';
import { Notebook, needsCleaning, newNotebook } from './notebook';

const SECOND_MS = 1_000;
/** Never asked more often, nor more seldom, whatever the CA says. */
const SHORTEST_POLL_MS = SECOND_MS;
const LONGEST_POLL_MS = 15 * 60_000;
const FIRST_POLL_MS = 2 * SECOND_MS;
const MOST_BACKOFF_MS = 60 * SECOND_MS;

/** All that a step of an order needs. */
export interface Step {
  account: OpenAccount;
  request: OrderRequest;
  /** SubjectPublicKeyInfo of the request, DER. */
  publicKey: Uint8Array;
  context: AuthorityContext;
}

/**
 * Takes an order through the states of RFC 8555 section 7.1.6, one small step at
 * a time: choose how to prove each name, present the proofs, tell the CA, wait,
 * remove the proofs, finalize, download.
 *
 * @remarks
 *
 * The CA's own state of the order decides what comes next; the notebook says what
 * we have done. Every step may be repeated: presenting, telling and removing
 * twice are as good as once, and the CA refuses to finalize twice.
 */
export class OrderMachine {
  readonly #config: AcmeConfig;
  readonly #services: AuthorityServices;
  readonly #client: AcmeClient;
  readonly #solvers: Solvers;
  readonly #ledger: OrderLedger;

  constructor(options: {
    config: AcmeConfig;
    services: AuthorityServices;
    client: AcmeClient;
    solvers: Solvers;
    ledger: OrderLedger;
  }) {
    this.#config = options.config;
    this.#services = options.services;
    this.#client = options.client;
    this.#solvers = options.solvers;
    this.#ledger = options.ledger;
  }

  /** Progress of an order that was only just placed, or of which no more is known. */
  placed(orderUrl: string): OrderProgress {
    return this.#pending(
      newNotebook(orderUrl),
      this.#services.clock(),
      'The CA says what it wants proven',
    );
  }

  async step(notebook: Notebook, step: Step): Promise<OrderProgress> {
    const { account, context } = step;
    const order = await this.#client.read(
      notebook.orderUrl,
      orderSchema,
      account,
      context.signal,
    );
    switch (order.status) {
      case 'pending':
        return this.#prove(notebook, order, step);
      case 'ready':
        return needsCleaning(notebook)
          ? this.#clean(notebook, step)
          : this.#finalize(notebook, order, step);
      case 'processing':
        return this.#poll(notebook, 'The CA issues the certificate');
      case 'valid':
        return this.#download(notebook, order, step);
      case 'invalid':
      default:
        return this.#fail(notebook, order, step);
    }
  }

  /** Removes proofs; what cannot be removed is told in the log. */
  async cleanUp(
    notebook: Notebook,
    account: OpenAccount,
    context: AuthorityContext,
  ): Promise<void> {
    if (!needsCleaning(notebook)) {
      return;
    }
    try {
      await this.#solvers.cleanUp(
        notebook.proofs,
        account.key.thumbprint,
        context,
      );
    } catch (error) {
      this.#services.logger.warn(
        `Proofs for ${notebook.proofs
          .map(({ name }) => name)
          .join(', ')} could not be removed: ${
          AuthorityError.is(error) ? error.message : 'unknown reason'
        }`,
      );
    }
  }

  async #prove(
    notebook: Notebook,
    order: Order,
    step: Step,
  ): Promise<OrderProgress> {
    const { account, context } = step;
    const now = this.#services.clock();
    switch (notebook.stage) {
      case 'chosen': {
        await this.#solvers.present(
          notebook.proofs,
          account.key.thumbprint,
          context,
        );
        return this.#pending(
          { ...notebook, stage: 'presented' },
          now + this.#solvers.propagationMs(notebook.proofs),
          'The proofs of control become visible',
        );
      }
      case 'presented': {
        for (const { challenge } of notebook.proofs) {
          await this.#tell(challenge, step);
        }
        return this.#poll(
          { ...notebook, stage: 'told', polls: 0 },
          'The CA checks the proofs of control',
        );
      }
      case 'told':
        return this.#check(notebook, step);
      case 'cleaned':
        return this.#poll(notebook, 'The CA checks the order');
      case 'placed':
      default:
        return this.#choose(notebook, order, step);
    }
  }

  async #choose(
    notebook: Notebook,
    order: Order,
    step: Step,
  ): Promise<OrderProgress> {
    const proofs = [];
    for (const url of order.authorizations) {
      const authorization = await this.#authorization(url, step);
      if (authorization.status === 'pending') {
        proofs.push(this.#solvers.choose(url, authorization));
      }
    }
    return proofs.length === 0
      ? this.#poll(notebook, 'The CA checks the order')
      : this.#pending(
          { ...notebook, stage: 'chosen', proofs },
          this.#services.clock(),
          'The proofs of control are presented',
        );
  }

  /** Tells the CA to look at a proof; once more does no harm. */
  async #tell(challenge: string, { account, context }: Step): Promise<void> {
    try {
      await this.#client.post(challenge, {}, account, context.signal);
    } catch (error) {
      // It was told before, and has looked already: the authorization tells.
      if (!AcmeProblemError.isType(error, 'malformed')) {
        throw error;
      }
    }
  }

  async #check(notebook: Notebook, step: Step): Promise<OrderProgress> {
    const waiting: string[] = [];
    let retryAt: number | undefined;
    for (const proof of notebook.proofs) {
      const answer = await this.#client.post(
        proof.authorization,
        undefined,
        step.account,
        step.context.signal,
      );
      const { status } = parseJson(answer, authorizationSchema);
      if (status === 'pending') {
        waiting.push(proof.name);
        retryAt = Math.max(retryAt ?? 0, answer.retryAt ?? 0) || undefined;
      }
    }
    return this.#poll(
      notebook,
      waiting.length > 0
        ? `The CA checks the proofs for ${waiting.join(', ')}`
        : 'The CA checks the order',
      retryAt,
    );
  }

  async #clean(notebook: Notebook, step: Step): Promise<OrderProgress> {
    await this.cleanUp(notebook, step.account, step.context);
    return this.#pending(
      { ...notebook, stage: 'cleaned', polls: 0 },
      this.#services.clock(),
      'The CA gets the signing request',
    );
  }

  async #finalize(
    notebook: Notebook,
    order: Order,
    { account, request, context }: Step,
  ): Promise<OrderProgress> {
    const csr = Buffer.from(request.csr).toString('base64url');
    const next = { ...notebook, polls: 0 };
    try {
      const answer = await this.#client.post(
        order.finalize,
        { csr },
        account,
        context.signal,
      );
      return this.#poll(next, 'The CA issues the certificate', answer.retryAt);
    } catch (error) {
      // Another replica was faster; the state of the order tells what is next.
      if (AcmeProblemError.isType(error, 'orderNotReady')) {
        return this.#poll(next, 'The CA issues the certificate');
      }
      throw error;
    }
  }

  async #download(
    notebook: Notebook,
    order: Order,
    step: Step,
  ): Promise<OrderProgress> {
    if (!order.certificate) {
      return this.#poll(notebook, 'The CA issues the certificate');
    }
    const { account, publicKey, context } = step;
    await this.cleanUp(notebook, account, context);
    const chain = await downloadChain({
      client: this.#client,
      account,
      url: order.certificate,
      publicKey,
      preferredChain: this.#config.preferredChain,
      services: this.#services,
      signal: context.signal,
    });
    return {
      state: 'issued',
      order: { ...notebook, stage: 'cleaned' },
      reference: notebook.orderUrl,
      chainPem: writeChain(chain),
    };
  }

  async #fail(
    notebook: Notebook,
    order: Order,
    step: Step,
  ): Promise<OrderProgress> {
    const { request, account, context } = step;
    const { id, clock } = this.#services;
    const authorizations: Authorization[] = [];
    for (const url of order.authorizations) {
      authorizations.push(await this.#authorization(url, step));
    }
    await this.cleanUp(notebook, account, context);
    const attempt = await this.#ledger.attempt(request.id);
    // Only the order that counts: another replica may be further already.
    if (attempt.url === notebook.orderUrl) {
      await this.#ledger.fail(request.id, attempt.number);
    }
    throw orderFailed({
      authority: id,
      order,
      authorizations,
      attempt: attempt.number,
      now: clock(),
    });
  }

  #authorization(
    url: string,
    { account, context }: Step,
  ): Promise<Authorization> {
    return this.#client.read(url, authorizationSchema, account, context.signal);
  }

  /** Looks again when the CA says so, or ever more seldom. */
  #poll(
    notebook: Notebook,
    waitingFor: string,
    retryAt?: number,
  ): OrderProgress {
    const { polls } = notebook;
    const pause = retryAt
      ? retryAt - this.#services.clock()
      : Math.min(FIRST_POLL_MS * 1.5 ** polls, MOST_BACKOFF_MS);
    return this.#pending(
      { ...notebook, polls: polls + 1 },
      this.#services.clock() +
        Math.min(Math.max(pause, SHORTEST_POLL_MS), LONGEST_POLL_MS),
      waitingFor,
    );
  }

  #pending(
    notebook: Notebook,
    pollAt: number,
    waitingFor: string,
  ): OrderProgress {
    return {
      state: 'pending',
      order: notebook,
      reference: notebook.orderUrl,
      pollAt: Math.round(pollAt),
      waitingFor,
    };
  }
}
