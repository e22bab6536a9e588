import { VisuallyHidden } from '@backstage/ui';
import { DeploymentDetail } from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import { currentStep, isUntouched } from './waves';

const SPOKEN_UNITS = 2;

/** Tells screen readers how a deployment gets on. */
export function LiveProgress(props: { deployment: DeploymentDetail }) {
  const { state, targets, progress } = props.deployment;
  const { t } = useCertificatesTranslation();
  const current = targets
    .filter(target => ['running', 'rolling-back'].includes(target.state))
    .slice(0, SPOKEN_UNITS)
    .flatMap(target => {
      const step = currentStep(target);
      return step
        ? t('deployments.live.current', {
            unit: target.unit,
            step: t(`deployments.step.${step.name}`),
          })
        : [];
    })
    .join(', ');
  return (
    <VisuallyHidden aria-live="polite" data-testid="deployment-live">
      {t('deployments.live.summary', {
        state: t(`deployments.state.${state}`),
        done: String(progress.succeeded),
        total: String(targets.filter(target => !isUntouched(target)).length),
        current,
      })}
    </VisuallyHidden>
  );
}
