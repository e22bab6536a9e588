import { CertificateState } from '@cmt/backstage-plugin-certificates-common';
import {
  RiAlertFill,
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiErrorWarningFill,
  RiQuestionFill,
} from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import classes from './StateBadge.module.css';

/** A shape per state, so that nobody depends on colour to tell them apart. */
const ICONS = {
  expired: RiCloseCircleFill,
  critical: RiErrorWarningFill,
  warning: RiAlertFill,
  healthy: RiCheckboxCircleFill,
  unknown: RiQuestionFill,
} satisfies Record<CertificateState, unknown>;

/** The shape of a state without its word; hidden from screen readers. */
export function StateIcon(props: { state: CertificateState; size?: number }) {
  const Icon = ICONS[props.state];
  return (
    <Icon
      className={classes.icon}
      data-state={props.state}
      size={props.size ?? 16}
      aria-hidden
    />
  );
}

/** How urgent a certificate is, as icon and word. */
export function StateBadge(props: { state: CertificateState }) {
  const { state } = props;
  const { t } = useCertificatesTranslation();
  const Icon = ICONS[state];
  return (
    <span
      className={classes.badge}
      data-state={state}
      title={t(`state.${state}Hint`)}
    >
      <Icon size={14} aria-hidden />
      {t(`state.${state}`)}
    </span>
  );
}
