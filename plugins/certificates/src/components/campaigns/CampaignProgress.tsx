import { Text } from '@backstage/ui';
import { Campaign } from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import classes from './campaigns.module.css';

const PARTS = ['succeeded', 'failed', 'running', 'waiting'] as const;

/** How far a campaign is, as bar and words. */
export function CampaignProgress(props: {
  campaign: Pick<Campaign, 'counts' | 'title'>;
}) {
  const { counts, title } = props.campaign;
  const { t } = useCertificatesTranslation();
  const text = t('campaigns.progress', {
    done: counts.succeeded.toLocaleString(),
    total: counts.total.toLocaleString(),
  });
  const rest = (['failed', 'running', 'waiting'] as const)
    .filter(part => counts[part] > 0)
    .map(part => t(`campaigns.${part}`, { count: counts[part] }))
    .join(', ');
  return (
    <div className={classes.progress}>
      <div
        className={classes.bar}
        role="progressbar"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={counts.total}
        aria-valuenow={counts.succeeded}
        aria-valuetext={text}
      >
        {PARTS.filter(part => counts[part] > 0).map(part => (
          <span
            key={part}
            className={classes.bit}
            data-part={part}
            style={{ flexGrow: counts[part] }}
          />
        ))}
      </div>
      <Text variant="body-small">{text}</Text>
      {rest && (
        <Text variant="body-small" color="secondary">
          {rest}
        </Text>
      )}
    </div>
  );
}
