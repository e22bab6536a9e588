import { Text, VisuallyHidden } from '@backstage/ui';
import {
  RenewalDetail,
  RenewalStep,
} from '@cmt/backstage-plugin-certificates-common';
import {
  RiCheckLine,
  RiCircleLine,
  RiCloseLine,
  RiLoader4Line,
  RiSkipForwardLine,
  RiTimeLine,
} from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import { formatAge, formatDuration, SectionCard, useNow } from '../ui';
import classes from './renewals.module.css';

const ICONS = {
  pending: RiCircleLine,
  running: RiLoader4Line,
  waiting: RiTimeLine,
  done: RiCheckLine,
  failed: RiCloseLine,
  skipped: RiSkipForwardLine,
} satisfies Record<RenewalStep['state'], unknown>;

/** Beyond this, seconds say nothing any more: an order may take days. */
const LONG_MS = 10 * 60_000;

function durationOf(step: RenewalStep, now: number): string | undefined {
  const { startedAt, finishedAt } = step;
  if (!startedAt || step.state === 'pending' || step.state === 'skipped') {
    return undefined;
  }
  const end = finishedAt ? Date.parse(finishedAt) : now;
  return end - Date.parse(startedAt) < LONG_MS
    ? formatDuration(startedAt, new Date(end).toISOString())
    : formatAge(startedAt, end);
}

function Step(props: {
  step: RenewalStep;
  isCurrent: boolean;
  /** Of the renewal as a whole; a notice tells it already. */
  told: string | undefined;
}) {
  const { step, isCurrent, told } = props;
  const { name, state, attempts, summary, problem } = step;
  const { t } = useCertificatesTranslation();
  const now = useNow();
  const Icon = ICONS[state];
  const notes = [
    durationOf(step, now),
    attempts > 1 && t('renewals.attempts', { number: String(attempts) }),
    state === 'skipped' && t('renewals.stepState.skipped'),
  ].filter(Boolean);
  return (
    <li
      className={classes.step}
      data-state={state}
      title={t(`renewals.stepHint.${name}`)}
      aria-current={isCurrent ? 'step' : undefined}
    >
      <span className={classes.stepName}>
        <Icon size={16} aria-hidden />
        <Text
          weight={
            state === 'pending' || state === 'skipped' ? 'regular' : 'bold'
          }
        >
          {t(`renewals.step.${name}`)}
        </Text>
        <VisuallyHidden>{t(`renewals.stepState.${state}`)}</VisuallyHidden>
      </span>
      {notes.length > 0 && (
        <span className={classes.quiet}>{notes.join(', ')}</span>
      )}
      {problem ? (
        <>
          <span className={classes.stepProblem}>{problem.message}</span>
          {problem.message !== told && (
            <span>
              {t('renewals.problem.remedy', { remedy: problem.remedy })}
            </span>
          )}
        </>
      ) : (
        summary && <span>{summary}</span>
      )}
    </li>
  );
}

/** The steps of a renewal, as far as they have come. */
export function RenewalSteps(props: { renewal: RenewalDetail }) {
  const { steps, problem } = props.renewal;
  const { t } = useCertificatesTranslation();
  const current = steps.find(({ state }) =>
    ['running', 'waiting', 'failed'].includes(state),
  );
  return (
    <SectionCard title={t('renewals.steps')}>
      <ol className={classes.steps} aria-label={t('renewals.steps')}>
        {steps.map(step => (
          <Step
            key={step.name}
            step={step}
            isCurrent={step === current}
            told={problem?.message}
          />
        ))}
      </ol>
    </SectionCard>
  );
}
