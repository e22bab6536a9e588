import { Text } from '@backstage/ui';
import { AuthoritySummary } from '@cmt/backstage-plugin-certificates-common';
import { useId } from 'react';
import { useCertificatesTranslation } from '../../translation';
import { RelativeTime } from '../ui';
import classes from './authorities.module.css';
import { periodText } from './budgetText';

/** Above this share used, it is about to get tight. */
const TIGHT = 0.8;

function levelOf(used: number, orders: number): 'full' | 'tight' | 'free' {
  if (used >= orders) {
    return 'full';
  }
  return used / orders >= TIGHT ? 'tight' : 'free';
}

/** How much of a rate limit is used, when the next order may be placed, who waits. */
export function BudgetBar(props: {
  budget: NonNullable<AuthoritySummary['budget']>;
}) {
  const { orders, periodMs, used, queued, nextAt } = props.budget;
  const { t } = useCertificatesTranslation();
  const id = useId();
  const text = t('authorities.budget.used', {
    used: used.toLocaleString(),
    orders: orders.toLocaleString(),
    period: periodText(t, periodMs),
  });
  return (
    <div className={classes.budget}>
      <Text id={id} variant="body-small" weight="bold">
        {t('authorities.budget.title')}
      </Text>
      <div
        className={classes.bar}
        role="meter"
        aria-labelledby={id}
        aria-valuemin={0}
        aria-valuemax={orders}
        aria-valuenow={Math.min(used, orders)}
        aria-valuetext={text}
      >
        <span
          className={classes.used}
          data-level={levelOf(used, orders)}
          style={{ width: `${Math.min(1, used / Math.max(1, orders)) * 100}%` }}
        />
      </div>
      <Text variant="body-small">{text}</Text>
      <Text variant="body-small" color="secondary">
        {nextAt ? (
          <>
            {t('authorities.budget.next')} <RelativeTime value={nextAt} />
          </>
        ) : (
          t('authorities.budget.free')
        )}
        {queued > 0 && `; ${t('authorities.budget.queued', { count: queued })}`}
      </Text>
    </div>
  );
}
