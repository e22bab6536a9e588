import { useRouteRef } from '@backstage/core-plugin-api';
import { Link, Text, VisuallyHidden } from '@backstage/ui';
import {
  CertificateSummary,
  InventorySummary,
} from '@cmt/backstage-plugin-certificates-common';
import { useMemo } from 'react';
import { useInventoryLink } from '../../hooks';
import { certificateRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import {
  DataColumn,
  DataTable,
  EmptyState,
  ExpiryText,
  OwnerLink,
  SectionCard,
  StaleTag,
  StateIcon,
} from '../ui';
import { attentionAction } from './attentionAction';
import classes from './dashboard.module.css';

function AttentionName(props: { certificate: CertificateSummary }) {
  const { id, title, names } = props.certificate;
  const { t } = useCertificatesTranslation();
  const certificateRoute = useRouteRef(certificateRouteRef);
  const others = names.filter(name => name !== title);
  return (
    <span className={classes.oneLine}>
      <Link
        className={classes.rowName}
        href={certificateRoute({ id })}
        weight="bold"
        title={title}
      >
        {title}
      </Link>
      {others.length > 0 && (
        <Text color="secondary" variant="body-small" title={others.join('\n')}>
          {t('dashboard.attention.otherNames', {
            number: String(others.length),
          })}
        </Text>
      )}
      <StaleTag certificate={props.certificate} iconOnly />
    </span>
  );
}

function useAttentionColumns(): DataColumn<CertificateSummary>[] {
  const { t } = useCertificatesTranslation();
  return useMemo(
    () => [
      {
        id: 'ends',
        label: t('dashboard.attention.ends'),
        width: '146px',
        render: c => (
          <span className={classes.oneLine}>
            <StateIcon state={c.state} />
            <VisuallyHidden>{t(`state.${c.state}`)}</VisuallyHidden>
            <ExpiryText certificate={c} compact />
          </span>
        ),
      },
      {
        id: 'certificate',
        label: t('dashboard.attention.certificate'),
        isRowHeader: true,
        render: c => <AttentionName certificate={c} />,
      },
      {
        id: 'owner',
        label: t('dashboard.attention.owner'),
        width: '124px',
        render: c => <OwnerLink owner={c.owner} />,
      },
      {
        id: 'whereUsed',
        label: t('dashboard.attention.whereUsed'),
        width: '138px',
        render: c => (
          <span className={classes.truncate} title={c.devices.join('\n')}>
            {c.virtualServerCount
              ? t('dashboard.attention.virtualServers', {
                  count: c.virtualServerCount,
                })
              : t(`usage.${c.usage}`)}
          </span>
        ),
      },
      {
        id: 'action',
        label: t('dashboard.attention.action'),
        width: '128px',
        render: c => {
          const action = attentionAction(t, c);
          return (
            <span className={classes.truncate} title={action?.hint}>
              {action?.text ?? '–'}
            </span>
          );
        },
      },
    ],
    [t],
  );
}

/** The certificates that need somebody first, with the one thing to do. */
export function AttentionCard(props: {
  summary: InventorySummary;
  className?: string;
}) {
  const { attention, byState } = props.summary;
  const { t } = useCertificatesTranslation();
  const inventoryLink = useInventoryLink();
  const columns = useAttentionColumns();
  const total = byState.expired + byState.critical + byState.warning;
  return (
    <SectionCard
      className={props.className}
      title={t('dashboard.attention.title')}
      actions={
        total > 0 && (
          <Link
            href={inventoryLink({ state: ['expired', 'critical', 'warning'] })}
          >
            {t('dashboard.attention.all', { total: total.toLocaleString() })}
          </Link>
        )
      }
    >
      {attention.length ? (
        <DataTable
          label={t('dashboard.attention.title')}
          columns={columns}
          rows={attention}
          density="compact"
          minWidth={720}
        />
      ) : (
        <EmptyState
          title={t('dashboard.attention.none')}
          description={t('dashboard.attention.noneDescription')}
        />
      )}
    </SectionCard>
  );
}
