import { useApi } from '@backstage/core-plugin-api';
import { Flex, Text } from '@backstage/ui';
import { certificatesDeploymentsApiRef } from '../../api';
import { useFreshPages, usePages } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { DataTable, ErrorState, LoadMore, SectionCard } from '../ui';
import { useDeploymentColumns } from './deploymentColumns';

const PAGE_SIZE = 5;

/** The deployments of a certificate, newest first. */
export function DeploymentHistory(props: { certificateId: string }) {
  const { certificateId } = props;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesDeploymentsApiRef);
  const columns = useDeploymentColumns({ isHistory: true });
  const pages = usePages(certificateId, (cursor, signal) =>
    api.listDeployments(
      {
        certificate: certificateId,
        limit: PAGE_SIZE,
        ...(cursor && { cursor }),
      },
      { signal },
    ),
  );
  useFreshPages(pages, PAGE_SIZE);
  return (
    <SectionCard title={t('deployments.history.title')}>
      {pages.error && !pages.items ? (
        <ErrorState
          title={t('deployments.loadFailed')}
          error={pages.error}
          onRetry={pages.retry}
        />
      ) : (
        <Flex direction="column" gap="3">
          <DataTable
            label={t('deployments.history.title')}
            columns={columns}
            rows={pages.items}
            density="compact"
            minWidth={820}
            emptyState={
              <Text color="secondary">{t('deployments.history.none')}</Text>
            }
          />
          <LoadMore label={t('deployments.loadMore')} pages={pages} />
        </Flex>
      )}
    </SectionCard>
  );
}
