import {
  CertificateAuthority,
  AuthorityError,
  OrderProgress,
  OrderRequest,
} from '@cmt/backstage-plugin-certificates-node';
import {
  CreateDeploymentRequest,
  DeploymentDetail,
  StartDeploymentRequest,
} from '@cmt/backstage-plugin-certificates-common';
import { FakeAuthority } from '../../../../plugins/certificates-backend/src/__testUtils__/FakeAuthority';
import { FakeDeployments } from '../../../../plugins/certificates-backend/src/__testUtils__/FakeDeployments';
import { MaterialStore } from '../../../../plugins/certificates-backend/src/custody';
import { Chance, Outages } from './Chance';
import { Life } from './Life';

const HOUR = 3_600_000;

/** Share of all calls that fail, half of them after their effect. */
const FAILING = 0.05;

/** A call that ends a replica, now and then. */
const DEADLY = 0.002;

/** What virtual servers serve for a certificate. */
export interface Served {
  fingerprint: string;
  notAfter: number;
}

/** A CA, devices and their trouble, all of it in memory. */
export class World {
  readonly served = new Map<string, Served>();
  readonly authority: FakeAuthority;
  readonly deployments = new FakeDeployments();
  readonly outages: { authority: Outages; devices: Outages };
  readonly counts = { calls: 0, failed: 0, kills: 0, tooMany: 0 };
  /** The process that works now. */
  life = new Life();
  readonly #chance: Chance;
  readonly #trouble: boolean;
  readonly #clock: () => number;
  /** Moments at which the CA took an order. */
  readonly #orders: number[] = [];

  constructor(options: {
    chance: Chance;
    trouble: boolean;
    limit?: { orders: number; periodMs: number };
    clock: () => number;
  }) {
    const { chance, trouble, limit = null, clock } = options;
    this.#chance = chance;
    this.#trouble = trouble;
    this.#clock = clock;
    this.authority = new FakeAuthority(clock);
    this.authority.description = { ...this.authority.description, limit };
    this.authority.pollsUntilIssued = 1;
    this.authority.pollDelayMs = 30_000;
    this.outages = {
      authority: new Outages({
        chance,
        what: 'the CA is down',
        perDay: 1 / 20,
        longestMs: 24 * HOUR,
      }),
      devices: new Outages({
        chance,
        what: 'the devices are down',
        perDay: 1 / 20,
        longestMs: 12 * HOUR,
      }),
    };
  }

  pass(stepMs: number): void {
    if (!this.#trouble) {
      return;
    }
    this.outages.authority.pass(this.#clock(), stepMs);
    this.outages.devices.pass(this.#clock(), stepMs);
  }

  /** The CA as the backend reaches it: over a network, from a process that may die. */
  reachedAuthority(): CertificateAuthority {
    const { authority } = this;
    const isDown = () => this.outages.authority.isDown(this.#clock());
    // Chance goes by the names: the id of an order is another one in each run.
    const call = (
      what: string,
      request: OrderRequest,
      run: () => Promise<OrderProgress>,
    ) => {
      authority.lifetimeDays = request.lifetimeDays ?? authority.lifetimeDays;
      return this.#call(`${what} ${request.names[0]}`, run, isDown);
    };
    return {
      describe: () => authority.describe(),
      health: async () =>
        isDown()
          ? { status: 'down', detail: 'It does not answer', account: null }
          : authority.health(),
      begin: request =>
        call('begin', request, () => {
          this.#count(request);
          return authority.begin(request);
        }),
      advance: (request, order) =>
        call('advance', request, () => authority.advance(request, order)),
    };
  }

  /** Deployments that end as the devices let them. */
  reachedDeployments(materials: MaterialStore) {
    const { deployments } = this;
    const isDown = () => this.outages.devices.isDown(this.#clock());
    return {
      create: (
        request: CreateDeploymentRequest,
        by: string,
        options?: { id?: string },
      ) =>
        this.#call(
          `create ${request.certificateId}`,
          () => deployments.create(request, by, options),
          () => false,
        ),
      get: (id: string) =>
        this.#call(
          `get ${deployments.requests.get(id)?.certificateId}`,
          () => deployments.get(id),
          () => false,
        ),
      start: (id: string, request: StartDeploymentRequest, by: string) =>
        this.#call(
          `start ${deployments.requests.get(id)?.certificateId}`,
          () => this.#start(id, request, by, materials, isDown()),
          () => false,
        ),
      act: (id: string) => deployments.act(id),
    };
  }

  /** Refuses as CAs do that count orders. */
  #count({ id }: OrderRequest): void {
    const { limit } = this.authority.description;
    if (!limit || this.authority.orders.has(id)) {
      return;
    }
    const now = this.#clock();
    const since = now - limit.periodMs;
    if (this.#orders.filter(at => at > since).length >= limit.orders) {
      this.counts.tooMany++;
      throw new AuthorityError({
        kind: 'later',
        authority: 'ca',
        code: 'rate-limited',
        message: 'Too many orders',
        remedy: 'It is tried again by itself',
        retryAt: now + limit.periodMs,
        isRateLimit: true,
      });
    }
    this.#orders.push(now);
  }

  async #start(
    id: string,
    request: StartDeploymentRequest,
    by: string,
    materials: MaterialStore,
    isDown: boolean,
  ): Promise<DeploymentDetail> {
    const { deployments } = this;
    const { certificateId, materialId } = deployments.requests.get(id)!;
    const fails =
      this.#trouble &&
      (isDown || this.#chance.happens(`deploy ${certificateId}`, FAILING));
    deployments.outcomes = [fails ? 'rolled-back' : 'succeeded'];
    const detail = await deployments.start(id, request, by);
    const material = await materials.get(materialId);
    if (!fails && material) {
      this.served.set(certificateId, {
        fingerprint: material.fingerprint,
        notAfter: Date.parse(material.notAfter),
      });
    }
    return detail;
  }

  /** A call that may fail or kill, before or after its effect. */
  async #call<T>(
    what: string,
    run: () => Promise<T>,
    isDown: () => boolean,
  ): Promise<T> {
    this.counts.calls++;
    if (!this.#trouble) {
      return run();
    }
    if (isDown() || this.#chance.happens(`${what} fails before`, FAILING / 2)) {
      throw this.#failure(what);
    }
    if (this.#chance.happens(`${what} kills before`, DEADLY)) {
      return this.#die();
    }
    const result = await run();
    if (this.#chance.happens(`${what} kills after`, DEADLY)) {
      return this.#die();
    }
    if (this.#chance.happens(`${what} fails after`, FAILING / 2)) {
      throw this.#failure(what);
    }
    return result;
  }

  #die(): Promise<never> {
    this.counts.kills++;
    this.life.end();
    return new Promise<never>(() => {});
  }

  #failure(what: string): Error {
    this.counts.failed++;
    return new AuthorityError({
      kind: 'later',
      authority: 'ca',
      code: 'unreachable',
      message: `The connection broke: ${what}`,
      remedy: 'It is tried again by itself',
    });
  }
}
