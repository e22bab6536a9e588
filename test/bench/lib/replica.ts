import { ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  CreateDeploymentRequest,
  DeploymentDetail,
  isDeploymentOver,
} from '@cmt/backstage-plugin-certificates-common';
import { FarmDevice } from './farm';

/** What a replica of the backend needs. */
export interface ReplicaOptions {
  /** Of the database that all replicas share. */
  connectionString: string;
  devices: readonly FarmDevice[];
  /** Base64: seals the private keys. */
  keyEncryptionKey: string;
  concurrency?: number;
}

export type ReplicaRequest =
  | { kind: 'begin'; options: ReplicaOptions }
  | { kind: 'import'; pem: string; certificateId: string }
  | { kind: 'create'; request: CreateDeploymentRequest }
  | { kind: 'start'; id: string }
  | { kind: 'get'; id: string }
  | { kind: 'open'; materialId: string }
  | { kind: 'end' };

type Value = {
  begin: null;
  import: { materialId: string; fingerprint: string };
  create: DeploymentDetail;
  start: DeploymentDetail;
  get: DeploymentDetail;
  open: { hasKey: boolean };
  end: null;
};

export type ReplicaAnswer = {
  number: number;
  value?: unknown;
  error?: string;
};

/** The part of the backend that deploys, in a process of its own that can be killed. */
export class Replica {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<
    number,
    { resolve(value: unknown): void; reject(error: Error): void }
  >();
  #last = 0;
  #isAlive = true;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (answer: ReplicaAnswer) => {
      const call = this.#waiting.get(answer.number);
      this.#waiting.delete(answer.number);
      if (answer.error === undefined) {
        call?.resolve(answer.value);
      } else {
        call?.reject(new Error(answer.error));
      }
    });
    child.on('exit', () => {
      this.#isAlive = false;
      for (const { reject } of this.#waiting.values()) {
        reject(new Error('The replica ended'));
      }
      this.#waiting.clear();
    });
  }

  static async begin(options: ReplicaOptions): Promise<Replica> {
    const replica = new Replica(fork(join(__dirname, 'replicaChild.ts')));
    await replica.ask({ kind: 'begin', options });
    return replica;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  ask<R extends ReplicaRequest>(request: R): Promise<Value[R['kind']]> {
    const number = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, {
        resolve: value => resolve(value as Value[R['kind']]),
        reject,
      });
      this.#child.send({ number, request }, error => {
        if (error) {
          this.#waiting.delete(number);
          reject(error);
        }
      });
    });
  }

  /** As a crash: nothing is finished, nothing is said. */
  async kill(): Promise<void> {
    this.#isAlive = false;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }

  async end(): Promise<void> {
    if (!this.#isAlive) return;
    const exited = once(this.#child, 'exit');
    await this.ask({ kind: 'end' });
    this.#child.disconnect();
    await exited;
  }
}

/** Plans and starts a deployment, and gives every consent. */
export async function launch(
  replica: Replica,
  request: CreateDeploymentRequest,
): Promise<DeploymentDetail> {
  const { id } = await replica.ask({ kind: 'create', request });
  const planned = await until(replica, id, ({ state }) => state !== 'planning');
  if (planned.state !== 'planned') {
    return planned;
  }
  return replica.ask({ kind: 'start', id });
}

/** Waits until a deployment has ended. @throws when it does not in time */
export function ended(
  replica: Replica,
  id: string,
  timeoutMs?: number,
): Promise<DeploymentDetail> {
  return until(replica, id, ({ state }) => isDeploymentOver(state), timeoutMs);
}

async function until(
  replica: Replica,
  id: string,
  isDone: (deployment: DeploymentDetail) => boolean,
  timeoutMs = 120_000,
): Promise<DeploymentDetail> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const deployment = await replica.ask({ kind: 'get', id });
    if (isDone(deployment)) {
      return deployment;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `Deployment ${id} is still ${deployment.state} after ${
          timeoutMs / 1_000
        } s`,
      );
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
