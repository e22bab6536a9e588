import {
  DeploymentState,
  DeploymentTargetState,
} from '@cmt/backstage-plugin-certificates-common';
import {
  RiAlertFill,
  RiArrowGoBackFill,
  RiCheckboxCircleFill,
  RiCircleLine,
  RiCloseCircleFill,
  RiDraftFill,
  RiLoader4Line,
  RiPauseCircleFill,
  RiSkipForwardFill,
  RiStopCircleFill,
  RiTimeFill,
} from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import classes from './DeploymentStateBadge.module.css';

/** A shape per state, so that nobody depends on colour to tell them apart. */
const ICONS = {
  planning: RiLoader4Line,
  planned: RiDraftFill,
  waiting: RiTimeFill,
  running: RiLoader4Line,
  paused: RiPauseCircleFill,
  succeeded: RiCheckboxCircleFill,
  partial: RiAlertFill,
  'rolled-back': RiArrowGoBackFill,
  failed: RiCloseCircleFill,
  cancelled: RiStopCircleFill,
} satisfies Record<DeploymentState, unknown>;

const TARGET_ICONS = {
  pending: RiCircleLine,
  waiting: RiTimeFill,
  running: RiLoader4Line,
  'rolling-back': RiLoader4Line,
  succeeded: RiCheckboxCircleFill,
  'rolled-back': RiArrowGoBackFill,
  failed: RiCloseCircleFill,
  skipped: RiSkipForwardFill,
} satisfies Record<DeploymentTargetState, unknown>;

/** How a deployment is, as icon and word. */
export function DeploymentStateBadge(props: { state: DeploymentState }) {
  const { state } = props;
  const { t } = useCertificatesTranslation();
  const Icon = ICONS[state];
  return (
    <span
      className={classes.badge}
      data-state={state}
      title={t(`deployments.stateHint.${state}`)}
    >
      <Icon size={14} aria-hidden />
      {t(`deployments.state.${state}`)}
    </span>
  );
}

/** How a deployment is on one unit, as icon and word. */
export function TargetStateBadge(props: { state: DeploymentTargetState }) {
  const { state } = props;
  const { t } = useCertificatesTranslation();
  const Icon = TARGET_ICONS[state];
  return (
    <span className={classes.badge} data-state={state}>
      <Icon size={14} aria-hidden />
      {t(`deployments.targetState.${state}`)}
    </span>
  );
}
