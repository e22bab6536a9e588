import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { Button, ButtonLink, Container, Flex, Text } from '@backstage/ui';
import {
  CertificateFilter,
  CertificateSort,
} from '@cmt/backstage-plugin-certificates-common';
import { RiFilter3Line, RiSearchLine } from '@remixicon/react';
import { useState } from 'react';
import { certificatesApiRef } from '../../api';
import { useRequest } from '../../hooks';
import { devicesRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { DataTable, EmptyState, ErrorState } from '../ui';
import { ActiveFilters } from './ActiveFilters';
import { useCertificateColumns } from './certificateColumns';
import { ExportButtons, ExportStatus } from './ExportButtons';
import { ExportNotice } from './ExportNotice';
import { FilterPanel } from './FilterPanel';
import classes from './inventory.module.css';
import { isFiltered } from './inventoryQuery';
import { InventorySearch } from './InventorySearch';
import { Pagination } from './Pagination';
import { useInventoryQuery } from './useInventoryQuery';

const PAGE_SIZE = 50;
const TABLE_MIN_WIDTH = 880;

/** Says why the list is empty and what to do about it. */
function NoCertificates(props: {
  filter: CertificateFilter;
  onClear: () => void;
}) {
  const { t } = useCertificatesTranslation();
  const devicesRoute = useRouteRef(devicesRouteRef);
  return isFiltered(props.filter) ? (
    <EmptyState
      icon={<RiSearchLine size={32} />}
      title={t('inventory.empty.filteredTitle')}
      description={t('inventory.empty.filteredDescription')}
      action={
        <Button variant="secondary" onPress={props.onClear}>
          {t('empty.clearFilters')}
        </Button>
      }
    />
  ) : (
    <EmptyState
      title={t('inventory.empty.title')}
      description={t('inventory.empty.description')}
      action={
        <ButtonLink variant="secondary" href={devicesRoute()}>
          {t('inventory.empty.toDevices')}
        </ButtonLink>
      }
    />
  );
}

/** All certificates that the user may see, a page at a time. */
export function InventoryPage() {
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesApiRef);
  const control = useInventoryQuery();
  const { query, setFilter, setSort } = control;
  const { filter, sort, order, cursor, page } = query;
  const columns = useCertificateColumns({ sortable: true });
  const [showsFilters, setShowsFilters] = useState(false);
  const [exportStatus, setExportStatus] = useState<ExportStatus>();

  const filterKey = JSON.stringify(filter);
  const list = useRequest(
    JSON.stringify({ filter, sort, order, cursor }),
    signal =>
      api.listCertificates(
        { ...filter, sort, order, cursor, limit: PAGE_SIZE },
        { signal },
      ),
  );
  const facets = useRequest(filterKey, signal =>
    api.getFacets(filter, { signal }),
  );
  const total = list.value?.totalItems;

  const search = (q: string) => {
    const { q: _, ...rest } = filter;
    setFilter(q ? { ...rest, q } : rest, { replace: true });
  };

  return (
    <Container pb="6" className={classes.layout}>
      <aside
        id="certificates-filters"
        className={classes.panel}
        data-open={showsFilters}
        aria-label={t('inventory.filters.title')}
      >
        <FilterPanel
          facets={facets.value}
          error={facets.error}
          onRetry={facets.retry}
          filter={filter}
          onChange={setFilter}
        />
      </aside>
      <Flex gap="2" align="center" className={classes.toolbar}>
        <div className={classes.search}>
          <InventorySearch value={filter.q ?? ''} onChange={search} />
        </div>
        <Button
          className={classes.panelToggle}
          variant="secondary"
          iconStart={<RiFilter3Line />}
          aria-expanded={showsFilters}
          aria-controls="certificates-filters"
          onPress={() => setShowsFilters(!showsFilters)}
        >
          {t('inventory.filters.show')}
        </Button>
        <ExportButtons
          filter={filter}
          isDisabled={!total}
          onStatus={setExportStatus}
        />
      </Flex>
      <div className={classes.content}>
        {exportStatus && (
          <ExportNotice
            status={exportStatus}
            total={total}
            onDismiss={() => setExportStatus(undefined)}
          />
        )}
        <ActiveFilters filter={filter} onChange={setFilter} />
        <Text as="p" weight="bold" aria-live="polite">
          {total === undefined
            ? t('inventory.counting')
            : t('inventory.total', { count: total })}
        </Text>
        {list.error ? (
          <ErrorState
            title={t('inventory.loadFailed')}
            error={list.error}
            onRetry={list.retry}
          />
        ) : (
          <>
            <DataTable
              label={t('inventory.title')}
              columns={columns}
              rows={list.value?.items}
              isStale={list.isLoading && list.value !== undefined}
              minWidth={TABLE_MIN_WIDTH}
              sort={{
                column: sort,
                direction: order === 'desc' ? 'descending' : 'ascending',
              }}
              onSortChange={({ column, direction }) =>
                setSort(
                  column as CertificateSort,
                  direction === 'descending' ? 'desc' : 'asc',
                )
              }
              emptyState={
                <NoCertificates filter={filter} onClear={() => setFilter({})} />
              }
            />
            <Pagination
              page={page}
              pageSize={PAGE_SIZE}
              total={total}
              onNext={
                list.value?.nextCursor && !list.isLoading
                  ? () => control.showNextPage(list.value!.nextCursor!)
                  : undefined
              }
              onPrevious={cursor ? control.showPreviousPage : undefined}
            />
          </>
        )}
      </div>
    </Container>
  );
}
