import { DeploymentDetail } from '@cmt/backstage-plugin-certificates-common';
import { Replica, ReplicaRequest } from './replica';

const REPLICAS = 3;
const KILL_EVERY_MS = 10_000;
const PATIENCE_MS = 180_000;

/** Replicas, some of which are dead; what one does not answer another is asked. */
export class ReplicaPool {
  kills = 0;
  readonly #begin: () => Promise<Replica>;
  #replicas: Replica[];
  #killing?: NodeJS.Timeout;
  readonly #replacing = new Set<Promise<void>>();

  private constructor(begin: () => Promise<Replica>, replicas: Replica[]) {
    this.#begin = begin;
    this.#replicas = replicas;
  }

  static async begin(begin: () => Promise<Replica>): Promise<ReplicaPool> {
    const replicas: Replica[] = [];
    for (let index = 0; index < REPLICAS; index++) {
      replicas.push(await begin());
    }
    return new ReplicaPool(begin, replicas);
  }

  startKilling(): void {
    this.#killing = setInterval(() => {
      // A busy machine may start a replica for longer than one lives: somebody has
      // to be left to ask.
      if (this.#alive().length > 1) {
        const replacing = this.#replace(this.#pick()).finally(() =>
          this.#replacing.delete(replacing),
        );
        this.#replacing.add(replacing);
      }
    }, KILL_EVERY_MS);
  }

  async #replace(victim: Replica): Promise<void> {
    this.kills++;
    await victim.kill();
    const next = await this.#begin();
    this.#replicas = [
      ...this.#replicas.filter(other => other !== victim),
      next,
    ];
  }

  async end(): Promise<void> {
    clearInterval(this.#killing);
    await Promise.all(this.#replacing);
    await Promise.all(this.#replicas.map(replica => replica.end()));
  }

  async ask<R extends ReplicaRequest>(
    request: R,
  ): ReturnType<typeof Replica.prototype.ask<R>> {
    for (;;) {
      const replica = this.#pick();
      try {
        return await replica.ask(request);
      } catch (error) {
        if (replica.isAlive) throw error;
      }
    }
  }

  /** A start whose answer was lost may have had its effect. */
  async startOnce(id: string): Promise<void> {
    try {
      await this.ask({ kind: 'start', id });
    } catch (error) {
      const { state } = await this.ask({ kind: 'get', id });
      if (state === 'planned' || state === 'failed') throw error;
    }
  }

  async until(
    id: string,
    isDone: (deployment: DeploymentDetail) => boolean,
  ): Promise<DeploymentDetail> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const deployment = await this.ask({ kind: 'get', id });
      if (isDone(deployment)) return deployment;
      if (Date.now() > deadline) {
        throw new Error(`Deployment ${id} sticks in ${deployment.state}`);
      }
      await new Promise(resolve => setTimeout(resolve, 500));
    }
  }

  #alive(): Replica[] {
    return this.#replicas.filter(({ isAlive }) => isAlive);
  }

  #pick(): Replica {
    const alive = this.#alive();
    return alive[Math.floor(Math.random() * alive.length)];
  }
}
