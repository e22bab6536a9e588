import { performance } from 'node:perf_hooks';
import { ServedObservation } from '@cmt/backstage-plugin-certificates-node';
import { HandshakeLimits } from '../config/types';
import { F5Metrics } from '../metrics';
import { PlannedHandshake } from './plan';
import { Probe, ProbeResult, probe } from './probe';
import { sharedSignal } from './sharedSignal';

export interface Observations {
  served: ServedObservation[];
  /** DER by SHA-256 fingerprint in lower-case hexadecimal. */
  encodedCertificates: Map<string, Uint8Array>;
  /** Handshakes that were really tried. */
  handshakes: number;
}

/**
 * Makes the planned handshakes, a bounded number at a time and within a budget
 * of time. An address that did not answer is not asked again before the end,
 * when the silent ones get a second chance: one lost packet, or a moment without
 * a processor, must not look like a service that has gone. What was not asked is
 * told with its reason. Never throws.
 */
export async function observe(
  planned: readonly PlannedHandshake[],
  options: {
    limits: HandshakeLimits;
    signal: AbortSignal;
    metrics: F5Metrics;
    onProgress: (done: number, total: number) => void;
    /** Where to begin, from 0 to 1: another place each time, so that a budget that is too small leaves nobody out for ever. */
    startAt?: number;
  },
): Promise<Observations> {
  const { limits, metrics, onProgress, startAt = Math.random() } = options;
  const signal = sharedSignal(options.signal, limits.concurrency);
  const deadline = performance.now() + limits.budgetMs;
  const unreachable = new Map<string, { detail: string; timedOut: boolean }>();
  const silent: number[] = [];
  const encodedCertificates = new Map<string, Uint8Array>();
  const served: ServedObservation[] = new Array(planned.length);
  const start = Math.floor(startAt * planned.length);
  let next = 0;
  let done = 0;
  let handshakes = 0;

  async function check(
    index: number,
    { secondChance }: { secondChance: boolean },
  ): Promise<Outcome> {
    const { probe: target, reason } = planned[index];
    if (!target) {
      return notChecked(reason ?? 'There is nothing to ask.');
    }
    const known =
      unreachable.get(target.address) ?? unreachable.get(portKey(target));
    if (known) {
      if (!secondChance && known.timedOut) {
        silent.push(index);
      }
      return {
        result: 'unreachable',
        chain: [],
        detail: `${known.detail} Another handshake of this scan showed it.`,
      };
    }
    if (signal.aborted || performance.now() >= deadline) {
      return notChecked(
        signal.aborted
          ? 'The scan was cancelled.'
          : `The time for handshakes of one scan was used up (certificates.f5.handshakes.budget, ${limits.budgetMs} ms).`,
      );
    }
    handshakes++;
    const started = performance.now();
    const outcome = await probe(target, {
      timeoutMs: limits.timeoutMs,
      signal,
    });
    if (outcome.result === 'unreachable') {
      unreachable.set(
        outcome.reach === 'address' ? target.address : portKey(target),
        outcome,
      );
      if (!secondChance && outcome.timedOut) {
        silent.push(index);
      }
    }
    const observation = toObservation(outcome, encodedCertificates);
    metrics.handshake(observation.result, performance.now() - started);
    return observation;
  }

  async function ask(index: number, secondChance: boolean) {
    const { virtualServer, serverName, keyType } = planned[index];
    served[index] = {
      virtualServer,
      serverName,
      keyType,
      ...(await check(index, { secondChance })),
      checkedAt: new Date().toISOString(),
    };
  }

  async function first() {
    while (next < planned.length) {
      await ask((start + next++) % planned.length, false);
      onProgress(++done, planned.length);
    }
  }

  async function again(queue: number[]) {
    for (
      let index = queue.shift();
      index !== undefined && !signal.aborted && performance.now() < deadline;
      index = queue.shift()
    ) {
      await ask(index, true);
    }
  }

  await Promise.all(Array.from({ length: limits.concurrency }, first));
  // Fewer at a time, in case our own number was the trouble.
  unreachable.clear();
  const queue = [...silent];
  await Promise.all(
    Array.from({ length: Math.ceil(limits.concurrency / 4) }, () =>
      again(queue),
    ),
  );
  return { served, encodedCertificates, handshakes };
}

type Outcome = Pick<ServedObservation, 'result' | 'chain' | 'detail'>;

function notChecked(detail: string): Outcome {
  return { result: 'not-checked', chain: [], detail };
}

function toObservation(
  outcome: ProbeResult,
  encodedCertificates: Map<string, Uint8Array>,
): Outcome {
  switch (outcome.result) {
    case 'served':
      for (const { fingerprint, der } of outcome.chain) {
        if (!encodedCertificates.has(fingerprint)) {
          encodedCertificates.set(fingerprint, der);
        }
      }
      return {
        result: 'served',
        chain: outcome.chain.map(({ fingerprint }) => fingerprint),
        detail: null,
      };
    case 'unreachable':
      return { result: 'unreachable', chain: [], detail: outcome.detail };
    case 'refused':
    default:
      return notChecked(outcome.detail);
  }
}

function portKey({ address, port }: Probe): string {
  return `${address} ${port}`;
}
