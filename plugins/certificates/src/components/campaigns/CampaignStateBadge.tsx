import { Campaign } from '@cmt/backstage-plugin-certificates-common';
import {
  RiCheckboxCircleFill,
  RiDraftFill,
  RiLoader4Line,
  RiPauseCircleFill,
  RiStopCircleFill,
} from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import classes from './campaigns.module.css';

const ICONS = {
  draft: RiDraftFill,
  running: RiLoader4Line,
  paused: RiPauseCircleFill,
  stopped: RiStopCircleFill,
  done: RiCheckboxCircleFill,
} satisfies Record<Campaign['state'], unknown>;

/** How a campaign is, as icon and word. */
export function CampaignStateBadge(props: { state: Campaign['state'] }) {
  const { state } = props;
  const { t } = useCertificatesTranslation();
  const Icon = ICONS[state];
  return (
    <span className={classes.badge} data-state={state}>
      <Icon size={14} aria-hidden />
      {t(`campaigns.state.${state}`)}
    </span>
  );
}
