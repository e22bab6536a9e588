import { Alert } from '@backstage/ui';
import { Campaign } from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import { formatAge, formatExact, useNow } from '../ui';
import { isOnTrack } from './pace';

/** How much time is left, and whether it is enough at the pace so far. */
export function DeadlineNotice(props: { campaign: Campaign }) {
  const { campaign } = props;
  const { deadline, state } = campaign;
  const { t } = useCertificatesTranslation();
  const now = useNow();
  if (!deadline || (state !== 'running' && state !== 'paused')) {
    return null;
  }
  const isOver = Date.parse(deadline) < now;
  const onTrack = isOnTrack(campaign, now);
  const pace = onTrack ? 'onTrack' : 'late';
  const span = isOver
    ? formatAge(deadline, now)
    : formatAge(new Date(now).toISOString(), Date.parse(deadline));
  return (
    <Alert
      role="status"
      status={isOver || onTrack === false ? 'warning' : 'info'}
      icon
      title={`${t('campaigns.clock.title')}: ${formatExact(deadline)}, ${
        isOver
          ? t('campaigns.clock.over', { span })
          : t('campaigns.clock.left', { span })
      }`}
      description={t(
        `campaigns.clock.${onTrack === undefined ? 'unknown' : pace}`,
      )}
    />
  );
}
