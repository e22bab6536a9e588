import { DeviceStatus } from '@cmt/backstage-plugin-certificates-common';
import {
  RiArchiveFill,
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiHistoryFill,
  RiHourglassFill,
  RiPauseCircleFill,
} from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import classes from './devices.module.css';

const ICONS = {
  'never-scanned': RiHourglassFill,
  ok: RiCheckboxCircleFill,
  stale: RiHistoryFill,
  failing: RiCloseCircleFill,
  paused: RiPauseCircleFill,
  retired: RiArchiveFill,
} satisfies Record<DeviceStatus, unknown>;

/** How current the inventory's view of a device is, as icon and words. */
export function DeviceStatusBadge(props: { status: DeviceStatus }) {
  const { status } = props;
  const { t } = useCertificatesTranslation();
  const Icon = ICONS[status];
  return (
    <span
      className={classes.status}
      data-status={status}
      title={t(`devices.statusHint.${status}`)}
    >
      <Icon size={16} aria-hidden />
      {t(`devices.status.${status}`)}
    </span>
  );
}
