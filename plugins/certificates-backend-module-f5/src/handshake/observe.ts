import { performance } from 'node:perf_hooks';
import { ServedObservation } from '@cmt/backstage-plugin-certificates-node';
import { HandshakeLimits } from '../config/types';
import { F5Metrics } from '../metrics';
import { PlannedHandshake } from './plan';
import { Probe, ProbeResult, probe } from './probe';

export interface Observations {
  served: ServedObservation[];
  /** DER by SHA-256 fingerprint in lower-case hexadecimal. */
  encodedCertificates: Map<string, Uint8Array>;
  /** Handshakes that were really tried. */
  handshakes: number;
}

/**
 * Makes the planned handshakes, a bounded number at a time and within a budget
 * of time. An address that did not answer is not asked again; what was not asked
 * is told with its reason. Never throws.
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
  const {
    limits,
    signal,
    metrics,
    onProgress,
    startAt = Math.random(),
  } = options;
  const deadline = performance.now() + limits.budgetMs;
  const unreachable = new Map<string, string>();
  const encodedCertificates = new Map<string, Uint8Array>();
  const served: ServedObservation[] = new Array(planned.length);
  const start = Math.floor(startAt * planned.length);
  let next = 0;
  let done = 0;
  let handshakes = 0;

  async function check({ probe: target, reason }: PlannedHandshake) {
    if (!target) {
      return notChecked(reason ?? 'There is nothing to ask.');
    }
    const known =
      unreachable.get(target.address) ?? unreachable.get(portKey(target));
    if (known) {
      return {
        result: 'unreachable' as const,
        chain: [],
        detail: `${known} Another handshake of this scan showed it.`,
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
        outcome.detail,
      );
    }
    const observation = toObservation(outcome, encodedCertificates);
    metrics.handshake(observation.result, performance.now() - started);
    return observation;
  }

  async function work() {
    while (next < planned.length) {
      const index = (start + next++) % planned.length;
      const { virtualServer, serverName, keyType } = planned[index];
      served[index] = {
        virtualServer,
        serverName,
        keyType,
        ...(await check(planned[index])),
        checkedAt: new Date().toISOString(),
      };
      onProgress(++done, planned.length);
    }
  }

  await Promise.all(Array.from({ length: limits.concurrency }, work));
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
