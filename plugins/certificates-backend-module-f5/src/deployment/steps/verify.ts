import { performance } from 'node:perf_hooks';
import {
  PlannedProof,
  ProofResult,
} from '@cmt/backstage-plugin-certificates-common';
import { VerifyOptions } from '@cmt/backstage-plugin-certificates-node';
import { ProbeKeyType, probe } from '../../handshake/probe';
import { sharedSignal } from '../../handshake/sharedSignal';
import { pause } from '../../client/waiting';
import { StepEnvironment } from './types';
import { TargetRun } from '@cmt/backstage-plugin-certificates-node';

/** Between two rounds of handshakes, while listeners switch. */
const ROUND_MS = 400;

/**
 * Makes the handshakes of a plan, a bounded number at a time, and again for some
 * seconds where the answer is not the right one yet. Says of each what came of it.
 *
 * @param device - the member that carries the traffic, where that is known
 */
export async function verify(
  run: TargetRun,
  environment: StepEnvironment & { device: string | null },
  given: VerifyOptions,
): Promise<ProofResult[]> {
  const { proofs } = run.plan;
  const { limits, handshakes, device } = environment;
  const options = {
    ...given,
    signal: sharedSignal(given.signal, handshakes.concurrency),
  };
  const deadline = performance.now() + limits.proofTimeoutMs;
  const results: ProofResult[] = proofs.map(proof => ({
    ...resultOf(proof, device),
    ...notAsked(proof, options),
  }));
  let open = proofs
    .map((_, index) => index)
    .filter(index => results[index].result === 'no-answer');
  for (;;) {
    await inParallel(handshakes.concurrency, open, async index => {
      results[index] = {
        ...resultOf(proofs[index], device),
        ...(await prove(proofs[index], run, environment, options)),
      };
    });
    options.onProgress?.(
      `${results.filter(({ result }) => result === 'proven').length} of ${
        proofs.length
      } handshakes proven`,
    );
    open = open.filter(index => results[index].result !== 'proven');
    if (
      open.length === 0 ||
      performance.now() >= deadline ||
      options.signal.aborted
    ) {
      return results;
    }
    await pause(ROUND_MS, options.signal);
  }
}

type Outcome = Pick<ProofResult, 'result' | 'served' | 'detail'>;

function resultOf(
  proof: PlannedProof,
  device: string | null,
): Omit<ProofResult, keyof Outcome> {
  const { virtualServer, serverName, keyType, address, port, expected } = proof;
  return {
    virtualServer,
    serverName,
    keyType,
    address,
    port,
    expected,
    device,
    checkedAt: new Date().toISOString(),
  };
}

/** Why a proof cannot be made at all; else an answer that is still to come. */
function notAsked(
  { unprovable, before, address, port }: PlannedProof,
  { expect }: VerifyOptions,
): Outcome {
  const impossible = (detail: string): Outcome => ({
    result: 'not-possible',
    served: null,
    detail,
  });
  if (unprovable !== null || address === null || port === null) {
    return impossible(unprovable ?? 'There is no address to ask.');
  }
  return expect === 'before' && before === null
    ? impossible('It is not known what was served before.')
    : { result: 'no-answer', served: null, detail: 'Not asked yet.' };
}

async function prove(
  proof: PlannedProof,
  run: TargetRun,
  { handshakes }: StepEnvironment,
  { expect, signal }: VerifyOptions,
): Promise<Outcome> {
  const answer = await probe(
    {
      address: proof.address!,
      port: proof.port!,
      serverName: proof.serverName,
      keyType: probeKeyType(proof),
    },
    { timeoutMs: handshakes.timeoutMs, signal },
  );
  if (answer.result !== 'served') {
    return { result: 'no-answer', served: null, detail: answer.detail };
  }
  const chain = answer.chain.map(({ fingerprint }) => fingerprint);
  const [served] = chain;
  const expected = expect === 'after' ? proof.expected : proof.before;
  if (served !== expected) {
    return {
      result: 'wrong-certificate',
      served,
      detail:
        served === proof.before && expect === 'after'
          ? 'The certificate from before is still served.'
          : `Another certificate is served than the expected one.`,
    };
  }
  const wanted = expect === 'after' ? expectedChain(proof, run) : null;
  if (wanted && !isSameList(chain.slice(1), wanted)) {
    return {
      result: 'wrong-chain',
      served,
      detail: `The right certificate is served with ${
        chain.length - 1
      } other certificate(s) instead of the ${
        wanted.length
      } intermediate(s) that were sent.`,
    };
  }
  return { result: 'proven', served, detail: null };
}

/** The intermediates that must follow the leaf; `null` where others may stay. */
function expectedChain(
  { virtualServer, expected }: PlannedProof,
  { plan, material }: TargetRun,
): string[] | null {
  const change = plan.changes.find(
    ({ side, virtualServers, after }) =>
      side === 'client' &&
      virtualServers.includes(virtualServer) &&
      after.fingerprint === expected,
  );
  return change?.strategy === 'replace-content' &&
    material.chainFingerprints.length === 0
    ? null
    : material.chainFingerprints;
}

function probeKeyType({ keyType }: PlannedProof): ProbeKeyType | null {
  return keyType === 'rsa' || keyType === 'ec' ? keyType : null;
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

async function inParallel(
  concurrency: number,
  items: readonly number[],
  work: (item: number) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: Math.min(concurrency, queue.length) }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
        await work(item);
      }
    }),
  );
}
