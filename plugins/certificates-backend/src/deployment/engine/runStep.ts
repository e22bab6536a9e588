import {
  BindingStrategy,
  DeploymentStepName,
  ProofResult,
} from '@cmt/backstage-plugin-certificates-common';
import {
  CertificateTarget,
  DeploymentError,
  TargetContext,
  TargetRun,
} from '@cmt/backstage-plugin-certificates-node';
import { MaterialStore, OpenedMaterial } from '../../custody';
import { DeploymentRecord, TargetRecord } from '../types';

/** What a step came to. @internal */
export interface StepResult {
  summary: string;
  proofs?: ProofResult[];
  leftAlone?: string[];
}

/** The strategies whose way back needs the previous key. */
const NEEDS_PREVIOUS: readonly BindingStrategy[] = ['replace-content'];

/**
 * Has the target do one step. Keys are opened for the steps that need them, at
 * that moment, and live as long as the call.
 *
 * @throws DeploymentError, or an error that nobody has foreseen
 * @internal
 */
export async function runStep(options: {
  name: DeploymentStepName;
  implementation: CertificateTarget;
  materials: MaterialStore;
  deployment: DeploymentRecord;
  target: TargetRecord;
  context: TargetContext;
}): Promise<StepResult> {
  const { name, implementation, materials, deployment, target, context } =
    options;
  const { plan, request } = target;
  if (!plan || !request) {
    throw new Error(`Unit ${target.unit} has no plan`);
  }
  const { materialId } = deployment;
  const material = await materials.readPublic(materialId);
  if (!material) {
    throw noMaterial(target.unit);
  }
  const run: TargetRun = { plan, material };
  const openKey = async () =>
    (await open(materials, materialId, target.unit)).key;
  switch (name) {
    case 'check':
      return implementation.check({ ...request, material }, plan, context);
    case 'stage':
      return implementation.stage(run, await openKey(), context);
    case 'activate':
      return implementation.activate(run, await openKey(), context);
    case 'sync':
    case 'sync-back':
      return implementation.sync(run, context);
    case 'verify':
    case 'verify-back': {
      const proofs = await implementation.verify(run, {
        ...context,
        expect: name === 'verify' ? 'after' : 'before',
      });
      return { proofs, summary: summaryOf(proofs) };
    }
    case 'save':
    case 'save-back':
      return implementation.save(run, {
        ...context,
        expect: name === 'save' ? 'after' : 'before',
      });
    case 'roll-back':
      return implementation.rollBack(
        run,
        await previousOf(materials, target),
        context,
      );
    default:
      throw new Error(`No target can do the step ${String(name)}`);
  }
}

async function open(
  materials: MaterialStore,
  id: string,
  unit: string,
): Promise<OpenedMaterial> {
  try {
    return await materials.open(id);
  } catch {
    // Why is said in general terms only: the reason may speak of the key.
    throw noMaterial(unit);
  }
}

function noMaterial(unit: string): DeploymentError {
  return new DeploymentError({
    code: 'no-material',
    device: unit,
    message: 'The key that is to be deployed cannot be opened',
    cause:
      'It was deleted, or the key-encryption keys of the backend have changed',
    remedy:
      'Configure the key-encryption key that sealed it and retry, or bring the certificate with its key again',
    action: 'retry',
  });
}

/** Certificates with keys that replaced content goes back to, as far as we hold them. */
async function previousOf(
  materials: MaterialStore,
  target: TargetRecord,
): Promise<Map<string, OpenedMaterial>> {
  const fingerprints = new Set(
    target.plan?.changes
      .filter(change => NEEDS_PREVIOUS.includes(change.strategy))
      .flatMap(change => change.before?.fingerprint ?? []),
  );
  const previous = new Map<string, OpenedMaterial>();
  for (const fingerprint of fingerprints) {
    const held = await materials.findByFingerprint(fingerprint);
    if (held) {
      previous.set(fingerprint, await open(materials, held.id, target.unit));
    }
  }
  return previous;
}

function summaryOf(proofs: readonly ProofResult[]): string {
  const proven = proofs.filter(({ result }) => result === 'proven').length;
  const impossible = proofs.filter(
    ({ result }) => result === 'not-possible',
  ).length;
  const possible = proofs.length - impossible;
  return `${proven} of ${possible} handshakes proven${
    impossible > 0 ? `, ${impossible} not possible from here` : ''
  }`;
}
