import { useApi } from '@backstage/core-plugin-api';
import { Flex, Text } from '@backstage/ui';
import { certificatesRenewalsApiRef } from '../../api';
import { usePages, useRenewalsSignal } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { DataTable, ErrorState, LoadMore, SectionCard } from '../ui';
import { useRenewalTable } from './renewalColumns';

const PAGE_SIZE = 5;
const REFRESH_MS = 5_000;

/** The renewals of a certificate, what is under way first. */
export function RenewalHistory(props: { certificateId: string }) {
  const { certificateId } = props;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesRenewalsApiRef);
  const table = useRenewalTable({ isHistory: true });
  const pages = usePages(certificateId, (cursor, signal) =>
    api.listRenewals(
      {
        certificate: certificateId,
        limit: PAGE_SIZE,
        ...(cursor && { cursor }),
      },
      { signal },
    ),
  );
  useRenewalsSignal(
    () => {
      // Pages that somebody has asked for are not taken away again.
      if ((pages.items?.length ?? 0) <= PAGE_SIZE) {
        pages.reload();
      }
    },
    { minIntervalMs: REFRESH_MS },
  );
  return (
    <SectionCard title={t('renewals.history.title')}>
      {pages.error && !pages.items ? (
        <ErrorState
          title={t('renewals.loadFailed')}
          error={pages.error}
          onRetry={pages.retry}
        />
      ) : (
        <Flex direction="column" gap="3">
          <DataTable
            label={t('renewals.history.title')}
            {...table}
            rows={pages.items}
            density="compact"
            emptyState={
              <Text color="secondary">{t('renewals.history.none')}</Text>
            }
          />
          <LoadMore label={t('renewals.loadMore')} pages={pages} />
        </Flex>
      )}
    </SectionCard>
  );
}
