import { useApi } from '@backstage/core-plugin-api';
import { Select, ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { certificatesApiRef, certificatesRenewalsApiRef } from '../../api';
import { useRequest } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { shortEntityRef } from '../inventory/useFilterLabels';
import { parseGroup, RENEWAL_GROUPS, RenewalGroup } from './renewalGroups';
import classes from './renewals.module.css';

/** What of the renewals is shown. */
export interface RenewalFilter {
  group: RenewalGroup | undefined;
  /** Entity ref, or `mine`. */
  owner: string | undefined;
  /** Id of an authority. */
  authority: string | undefined;
}

const ANY = 'any';

/** Chooses state, owner and authority of the renewals that are shown. */
export function RenewalFilters(props: {
  filter: RenewalFilter;
  onChange: (change: Partial<RenewalFilter>) => void;
}) {
  const { filter, onChange } = props;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesApiRef);
  const renewalsApi = useApi(certificatesRenewalsApiRef);
  // Without their choices the filters are of less use, but the list is not.
  const owners = useRequest('owners', signal => api.getFacets({}, { signal }));
  const authorities = useRequest('authorities', signal =>
    renewalsApi.listAuthorities({ signal }),
  );
  const ownerRefs = new Set(owners.value?.owner.map(({ value }) => value));
  if (filter.owner && filter.owner !== 'mine') {
    ownerRefs.add(filter.owner);
  }
  const choice = (key: unknown) =>
    key === null || key === ANY ? undefined : String(key);

  return (
    <div className={classes.filters}>
      <ToggleButtonGroup
        className={classes.views}
        aria-label={t('renewals.filter.view')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[filter.group ?? 'all']}
        onSelectionChange={keys => {
          const [key] = [...keys];
          onChange({ group: parseGroup(String(key)) });
        }}
      >
        <ToggleButton id="all">{t('renewals.filter.all')}</ToggleButton>
        {RENEWAL_GROUPS.map(group => (
          <ToggleButton key={group} id={group}>
            {t(`renewals.group.${group}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <Select
        className={classes.filter}
        aria-label={t('renewals.filter.owner')}
        options={[
          { id: ANY, label: t('renewals.filter.anyOwner') },
          { id: 'mine', label: t('renewals.filter.mine') },
          ...[...ownerRefs].map(ref => ({
            id: ref,
            label: shortEntityRef(ref),
          })),
        ]}
        value={filter.owner ?? ANY}
        onChange={key => onChange({ owner: choice(key) })}
      />
      {(authorities.value?.length ?? 0) > 1 && (
        <Select
          className={classes.filter}
          aria-label={t('renewals.filter.authority')}
          options={[
            { id: ANY, label: t('renewals.filter.anyAuthority') },
            ...(authorities.value ?? []).map(({ id, title }) => ({
              id,
              label: title,
            })),
          ]}
          value={filter.authority ?? ANY}
          onChange={key => onChange({ authority: choice(key) })}
        />
      )}
    </div>
  );
}
