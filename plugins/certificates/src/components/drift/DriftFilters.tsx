import { useApi } from '@backstage/core-plugin-api';
import { Flex, Select, useAsyncList } from '@backstage/ui';
import { certificatesApiRef } from '../../api';
import { useRequest } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { shortEntityRef } from '../inventory/useFilterLabels';
import { ErrorState } from '../ui';
import { DriftFilter } from './driftFilter';
import classes from './drift.module.css';

const ALL = 'all';

/** Certificates that are offered at once; typing narrows them. */
const OFFERED = 20;

interface Option {
  id: string;
  label: string;
}

/** Certificates by name, and the chosen one although it may not be among them. */
function useCertificateOptions(chosen: string | undefined) {
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesApiRef);
  const found = useAsyncList<Option>({
    load: async ({ filterText, signal }) => {
      const { items } = await api.listCertificates(
        {
          limit: OFFERED,
          sort: 'name',
          ...(filterText && { q: filterText }),
        },
        { signal },
      );
      return { items: items.map(({ id, title }) => ({ id, label: title })) };
    },
  });
  const title = useRequest(chosen ?? ALL, async signal =>
    chosen ? (await api.getCertificate(chosen, { signal })).title : '',
  );
  const fixed = [
    { id: ALL, label: t('drift.filter.allCertificates') },
    ...(chosen && !found.items.some(({ id }) => id === chosen)
      ? [{ id: chosen, label: title.value || chosen }]
      : []),
  ];
  return { ...found, items: [...fixed, ...found.items] };
}

/** Narrows the drifts to owners and to one certificate. */
export function DriftFilters(props: {
  filter: DriftFilter;
  onChange: (filter: DriftFilter) => void;
}) {
  const { filter, onChange } = props;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesApiRef);
  const owners = useRequest('owners', async signal =>
    (await api.getFacets({}, { signal })).owner.map(({ value }) => value),
  );
  const certificates = useCertificateOptions(filter.certificate);
  const refs = [...new Set([...filter.owner, ...(owners.value ?? [])])].sort();
  return (
    <Flex gap="3" align="end" className={classes.filters}>
      <div className={classes.filter}>
        <Select
          label={t('drift.filter.owner')}
          placeholder={t('drift.filter.allOwners')}
          selectionMode="multiple"
          search
          options={refs.map(ref => ({ id: ref, label: shortEntityRef(ref) }))}
          value={filter.owner}
          onChange={keys => onChange({ ...filter, owner: keys.map(String) })}
        />
      </div>
      <div className={classes.filter}>
        <Select
          label={t('drift.filter.certificate')}
          search={{ mode: 'server' }}
          options={certificates}
          value={filter.certificate ?? ALL}
          onChange={key =>
            onChange({
              ...filter,
              certificate:
                key === ALL || key === null ? undefined : String(key),
            })
          }
        />
      </div>
      {owners.error && !owners.value && (
        <ErrorState
          title={t('drift.filter.ownersFailed')}
          error={owners.error}
          onRetry={owners.retry}
          isNarrow
        />
      )}
    </Flex>
  );
}
