import { Checkbox } from '@backstage/ui';
import {
  CertificateFacet,
  CertificateFacets,
  CertificateFilter,
  CertificateState,
} from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import { ErrorState, FacetList, LoadingState, StateIcon } from '../ui';
import classes from './inventory.module.css';
import { FilterValue } from './FilterValue';
import { useFilterLabels } from './useFilterLabels';

/** Facets in the order in which people narrow a list. */
const FACETS: readonly CertificateFacet[] = [
  'state',
  'finding',
  'owner',
  'environment',
  'device',
  'issuer',
  'usage',
  'keyType',
];

/** The facets of the inventory with their counts. */
export function FilterPanel(props: {
  facets: CertificateFacets | undefined;
  error?: Error;
  onRetry: () => void;
  filter: CertificateFilter;
  onChange: (filter: CertificateFilter) => void;
}) {
  const { facets, error, onRetry, filter, onChange } = props;
  const { t } = useCertificatesTranslation();
  const { valueLabel } = useFilterLabels();
  if (!facets) {
    return error ? (
      <ErrorState
        title={t('inventory.facetsFailed')}
        error={error}
        onRetry={onRetry}
        isNarrow
      />
    ) : (
      <LoadingState label={t('inventory.filters.title')} lines={8} />
    );
  }
  const change = (changes: CertificateFilter) => {
    const next = { ...filter, ...changes };
    onChange(
      Object.fromEntries(
        Object.entries(next).filter(
          ([, value]) =>
            value !== undefined && !(Array.isArray(value) && !value.length),
        ),
      ),
    );
  };
  return (
    <div className={classes.facets}>
      {FACETS.map(facet => (
        <FacetList
          key={facet}
          title={t(`inventory.filters.${facet}`)}
          values={facets[facet]}
          selected={filter[facet] ?? []}
          onChange={selected => change({ [facet]: selected })}
          label={value => valueLabel(facet, value)}
          display={value => <FilterValue field={facet} value={value} />}
          icon={
            facet === 'state'
              ? value => <StateIcon state={value as CertificateState} />
              : undefined
          }
        />
      ))}
      <Checkbox
        isSelected={filter.includeGone ?? false}
        onChange={includeGone =>
          change({ includeGone: includeGone || undefined })
        }
      >
        {t('inventory.filters.includeGoneLabel')}
      </Checkbox>
    </div>
  );
}
