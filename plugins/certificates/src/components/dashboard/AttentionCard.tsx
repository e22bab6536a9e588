import { Link, Text } from '@backstage/ui';
import {
  CertificateSummary,
  InventorySummary,
} from '@cmt/backstage-plugin-certificates-common';
import { useMemo } from 'react';
import { useInventoryLink } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { CertificateName, WhereUsed } from '../inventory/certificateColumns';
import {
  DataColumn,
  DataTable,
  EmptyState,
  ExpiryText,
  OwnerLink,
  SectionCard,
  StateBadge,
} from '../ui';
import { attentionAction } from './attentionAction';

function useAttentionColumns(): DataColumn<CertificateSummary>[] {
  const { t } = useCertificatesTranslation();
  return useMemo(
    () => [
      {
        id: 'state',
        label: t('inventory.column.state'),
        width: '100px',
        render: c => <StateBadge state={c.state} />,
      },
      {
        id: 'certificate',
        label: t('dashboard.attention.certificate'),
        isRowHeader: true,
        width: '26%',
        render: c => <CertificateName certificate={c} />,
      },
      {
        id: 'ends',
        label: t('dashboard.attention.ends'),
        width: '15%',
        render: c => <ExpiryText certificate={c} compact />,
      },
      {
        id: 'owner',
        label: t('dashboard.attention.owner'),
        width: '14%',
        render: c => <OwnerLink owner={c.owner} />,
      },
      {
        id: 'whereUsed',
        label: t('dashboard.attention.whereUsed'),
        width: '16%',
        render: c => <WhereUsed certificate={c} />,
      },
      {
        id: 'action',
        label: t('dashboard.attention.action'),
        render: c => attentionAction(t, c),
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
            <Text>
              {t('dashboard.attention.all', { total: total.toLocaleString() })}
            </Text>
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
