import { Link } from '@backstage/ui';
import {
  CERTIFICATE_STATES,
  CertificateFilter,
  InventorySummary,
} from '@cmt/backstage-plugin-certificates-common';
import { RiUserSearchLine } from '@remixicon/react';
import { ReactNode } from 'react';
import { useInventoryLink } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { StateIcon } from '../ui';
import classes from './dashboard.module.css';

function Count(props: {
  label: string;
  count: number;
  icon?: ReactNode;
  filter: CertificateFilter;
}) {
  const { label, count, icon, filter } = props;
  const { t } = useCertificatesTranslation();
  const inventoryLink = useInventoryLink();
  const number = count.toLocaleString();
  return (
    <li className={classes.count}>
      <Link
        className={classes.countLink}
        href={inventoryLink(filter)}
        aria-label={t('dashboard.counts.open', { label, number })}
        standalone
        color="primary"
      >
        <span className={classes.countNumber}>{number}</span>
        <span className={classes.countLabel}>
          {icon}
          {label}
        </span>
      </Link>
    </li>
  );
}

/** How many certificates are in which state; each leads to the inventory. */
export function StateCounts(props: { summary: InventorySummary }) {
  const { total, byState, withoutOwner } = props.summary;
  const { t } = useCertificatesTranslation();
  return (
    <ul className={classes.counts} aria-label={t('dashboard.counts.label')}>
      {CERTIFICATE_STATES.map(state => (
        <Count
          key={state}
          label={t(`state.${state}`)}
          count={byState[state]}
          icon={<StateIcon state={state} />}
          filter={{ state: [state] }}
        />
      ))}
      <Count
        label={t('dashboard.counts.withoutOwner')}
        count={withoutOwner}
        icon={<RiUserSearchLine size={16} aria-hidden />}
        filter={{ finding: ['no-owner'] }}
      />
      <Count label={t('dashboard.counts.all')} count={total} filter={{}} />
    </ul>
  );
}
