import { Text, VisuallyHidden } from '@backstage/ui';
import {
  BACKWARD_STEPS,
  DeploymentStep,
  DeploymentStepState,
  DeploymentTarget,
} from '@cmt/backstage-plugin-certificates-common';
import {
  RiCheckLine,
  RiCircleLine,
  RiCloseLine,
  RiLoader4Line,
} from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import { formatDuration } from '../ui';
import classes from './deployments.module.css';

const ICONS = {
  pending: RiCircleLine,
  running: RiLoader4Line,
  done: RiCheckLine,
  failed: RiCloseLine,
} satisfies Record<DeploymentStepState, unknown>;

function Step(props: {
  step: DeploymentStep;
  unitProblem: string | undefined;
}) {
  const { step, unitProblem } = props;
  const { t } = useCertificatesTranslation();
  const Icon = ICONS[step.state];
  const duration =
    step.startedAt &&
    step.state !== 'pending' &&
    formatDuration(step.startedAt, step.finishedAt ?? new Date().toISOString());
  // The unit's own notice says it already.
  const problem =
    step.problem?.message === unitProblem ? undefined : step.problem?.message;
  return (
    <li
      className={classes.step}
      data-name={step.name}
      data-state={step.state}
      data-way={BACKWARD_STEPS.includes(step.name) ? 'back' : 'forward'}
      title={t(`deployments.stepHint.${step.name}`)}
      aria-current={step.state === 'running' ? 'step' : undefined}
    >
      <span className={classes.stepName}>
        <Icon size={16} aria-hidden />
        <Text weight={step.state === 'pending' ? 'regular' : 'bold'}>
          {t(`deployments.step.${step.name}`)}
        </Text>
        <VisuallyHidden>
          {t(`deployments.stepState.${step.state}`)}
        </VisuallyHidden>
      </span>
      {(duration || step.attempts > 1) && (
        <span className={classes.quiet}>
          {[
            duration,
            step.attempts > 1 &&
              t('deployments.attempts', { number: String(step.attempts) }),
          ]
            .filter(Boolean)
            .join(', ')}
        </span>
      )}
      {(problem ?? step.summary) && <span>{problem ?? step.summary}</span>}
    </li>
  );
}

/** The steps on one unit, as far as they have come. */
export function StepList(props: { target: DeploymentTarget }) {
  const { unit, steps, problem } = props.target;
  const { t } = useCertificatesTranslation();
  return (
    <ol className={classes.steps} aria-label={t('deployments.steps', { unit })}>
      {steps.map(step => (
        <Step key={step.name} step={step} unitProblem={problem?.message} />
      ))}
    </ol>
  );
}
