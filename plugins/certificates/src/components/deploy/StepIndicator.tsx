import { VisuallyHidden } from '@backstage/ui';
import {
  RiCheckboxCircleFill,
  RiCircleLine,
  RiRecordCircleLine,
} from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import classes from './deploy.module.css';
import { WIZARD_STEPS, WizardStep } from './wizard';

const ICONS = {
  done: RiCheckboxCircleFill,
  current: RiRecordCircleLine,
  later: RiCircleLine,
};

/** Where in the wizard one is. */
export function StepIndicator(props: { step: WizardStep }) {
  const { t } = useCertificatesTranslation();
  const at = WIZARD_STEPS.indexOf(props.step);
  const stateOf = (index: number) => {
    if (index === at) {
      return 'current';
    }
    return index < at ? 'done' : 'later';
  };
  return (
    <nav aria-label={t('deploy.steps')}>
      <ol className={classes.indicator}>
        {WIZARD_STEPS.map((step, index) => {
          const state = stateOf(index);
          const Icon = ICONS[state];
          return (
            <li
              key={step}
              data-state={state}
              aria-current={state === 'current' ? 'step' : undefined}
            >
              <Icon size={18} aria-hidden />
              {t(`deploy.step.${step}`)}
              {state === 'done' && (
                <VisuallyHidden>
                  {t('deployments.stepState.done')}
                </VisuallyHidden>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
