import { Alert } from '@backstage/ui';
import {
  CertificateSummary,
  DeviceProblem,
} from '@cmt/backstage-plugin-certificates-common';
import { RiHistoryLine } from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import { HoverText } from './HoverText';
import classes from './states.module.css';
import { formatAge, formatRelative } from './time';
import { useNow } from './useNow';

const MAX_DEVICES = 3;

/** A device that could not be read, with the reason where it is known. */
export interface UnreadDevice {
  name: string;
  problem: DeviceProblem | null;
}

/** Says that what is shown is old, how old, and why. */
export function StaleNotice(props: {
  /** ISO 8601: the oldest reading that is shown; `null` when there is none. */
  observedAt: string | null;
  devices?: readonly UnreadDevice[];
  /** Only part of what is shown is old; what to do is said elsewhere. */
  isPartial?: boolean;
}) {
  const { observedAt, devices = [], isPartial = false } = props;
  const { t } = useCertificatesTranslation();
  const now = useNow();
  const known = devices.filter(device => device.problem);
  const hidden = Math.max(0, known.length - MAX_DEVICES);
  const title = isPartial ? 'stale.part' : 'stale.since';
  return (
    <Alert
      role="status"
      status="warning"
      icon={<RiHistoryLine aria-hidden />}
      title={
        observedAt
          ? t(title, { age: formatAge(observedAt, now) })
          : t('stale.never')
      }
      description={
        known.length ? (
          <ul className={classes.staleList}>
            {known.slice(0, MAX_DEVICES).map(({ name, problem }) => (
              <li key={name}>
                {t('stale.device', {
                  device: name,
                  message: problem!.message,
                })}
                {!isPartial &&
                  ` ${t('stale.remedy', { remedy: problem!.remedy })}`}
              </li>
            ))}
            {hidden > 0 && <li>{t('stale.moreDevices', { count: hidden })}</li>}
          </ul>
        ) : undefined
      }
    />
  );
}

/** Marks a row whose data is old. */
export function StaleTag(props: {
  certificate: Pick<CertificateSummary, 'stale' | 'observedAt'>;
  iconOnly?: boolean;
}) {
  const { stale, observedAt } = props.certificate;
  const { t } = useCertificatesTranslation();
  const now = useNow();
  if (!stale) {
    return null;
  }
  const hint = observedAt
    ? t('stale.hint', { ago: formatRelative(observedAt, now) })
    : t('stale.hintNever');
  return (
    <HoverText text={hint}>
      <span className={classes.staleTag} aria-label={hint} role="note">
        <RiHistoryLine size={12} aria-hidden />
        {!props.iconOnly && t('stale.short')}
      </span>
    </HoverText>
  );
}
