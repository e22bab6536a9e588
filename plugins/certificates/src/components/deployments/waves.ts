import {
  DeploymentDetail,
  DeploymentStep,
  DeploymentTarget,
  DeploymentTargetState,
} from '@cmt/backstage-plugin-certificates-common';
import { CertificatesTranslator } from '../../translation';

/** The units that are taken together. */
export interface Wave {
  /** Counts from 0. */
  number: number;
  targets: DeploymentTarget[];
}

/** What somebody has to look at comes first. */
const ORDER: readonly DeploymentTargetState[] = [
  'failed',
  'rolling-back',
  'rolled-back',
  'running',
  'waiting',
  'pending',
  'skipped',
  'succeeded',
];

/** Whether there is nothing to change on a unit: all was refused or is there already. */
export function isUntouched(target: DeploymentTarget): boolean {
  return target.plan !== null && target.plan.changes.length === 0;
}

/** The units of a deployment by wave, those with trouble first. */
export function wavesOf(targets: readonly DeploymentTarget[]): Wave[] {
  const byNumber = new Map<number, DeploymentTarget[]>();
  for (const target of targets.filter(t => !isUntouched(t))) {
    byNumber.set(target.wave, [...(byNumber.get(target.wave) ?? []), target]);
  }
  return [...byNumber]
    .sort(([a], [b]) => a - b)
    .map(([number, inWave]) => ({
      number,
      targets: inWave.sort(
        (a, b) =>
          ORDER.indexOf(a.state) - ORDER.indexOf(b.state) ||
          a.unit.localeCompare(b.unit, 'en', { numeric: true }),
      ),
    }));
}

/** What a wave is called: the canary has a name of its own. */
export function waveTitle(
  t: CertificatesTranslator,
  wave: number,
  deployment: Pick<DeploymentDetail, 'rollout' | 'targets'>,
): string {
  const hasCanary = deployment.rollout.canary > 0;
  if (
    deployment.targets.every(
      target => isUntouched(target) || target.wave === wave,
    )
  ) {
    return t('deployments.wave.only');
  }
  if (wave === 0) {
    return t(hasCanary ? 'deployments.wave.canary' : 'deployments.wave.first');
  }
  return t('deployments.wave.number', {
    number: String(hasCanary ? wave : wave + 1),
  });
}

/** The step that is under way or failed; `undefined` while none is. */
export function currentStep(
  target: DeploymentTarget,
): DeploymentStep | undefined {
  return (
    target.steps.find(({ state }) => state === 'running') ??
    [...target.steps].reverse().find(({ state }) => state === 'failed')
  );
}
