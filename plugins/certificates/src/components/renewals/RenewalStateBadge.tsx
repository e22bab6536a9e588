import {
  RenewalState,
  RenewalWait,
} from '@cmt/backstage-plugin-certificates-common';
import {
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiLoader4Line,
  RiStopCircleFill,
  RiThumbDownFill,
  RiTimeFill,
  RiUserFill,
} from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import { waitsForPerson } from './renewalGroups';
import classes from './RenewalStateBadge.module.css';

/** A shape per state, so that nobody depends on colour to tell them apart. */
const ICONS = {
  waiting: RiTimeFill,
  running: RiLoader4Line,
  succeeded: RiCheckboxCircleFill,
  failed: RiCloseCircleFill,
  rejected: RiThumbDownFill,
  cancelled: RiStopCircleFill,
} satisfies Record<RenewalState, unknown>;

/** How a renewal is, as icon and word; one that needs a person looks different. */
export function RenewalStateBadge(props: {
  renewal: { state: RenewalState; waitsFor: RenewalWait | null };
}) {
  const { state } = props.renewal;
  const { t } = useCertificatesTranslation();
  const needsPerson = waitsForPerson(props.renewal);
  const Icon = needsPerson ? RiUserFill : ICONS[state];
  return (
    <span
      className={classes.badge}
      data-state={needsPerson ? 'person' : state}
      title={t(`renewals.stateHint.${state}`)}
    >
      <Icon size={14} aria-hidden />
      {t(`renewals.state.${state}`)}
    </span>
  );
}
