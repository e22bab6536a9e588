import { Alert } from '@backstage/ui';
import {
  DeploymentDetail,
  DeploymentState,
  DeploymentTarget,
  isDeploymentOver,
} from '@cmt/backstage-plugin-certificates-common';
import { ReactElement, ReactNode } from 'react';
import {
  CertificatesTranslator,
  useCertificatesTranslation,
} from '../../translation';
import { RelativeTime } from '../ui';
import classes from './deployments.module.css';
import { isUntouched, waveTitle } from './waves';

const SHOWN_UNITS = 5;

const STATUS: Record<
  DeploymentState,
  'info' | 'success' | 'warning' | 'danger'
> = {
  planning: 'info',
  planned: 'info',
  waiting: 'info',
  running: 'info',
  paused: 'warning',
  succeeded: 'success',
  partial: 'warning',
  'rolled-back': 'warning',
  failed: 'danger',
  cancelled: 'info',
};

/** How many units are in which state, as one bar. */
function ProgressBar(props: { deployment: DeploymentDetail }) {
  const { progress, units, state } = props.deployment;
  const { t } = useCertificatesTranslation();
  const counts = (
    [
      'succeeded',
      'rolled-back',
      'failed',
      'rolling-back',
      'running',
      'waiting',
      'pending',
      'skipped',
    ] as const
  ).filter(part => progress[part] > 0);
  const text = counts
    .map(part => `${t(`deployments.targetState.${part}`)}: ${progress[part]}`)
    .join(', ');
  const common = { className: classes.bar, title: text };
  const parts = counts.map(part => (
    <span
      key={part}
      className={classes.part}
      data-state={part}
      style={{ flexGrow: progress[part] }}
    />
  ));
  return isDeploymentOver(state) ? (
    <div {...common} role="img" aria-label={text}>
      {parts}
    </div>
  ) : (
    <div
      {...common}
      role="progressbar"
      aria-label={t('deployments.live.label')}
      aria-valuemin={0}
      aria-valuemax={units}
      aria-valuenow={progress.succeeded}
      aria-valuetext={text}
    >
      {parts}
    </div>
  );
}

/** Units that do not serve the new version, with how they are. */
function OpenUnits(props: { targets: readonly DeploymentTarget[] }) {
  const { t } = useCertificatesTranslation();
  const open = props.targets.filter(
    target => target.state !== 'succeeded' && !isUntouched(target),
  );
  return (
    <ul>
      {open.slice(0, SHOWN_UNITS).map(({ id, unit, state, problem }) => (
        <li key={id}>
          {`${unit}: ${t(`deployments.targetState.${state}`)}`}
          {problem && ` – ${problem.message}`}
        </li>
      ))}
      {open.length > SHOWN_UNITS && (
        <li>
          {t('deployments.banner.moreUnits', {
            count: open.length - SHOWN_UNITS,
          })}
        </li>
      )}
    </ul>
  );
}

function titleOf(
  t: CertificatesTranslator,
  deployment: DeploymentDetail,
): string {
  const { state, dryRun, targets } = deployment;
  if (state === 'planned' && dryRun) {
    return t('deployments.banner.plannedDryRun');
  }
  if (state === 'paused') {
    const next = Math.min(
      ...targets.filter(x => x.state === 'pending').map(x => x.wave),
    );
    return t('deployments.banner.paused', {
      wave: Number.isFinite(next) ? waveTitle(t, next, deployment) : '–',
    });
  }
  return t(`deployments.banner.${state}`);
}

function textOf(
  t: CertificatesTranslator,
  deployment: DeploymentDetail,
): ReactNode {
  const { state, dryRun, targets, progress } = deployment;
  const touched = targets.some(target =>
    target.steps.some(step => step.name === 'activate' && step.attempts > 0),
  );
  switch (state) {
    case 'planned':
      return dryRun
        ? t('deployments.banner.plannedDryRunText')
        : t('deployments.banner.plannedText');
    case 'waiting':
      return (
        <>
          {t('deployments.banner.waitingText')}{' '}
          <RelativeTime value={deployment.waitsUntil} fallback="" />
        </>
      );
    case 'running':
      return t('deployments.banner.runningText', {
        count: targets.filter(target => !isUntouched(target)).length,
        done: String(progress.succeeded),
      });
    case 'succeeded': {
      const proven = targets.flatMap(target =>
        target.proofs.filter(({ result }) => result === 'proven'),
      );
      return t('deployments.banner.succeededText', {
        count: new Set(proven.map(p => `${p.address} ${p.virtualServer}`)).size,
      });
    }
    case 'partial':
      return (
        <>
          {progress.failed
            ? t('deployments.banner.partialTextFailed')
            : t('deployments.banner.partialText')}
          <OpenUnits targets={targets} />
        </>
      );
    case 'failed':
      return touched ? (
        <>
          {t('deployments.banner.failedText')}
          <OpenUnits
            targets={targets.filter(target => target.state === 'failed')}
          />
        </>
      ) : (
        t('deployments.banner.failedUnchanged')
      );
    case 'cancelled':
      return touched
        ? t('deployments.banner.cancelledText')
        : t('deployments.banner.cancelledUnchanged');
    case 'planning':
      return t('deployments.banner.planningText');
    case 'paused':
      return t('deployments.banner.pausedText');
    default:
      return t('deployments.banner.rolled-backText');
  }
}

/** Says in a sentence how a deployment is and what that means. */
export function StateBanner(props: {
  deployment: DeploymentDetail;
  actions?: ReactElement;
}) {
  const { deployment, actions } = props;
  const { state } = deployment;
  const { t } = useCertificatesTranslation();
  const hasProgress = !['planning', 'planned', 'waiting'].includes(state);
  return (
    <Alert
      role="status"
      status={STATUS[state]}
      icon
      title={titleOf(t, deployment)}
      description={
        <>
          {textOf(t, deployment)}
          {hasProgress && <ProgressBar deployment={deployment} />}
        </>
      }
      customActions={actions}
    />
  );
}
