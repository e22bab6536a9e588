import { useApi } from '@backstage/core-plugin-api';
import {
  Button,
  Container,
  Flex,
  Text,
  ToggleButton,
  ToggleButtonGroup,
  VisuallyHidden,
} from '@backstage/ui';
import { CleanUpCandidate } from '@cmt/backstage-plugin-certificates-common';
import { useCallback, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { certificatesDeploymentsApiRef } from '../../api';
import { useFreshPages, useMutation, usePages } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { DataTable, EmptyState, ErrorState, LoadMore } from '../ui';
import { CleanUpAction, useCleanUpColumns } from './cleanUpColumns';
import { CleanUpDialog } from './CleanUpDialog';

const PAGE_SIZE = 50;

const STATES = ['candidate', 'quarantined', 'refused', 'deleted'] as const;

/** What somebody is about to do. */
interface Asked {
  candidate: CleanUpCandidate;
  action: CleanUpAction;
}

function NothingToClean(props: { isFiltered: boolean; onClear: () => void }) {
  const { t } = useCertificatesTranslation();
  return props.isFiltered ? (
    <EmptyState
      title={t('cleanUp.empty.filteredTitle')}
      description={t('cleanUp.empty.filteredDescription')}
      action={
        <Button variant="secondary" onPress={props.onClear}>
          {t('empty.clearFilters')}
        </Button>
      }
    />
  ) : (
    <EmptyState
      title={t('cleanUp.empty.title')}
      description={t('cleanUp.empty.description')}
    />
  );
}

/** Objects on devices that seem to be of no use any more. */
export function CleanUpPage() {
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesDeploymentsApiRef);
  const [params, setParams] = useSearchParams();
  const state = STATES.find(s => s === params.get('state'));
  const [asked, setAsked] = useState<Asked>();
  const [done, setDone] = useState<string>();
  const pages = usePages(state ?? 'all', (cursor, signal) =>
    api.listCleanUp(
      {
        limit: PAGE_SIZE,
        ...(state && { state: [state] }),
        ...(cursor && { cursor }),
      },
      { signal },
    ),
  );
  useFreshPages(pages, PAGE_SIZE);
  const mutation = useMutation(
    ({ id, action }: { id: string; action: CleanUpAction }, options) =>
      api.actOnCleanUp(id, action, options),
  );
  const { reset } = mutation;
  const ask = useCallback(
    (candidate: CleanUpCandidate, action: CleanUpAction) => {
      reset();
      setAsked({ candidate, action });
    },
    [reset],
  );
  const columns = useCleanUpColumns(ask);
  const { items, nextCursor } = pages;

  const confirm = async ({ candidate, action }: Asked) => {
    const after = await mutation.run({ id: candidate.id, action });
    if (after) {
      setAsked(undefined);
      setDone(t(`cleanUp.done.${action}`, { object: after.fullPath }));
      pages.update(rows =>
        rows.map(row => (row.id === after.id ? after : row)),
      );
    }
  };
  const setState = (next: string | undefined) =>
    setParams(next ? { state: next } : {});

  return (
    <Container pb="6">
      <Flex direction="column" gap="3">
        <Flex
          gap="3"
          align="end"
          justify="between"
          style={{ flexWrap: 'wrap' }}
        >
          <Flex direction="column" gap="1">
            <Text as="h2" variant="title-x-small" weight="bold">
              {t('cleanUp.heading')}
            </Text>
            <Text as="p" color="secondary" aria-live="polite">
              {items &&
                (nextCursor
                  ? t('cleanUp.countMore', { shown: String(items.length) })
                  : t('cleanUp.count', { count: items.length }))}
            </Text>
          </Flex>
          <ToggleButtonGroup
            aria-label={t('cleanUp.filter.label')}
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[state ?? 'all']}
            onSelectionChange={keys => {
              const [key] = [...keys];
              setState(STATES.find(s => s === key));
            }}
          >
            <ToggleButton id="all">{t('cleanUp.filter.all')}</ToggleButton>
            {STATES.map(s => (
              <ToggleButton key={s} id={s}>
                {t(`cleanUp.state.${s}`)}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        </Flex>
        <VisuallyHidden role="status">{done}</VisuallyHidden>
        {pages.error && !items ? (
          <ErrorState
            title={t('cleanUp.loadFailed')}
            error={pages.error}
            onRetry={pages.retry}
          />
        ) : (
          <DataTable
            label={t('cleanUp.title')}
            columns={columns}
            rows={items}
            minWidth={980}
            emptyState={
              <NothingToClean
                isFiltered={state !== undefined}
                onClear={() => setState(undefined)}
              />
            }
          />
        )}
        <LoadMore label={t('cleanUp.loadMore')} pages={pages} />
      </Flex>
      {asked && (
        <CleanUpDialog
          {...asked}
          isRunning={mutation.isRunning}
          error={mutation.error}
          onConfirm={() => confirm(asked)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </Container>
  );
}
