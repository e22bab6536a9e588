import { DeploymentDetail } from '@cmt/backstage-plugin-certificates-common';
import { CertificatesTranslator } from '../../translation';

/** How the units are taken: `canary of 1, 2 waves, pauses between waves`. */
export function rolloutText(
  t: CertificatesTranslator,
  deployment: Pick<DeploymentDetail, 'rollout' | 'units'>,
): string {
  const { canary, waves, between } = deployment.rollout;
  if (deployment.units <= 1) {
    return t('deployments.rollout.allAtOnce');
  }
  return [
    canary > 0 && t('deployments.rollout.canary', { canary: String(canary) }),
    t('deployments.rollout.waves', { count: waves }),
    t(`deployments.rollout.${between}`),
  ]
    .filter(Boolean)
    .join(', ');
}
