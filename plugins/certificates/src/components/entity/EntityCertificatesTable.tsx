import {
  SearchField,
  TablePagination,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import {
  CERTIFICATE_STATES,
  CertificateState,
} from '@cmt/backstage-plugin-certificates-common';
import { useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import { useCertificatesTranslation } from '../../translation';
import {
  EmptyState,
  ErrorState,
  LoadingState,
  SectionCard,
  StateIcon,
} from '../ui';
import { CertificateRow } from './CertificateRow';
import classes from './EntityCertificatesTable.module.css';
import { PAGE_SIZE, useCertificatePages } from './useCertificatePages';

const SEARCH_DELAY_MS = 300;

/** The certificates of an entity, with search, a filter by state, and pages. */
export function EntityCertificatesTable(props: {
  entityRef: string;
  /** The entity's name, for screen readers. */
  entityTitle: string;
  /** How many certificates of the entity are in which state. */
  counts: Record<CertificateState, number>;
}) {
  const { entityRef, entityTitle, counts } = props;
  const { t } = useCertificatesTranslation();
  const [search, setSearch] = useState('');
  const [q, setQ] = useState('');
  const [states, setStates] = useState<CertificateState[]>([]);
  useDebounce(() => setQ(search.trim()), SEARCH_DELAY_MS, [search]);
  const pages = useCertificatePages({
    entity: entityRef,
    ...(states.length && { state: states }),
    ...(q && { q }),
  });

  return (
    <SectionCard title={t('entity.contentTitle')}>
      <div className={classes.controls}>
        <SearchField
          className={classes.search}
          aria-label={t('entity.table.searchLabel')}
          placeholder={t('entity.table.search')}
          value={search}
          onChange={setSearch}
        />
        <ToggleButtonGroup
          aria-label={t('entity.table.stateFilter')}
          selectionMode="multiple"
          selectedKeys={states}
          onSelectionChange={keys =>
            setStates(CERTIFICATE_STATES.filter(state => keys.has(state)))
          }
        >
          {CERTIFICATE_STATES.filter(
            state => counts[state] > 0 || states.includes(state),
          ).map(state => (
            <ToggleButton
              key={state}
              id={state}
              iconStart={<StateIcon state={state} />}
            >
              {`${t(`state.${state}`)} ${counts[state].toLocaleString()}`}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </div>
      <Rows
        pages={pages}
        label={t('entity.table.label', { entity: entityTitle })}
      />
    </SectionCard>
  );
}

function Rows(props: {
  pages: ReturnType<typeof useCertificatePages>;
  label: string;
}) {
  const { page, isLoading, error, offset, ...pages } = props.pages;
  const { t } = useCertificatesTranslation();
  if (error) {
    return <ErrorState error={error} onRetry={pages.retry} />;
  }
  if (!page) {
    return <LoadingState lines={6} lineHeight={32} />;
  }
  if (!page.items.length) {
    return (
      <EmptyState
        title={t('entity.empty.matching')}
        description={t('entity.empty.matchingHint')}
      />
    );
  }
  return (
    <>
      <div className={classes.scroll}>
        <table
          className={classes.table}
          aria-label={props.label}
          aria-busy={isLoading}
          data-stale={isLoading}
        >
          <thead>
            <tr>
              <td className={classes.toggle} />
              <th scope="col">{t('entity.table.state')}</th>
              <th scope="col">{t('entity.table.name')}</th>
              <th scope="col">{t('entity.table.ends')}</th>
              <th scope="col">{t('entity.table.usedOn')}</th>
              <th scope="col">{t('entity.table.issuer')}</th>
              <th scope="col">{t('entity.table.owner')}</th>
              <th scope="col">{t('entity.table.action')}</th>
            </tr>
          </thead>
          <tbody>
            {page.items.map(certificate => (
              <CertificateRow key={certificate.id} certificate={certificate} />
            ))}
          </tbody>
        </table>
      </div>
      {page.totalItems > PAGE_SIZE && (
        <TablePagination
          pageSize={PAGE_SIZE}
          showPageSizeOptions={false}
          offset={offset}
          totalCount={page.totalItems}
          hasNextPage={pages.hasNext}
          hasPreviousPage={pages.hasPrevious}
          onNextPage={pages.next}
          onPreviousPage={pages.previous}
          getLabel={() =>
            t('entity.table.pageSummary', {
              from: (offset + 1).toLocaleString(),
              to: (offset + page.items.length).toLocaleString(),
              total: page.totalItems.toLocaleString(),
            })
          }
        />
      )}
    </>
  );
}
