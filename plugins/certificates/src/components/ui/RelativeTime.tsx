import { useCertificatesTranslation } from '../../translation';
import { HoverText } from './HoverText';
import { formatExact, formatRelative } from './time';
import classes from './text.module.css';
import { useNow } from './useNow';

/**
 * A moment relative to now, with the exact one on hover and focus.
 *
 * @param value - ISO 8601; `null` reads `Never`, or what `fallback` says
 */
export function RelativeTime(props: {
  value: string | null;
  fallback?: string;
}) {
  const { value, fallback } = props;
  const { t } = useCertificatesTranslation();
  const now = useNow();
  if (!value) {
    return <span>{fallback ?? t('time.never')}</span>;
  }
  return (
    <HoverText text={formatExact(value)}>
      <time className={classes.hoverable} dateTime={value}>
        {formatRelative(value, now)}
      </time>
    </HoverText>
  );
}
