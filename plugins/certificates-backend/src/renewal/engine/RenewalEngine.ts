import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { isRenewalOver } from '@cmt/backstage-plugin-certificates-common';
import {
  Claims,
  Job,
  JobQueue,
  LEASE_MS,
  LeaseLostError,
  LeaseStore,
  releaseLeases,
} from '../../deployment';
import { problem } from '../problems';
import { RenewalPublisher } from '../RenewalPublisher';
import { RenewalServices } from '../steps';
import { RenewalRunner } from './RenewalRunner';

/** Renewals that one sweep sends to the queue; the next sweep sends more. */
const SWEEP_LIMIT = 500;

/** How long a renewal is left alone whose job was given up. */
const AFTER_DEATH_MS = 10 * 60_000;

/**
 * Carries renewals out. Every replica has one; what they know of each other is in
 * the rows.
 */
export class RenewalEngine {
  /** Identifies this process in leases. */
  readonly worker = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;

  readonly #services: RenewalServices;
  readonly #leases: LeaseStore;
  readonly #queue: JobQueue;
  readonly #publisher: RenewalPublisher;
  readonly #runner: RenewalRunner;
  readonly #claims: Claims;
  readonly #shutdown = new AbortController();
  #sweeping?: Promise<void>;

  constructor(options: {
    services: RenewalServices;
    leases: LeaseStore;
    queue: JobQueue;
    publisher: RenewalPublisher;
    leaseMs?: number;
  }) {
    this.#services = options.services;
    this.#leases = options.leases;
    this.#queue = options.queue;
    this.#publisher = options.publisher;
    this.#runner = new RenewalRunner(options);
    this.#claims = new Claims({
      leases: options.leases,
      worker: this.worker,
      leaseMs: options.leaseMs ?? LEASE_MS,
      logger: options.services.logger,
      shutdown: this.#shutdown.signal,
    });
  }

  /** Begins to take work, also what another process left behind. */
  async start(): Promise<void> {
    await this.#queue.start({
      run: job => this.#run(job),
      dead: job => this.#dead(job),
    });
    await this.sweep();
  }

  /** Stops what runs at the next safe point; another process or the next start goes on. */
  async stop(): Promise<void> {
    this.#shutdown.abort();
    await this.#sweeping?.catch(() => undefined);
    await this.#queue.stop();
    this.#publisher.flush();
  }

  /** Has a renewal worked on, if it is due. */
  async advance(renewalId: string): Promise<void> {
    this.#publisher.changed(renewalId);
    await this.#queue.send({ kind: 'renewal', id: renewalId });
  }

  /** Finds what is due and that nobody works on. Safe at any time, on any replica. */
  async sweep(): Promise<void> {
    this.#sweeping ??= this.#sweep().finally(() => {
      this.#sweeping = undefined;
    });
    return this.#sweeping;
  }

  async #sweep(): Promise<void> {
    if (this.#shutdown.signal.aborted) {
      return;
    }
    const { store, clock } = this.#services;
    const due = await store.read(rows => rows.due(clock(), SWEEP_LIMIT));
    const worked = await this.#leases.worked(due.map(holderOf));
    for (const id of due) {
      if (!worked.has(holderOf(id))) {
        await this.#queue.send({ kind: 'renewal', id });
      }
    }
  }

  async #run({ id }: Job): Promise<void> {
    if (this.#shutdown.signal.aborted) {
      return;
    }
    const holder = holderOf(id);
    const held = await this.#claims.claim(holder, [holder]);
    if (!held) {
      return;
    }
    try {
      const isOver = await this.#runner.run(id, held);
      held.letGo();
      if (!isOver) {
        // Nothing stays reserved while it waits.
        await this.#services.store.write(
          (_rows, transaction) => releaseLeases(transaction, holder),
          { lease: held.lease },
        );
      }
    } catch (error) {
      // Another process may take it over at once; it was not ours any more then.
      await this.#claims.leave(held, error instanceof LeaseLostError);
      if (!(error instanceof LeaseLostError)) {
        throw error;
      }
    }
    this.#publisher.changed(id);
  }

  /** A job was given up: it is tried again later, and people can see that. */
  async #dead({ id }: Job): Promise<void> {
    const { store, clock } = this.#services;
    await store.write(async rows => {
      const renewal = await rows.get(id, { lock: true });
      if (!renewal || isRenewalOver(renewal.state)) {
        return;
      }
      const now = clock();
      const trouble = problem(
        'internal',
        'The renewal could not be worked on: each attempt ended before a step began',
        `Look for '${id}' in the log of the backend; it is tried again by itself`,
        { cause: 'The database or the backend was in trouble for a long time' },
      );
      await rows.update(id, {
        state: 'waiting',
        waitsFor: 'retry',
        waitsText: trouble.message,
        waitsUntil: now + AFTER_DEATH_MS,
        nextAt: now + AFTER_DEATH_MS,
        problem: trouble,
      });
      await rows.addEvents(id, [
        { at: now, by: null, message: trouble.message },
      ]);
    });
    this.#publisher.changed(id);
  }
}

function holderOf(renewalId: string): string {
  return `renewal:${renewalId}`;
}
