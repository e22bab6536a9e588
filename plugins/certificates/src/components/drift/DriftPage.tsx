import { useApi } from '@backstage/core-plugin-api';
import { Button, Container, Flex, Text } from '@backstage/ui';
import { useSearchParams } from 'react-router-dom';
import { certificatesDeploymentsApiRef } from '../../api';
import { useFreshPages, usePages } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { DataTable, EmptyState, ErrorState, LoadMore } from '../ui';
import { useDriftColumns } from './driftColumns';
import {
  DriftFilter,
  driftFilterParams,
  parseDriftFilter,
} from './driftFilter';
import { DriftFilters } from './DriftFilters';

const PAGE_SIZE = 50;

function NoDrift(props: { isFiltered: boolean; onClear: () => void }) {
  const { t } = useCertificatesTranslation();
  return props.isFiltered ? (
    <EmptyState
      title={t('drift.empty.filteredTitle')}
      description={t('drift.empty.filteredDescription')}
      action={
        <Button variant="secondary" onPress={props.onClear}>
          {t('drift.empty.showAll')}
        </Button>
      }
    />
  ) : (
    <EmptyState
      title={t('drift.empty.title')}
      description={t('drift.empty.description')}
    />
  );
}

/** Where issued, installed and served disagree, with the likely cause. */
export function DriftPage() {
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesDeploymentsApiRef);
  const columns = useDriftColumns();
  const [params, setParams] = useSearchParams();
  const filter = parseDriftFilter(params);
  const setFilter = (next: DriftFilter) => setParams(driftFilterParams(next));
  const key = driftFilterParams(filter).toString();
  const pages = usePages(key, (cursor, signal) =>
    api.listDrift(
      { ...filter, limit: PAGE_SIZE, ...(cursor && { cursor }) },
      { signal },
    ),
  );
  useFreshPages(pages, PAGE_SIZE);
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
        <DriftFilters filter={filter} onChange={setFilter} />
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
              <NoDrift
                isFiltered={key !== ''}
                onClear={() => setFilter({ owner: [], certificate: undefined })}
              />
            }
          />
        )}
        <LoadMore label={t('drift.loadMore')} pages={pages} />
      </Flex>
    </Container>
  );
}
