import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { Button, ButtonLink, Container, Flex, Text } from '@backstage/ui';
import { RenewalSummary } from '@cmt/backstage-plugin-certificates-common';
import { RiAddLine, RiLoopRightLine } from '@remixicon/react';
import { useSearchParams } from 'react-router-dom';
import { certificatesRenewalsApiRef } from '../../api';
import { usePages, useRenewalsSignal } from '../../hooks';
import { policiesRouteRef, requestRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { DataTable, EmptyState, ErrorState, LoadMore } from '../ui';
import { useRenewalTable } from './renewalColumns';
import { RenewalFilter, RenewalFilters } from './RenewalFilters';
import {
  groupOf,
  parseGroup,
  RENEWAL_GROUPS,
  requestOfGroup,
} from './renewalGroups';
import classes from './renewals.module.css';
import { useMyRefs } from './useMyRefs';

const PAGE_SIZE = 50;
const REFRESH_MS = 5_000;

function NoRenewals(props: { isFiltered: boolean; onClear: () => void }) {
  const { t } = useCertificatesTranslation();
  const policiesRoute = useRouteRef(policiesRouteRef);
  return props.isFiltered ? (
    <EmptyState
      icon={<RiLoopRightLine size={32} />}
      title={t('renewals.empty.filteredTitle')}
      description={t('renewals.empty.filteredDescription')}
      action={
        <Button variant="secondary" onPress={props.onClear}>
          {t('renewals.empty.showAll')}
        </Button>
      }
    />
  ) : (
    <EmptyState
      icon={<RiLoopRightLine size={32} />}
      title={t('renewals.empty.title')}
      description={t('renewals.empty.description')}
      action={
        <ButtonLink variant="secondary" href={policiesRoute()}>
          {t('renewals.empty.toPolicies')}
        </ButtonLink>
      }
    />
  );
}

/** Everything in one table below each heading, what needs a person first. */
function GroupedRenewals(props: { items: readonly RenewalSummary[] }) {
  const { t } = useCertificatesTranslation();
  const table = useRenewalTable();
  return (
    <>
      {RENEWAL_GROUPS.map(group => {
        const rows = props.items.filter(item => groupOf(item) === group);
        return (
          rows.length > 0 && (
            <section key={group} className={classes.group}>
              <Text as="h2" variant="title-x-small" weight="bold">
                {t(`renewals.group.${group}`)}{' '}
                <Text color="secondary">{rows.length}</Text>
              </Text>
              <DataTable
                label={t(`renewals.group.${group}`)}
                {...table}
                rows={rows}
              />
            </section>
          )
        );
      })}
    </>
  );
}

/** All renewals: what needs a person first, then what goes on by itself. */
export function RenewalsPage() {
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesRenewalsApiRef);
  const requestRoute = useRouteRef(requestRouteRef);
  const [params, setParams] = useSearchParams();
  const filter: RenewalFilter = {
    group: parseGroup(params.get('state')),
    owner: params.get('owner') ?? undefined,
    authority: params.get('authority') ?? undefined,
  };
  const mine = useMyRefs();
  const owner = filter.owner === 'mine' ? mine : filter.owner && [filter.owner];
  const table = useRenewalTable();
  const pages = usePages(
    JSON.stringify([filter, owner]),
    async (cursor, signal) => {
      if (filter.owner === 'mine' && !owner?.length) {
        // Nobody's renewals are not everybody's.
        return { items: [] };
      }
      return api.listRenewals(
        {
          limit: PAGE_SIZE,
          ...requestOfGroup(filter.group),
          ...(owner && { owner }),
          ...(filter.authority && { authority: filter.authority }),
          ...(cursor && { cursor }),
        },
        { signal },
      );
    },
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
  const { items, nextCursor } = pages;
  const isFiltered = params.size > 0;
  const isGrouped = !filter.group && items !== undefined && items.length > 0;
  const change = (next: Partial<RenewalFilter>) => {
    const { group, ...rest } = { ...filter, ...next };
    const entries = Object.entries({ state: group, ...rest });
    setParams(
      entries.flatMap(([key, value]) => (value ? [[key, value]] : [])) as [
        string,
        string,
      ][],
    );
  };

  return (
    <Container pb="6">
      <Flex direction="column" gap="4">
        <RenewalFilters filter={filter} onChange={change} />
        <div className={classes.toolbar}>
          <Text as="p" color="secondary" aria-live="polite">
            {items &&
              (nextCursor
                ? t('renewals.countMore', { shown: String(items.length) })
                : t('renewals.count', { count: items.length }))}
          </Text>
          <ButtonLink
            variant="secondary"
            size="small"
            iconStart={<RiAddLine aria-hidden />}
            href={requestRoute()}
          >
            {t('renew.request.title')}
          </ButtonLink>
        </div>
        {pages.error && !items && (
          <ErrorState
            title={t('renewals.loadFailed')}
            error={pages.error}
            onRetry={pages.retry}
          />
        )}
        {isGrouped && <GroupedRenewals items={items} />}
        {!isGrouped && !(pages.error && !items) && (
          <DataTable
            label={t('renewals.title')}
            {...table}
            rows={items}
            emptyState={
              <NoRenewals
                isFiltered={isFiltered}
                onClear={() => setParams({})}
              />
            }
          />
        )}
        <LoadMore label={t('renewals.loadMore')} pages={pages} />
      </Flex>
    </Container>
  );
}
