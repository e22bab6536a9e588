import { CertificateSummary } from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import { HoverText } from './HoverText';
import classes from './text.module.css';
import { DAY_MS, formatExact, formatRelative } from './time';
import { useNow } from './useNow';

/** Below this share of its life left, the share is worth saying. */
const SHARE_WORTH_SAYING = 0.5;

/**
 * When a certificate ends, with the share of its life that is left:
 * `in 12 days (26 % of its life left)`. The exact moment shows on hover and focus.
 */
export function ExpiryText(props: {
  certificate: Pick<CertificateSummary, 'expiresAt' | 'lifetimeDays'>;
  /** Just the distance, where the state is shown beside it. */
  compact?: boolean;
}) {
  const { expiresAt, lifetimeDays } = props.certificate;
  const { t } = useCertificatesTranslation();
  const now = useNow();
  if (!expiresAt) {
    return <span className={classes.secondary}>{t('expiry.unknown')}</span>;
  }
  const relative = formatRelative(expiresAt, now);
  const leftMs = Date.parse(expiresAt) - now;
  const share = lifetimeDays ? leftMs / (lifetimeDays * DAY_MS) : undefined;
  const saysShare =
    !props.compact &&
    share !== undefined &&
    share > 0 &&
    share < SHARE_WORTH_SAYING;
  return (
    <span>
      <HoverText text={formatExact(expiresAt)}>
        <time className={classes.hoverable} dateTime={expiresAt}>
          {leftMs < 0 && !props.compact
            ? t('expiry.expiredAgo', { ago: relative })
            : relative}
        </time>
      </HoverText>
      {saysShare && ' '}
      {saysShare && (
        <span className={classes.share}>
          {t('expiry.lifeLeft', { percent: String(Math.ceil(share * 100)) })}
        </span>
      )}
    </span>
  );
}
