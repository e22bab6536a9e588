import { useApi } from '@backstage/core-plugin-api';
import { Flex, Text } from '@backstage/ui';
import { certificatesRenewalsApiRef } from '../../api';
import { usePages } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { useRenewalTable } from '../renewals/renewalColumns';
import { DataTable, ErrorState, LoadMore, SectionCard } from '../ui';

const PAGE_SIZE = 20;

/** The renewals that a campaign began, those that need somebody first. */
export function CampaignRenewals(props: { campaignId: string }) {
  const { campaignId } = props;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesRenewalsApiRef);
  const table = useRenewalTable();
  const pages = usePages(campaignId, (cursor, signal) =>
    api.listRenewals(
      {
        campaign: campaignId,
        limit: PAGE_SIZE,
        ...(cursor && { cursor }),
      },
      { signal },
    ),
  );
  return (
    <SectionCard title={t('campaigns.renewals')}>
      {pages.error && !pages.items ? (
        <ErrorState
          title={t('renewals.loadFailed')}
          error={pages.error}
          onRetry={pages.retry}
        />
      ) : (
        <Flex direction="column" gap="3" align="stretch">
          <DataTable
            label={t('campaigns.renewals')}
            {...table}
            rows={pages.items}
            density="compact"
            emptyState={
              <Text color="secondary">{t('campaigns.noRenewals')}</Text>
            }
          />
          <LoadMore label={t('renewals.loadMore')} pages={pages} />
        </Flex>
      )}
    </SectionCard>
  );
}
