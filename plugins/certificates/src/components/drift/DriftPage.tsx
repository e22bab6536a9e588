import { useApi } from '@backstage/core-plugin-api';
import { Container, Flex, Text } from '@backstage/ui';
import { certificatesDeploymentsApiRef } from '../../api';
import { usePages } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { DataTable, EmptyState, ErrorState, LoadMore } from '../ui';
import { useDriftColumns } from './driftColumns';

const PAGE_SIZE = 50;

/** Where issued, installed and served disagree, with the likely cause. */
export function DriftPage() {
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesDeploymentsApiRef);
  const columns = useDriftColumns();
  const pages = usePages('drift', (cursor, signal) =>
    api.listDrift({ limit: PAGE_SIZE, ...(cursor && { cursor }) }, { signal }),
  );
  const { items, nextCursor } = pages;
  return (
    <Container pb="6">
      <Flex direction="column" gap="3">
        <Flex direction="column" gap="1">
          <Text as="h2" variant="title-x-small" weight="bold">
            {t('drift.heading')}
          </Text>
          <Text as="p" color="secondary" aria-live="polite">
            {items &&
              (nextCursor
                ? t('drift.countMore', { shown: String(items.length) })
                : t('drift.count', { count: items.length }))}
          </Text>
        </Flex>
        {pages.error && !items ? (
          <ErrorState
            title={t('drift.loadFailed')}
            error={pages.error}
            onRetry={pages.retry}
          />
        ) : (
          <DataTable
            label={t('drift.title')}
            columns={columns}
            rows={items?.map((item, index) => ({ ...item, id: String(index) }))}
            minWidth={980}
            emptyState={
              <EmptyState
                title={t('drift.empty.title')}
                description={t('drift.empty.description')}
              />
            }
          />
        )}
        <LoadMore label={t('drift.loadMore')} pages={pages} />
      </Flex>
    </Container>
  );
}
