import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import {
  Button,
  ButtonLink,
  Container,
  Flex,
  Select,
  Text,
} from '@backstage/ui';
import { DEPLOYMENT_STATES } from '@cmt/backstage-plugin-certificates-common';
import { RiRocketLine } from '@remixicon/react';
import { useSearchParams } from 'react-router-dom';
import { certificatesDeploymentsApiRef } from '../../api';
import { useFreshPages, usePages } from '../../hooks';
import { inventoryRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { DataTable, EmptyState, ErrorState, LoadMore } from '../ui';
import { useDeploymentColumns } from './deploymentColumns';
import classes from './deployments.module.css';
import {
  DeploymentFilter,
  parseDeploymentFilter,
  statesOfFilter,
} from './deploymentFilter';

const PAGE_SIZE = 50;

function NoDeployments(props: { isFiltered: boolean; onClear: () => void }) {
  const { t } = useCertificatesTranslation();
  const inventoryRoute = useRouteRef(inventoryRouteRef);
  return props.isFiltered ? (
    <EmptyState
      icon={<RiRocketLine size={32} />}
      title={t('deployments.empty.filteredTitle')}
      description={t('deployments.empty.filteredDescription')}
      action={
        <Button variant="secondary" onPress={props.onClear}>
          {t('deployments.empty.showAll')}
        </Button>
      }
    />
  ) : (
    <EmptyState
      icon={<RiRocketLine size={32} />}
      title={t('deployments.empty.title')}
      description={t('deployments.empty.description')}
      action={
        <ButtonLink variant="secondary" href={inventoryRoute()}>
          {t('deployments.empty.toInventory')}
        </ButtonLink>
      }
    />
  );
}

/** All deployments, newest first. */
export function DeploymentsPage() {
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesDeploymentsApiRef);
  const [params, setParams] = useSearchParams();
  const filter = parseDeploymentFilter(params.get('state'));
  const columns = useDeploymentColumns();
  const pages = usePages(filter, (cursor, signal) =>
    api.listDeployments(
      {
        limit: PAGE_SIZE,
        state: statesOfFilter(filter),
        ...(cursor && { cursor }),
      },
      { signal },
    ),
  );
  useFreshPages(pages, PAGE_SIZE);
  const { items, nextCursor } = pages;
  const setFilter = (next: DeploymentFilter) =>
    setParams(next === 'all' ? {} : { state: next });

  return (
    <Container pb="6">
      <Flex direction="column" gap="3">
        <Flex gap="3" align="end" justify="between">
          <div className={classes.filter}>
            <Select
              label={t('deployments.filter.label')}
              options={[
                { id: 'all', label: t('deployments.filter.all') },
                { id: 'open', label: t('deployments.filter.open') },
                { id: 'attention', label: t('deployments.filter.attention') },
                ...DEPLOYMENT_STATES.map(state => ({
                  id: state,
                  label: t(`deployments.state.${state}`),
                })),
              ]}
              value={filter}
              onChange={key => setFilter(parseDeploymentFilter(String(key)))}
            />
          </div>
          <Text as="p" weight="bold" aria-live="polite">
            {items &&
              (nextCursor
                ? t('deployments.countMore', { shown: String(items.length) })
                : t('deployments.count', { count: items.length }))}
          </Text>
        </Flex>
        {pages.error && !items ? (
          <ErrorState
            title={t('deployments.loadFailed')}
            error={pages.error}
            onRetry={pages.retry}
          />
        ) : (
          <DataTable
            label={t('deployments.title')}
            columns={columns}
            rows={items}
            minWidth={900}
            emptyState={
              <NoDeployments
                isFiltered={filter !== 'all'}
                onClear={() => setFilter('all')}
              />
            }
          />
        )}
        <LoadMore label={t('deployments.loadMore')} pages={pages} />
      </Flex>
    </Container>
  );
}
