import { DeviceHighAvailability } from '@cmt/backstage-plugin-certificates-common';
import {
  RiAlertFill,
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiQuestionFill,
} from '@remixicon/react';
import { CertificatesTranslator } from '../../translation';
import classes from './devices.module.css';

const FAILOVER_STATES = [
  'active',
  'standby',
  'offline',
  'forced-offline',
  'unknown',
] as const;

/** The role of a device in its cluster, in words. */
export function failoverText(t: CertificatesTranslator, state: string): string {
  const known = FAILOVER_STATES.find(s => s === state);
  return known ? t(`devices.failover.${known}`) : state;
}

const SYNC_ICONS: Readonly<Record<string, typeof RiQuestionFill>> = {
  green: RiCheckboxCircleFill,
  yellow: RiAlertFill,
  red: RiCloseCircleFill,
};

/** What a device says about the agreement of its cluster, with a shape beside it. */
export function SyncStatus(props: {
  highAvailability: Pick<DeviceHighAvailability, 'syncColor' | 'syncStatus'>;
}) {
  const { syncColor, syncStatus } = props.highAvailability;
  const Icon = SYNC_ICONS[syncColor] ?? RiQuestionFill;
  return (
    <span className={classes.sync} data-color={syncColor}>
      <Icon size={16} aria-hidden />
      {syncStatus}
    </span>
  );
}
