import {
  Button,
  Link,
  Text,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import {
  InventorySummary,
  SummaryGroup,
} from '@cmt/backstage-plugin-certificates-common';
import { useMemo, useState } from 'react';
import { useInventoryLink } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { FilterValue } from '../inventory/FilterValue';
import { DataColumn, DataTable, SectionCard, StateBar } from '../ui';
import classes from './dashboard.module.css';

type GroupField = 'owner' | 'issuer' | 'device' | 'environment';

const GROUPS: readonly {
  field: GroupField;
  of: (summary: InventorySummary) => SummaryGroup[];
}[] = [
  { field: 'owner', of: summary => summary.byOwner },
  { field: 'issuer', of: summary => summary.byIssuer },
  { field: 'device', of: summary => summary.byDevice },
  { field: 'environment', of: summary => summary.byEnvironment },
];

const FEW = 6;

type GroupRow = SummaryGroup & { id: string };

function useGroupColumns(
  field: GroupField,
  largest: number,
): DataColumn<GroupRow>[] {
  const { t } = useCertificatesTranslation();
  const inventoryLink = useInventoryLink();
  return useMemo(
    () => [
      {
        id: 'value',
        label: t(`dashboard.groups.${field}`),
        isRowHeader: true,
        width: '42%',
        render: group => (
          <Link
            className={classes.groupName}
            href={inventoryLink({ [field]: [group.value] })}
            title={group.value}
          >
            <FilterValue field={field} value={group.value} />
          </Link>
        ),
      },
      {
        id: 'states',
        label: t('dashboard.groups.states'),
        render: ({ expired, critical, warning, total }) => (
          <StateBar
            scale={largest}
            counts={{
              expired,
              critical,
              warning,
              healthy: total - expired - critical - warning,
            }}
          />
        ),
      },
      {
        id: 'urgent',
        label: t('dashboard.groups.urgent'),
        width: '80px',
        align: 'end',
        render: ({ expired, critical }) =>
          (expired + critical).toLocaleString(),
      },
      {
        id: 'total',
        label: t('dashboard.groups.certificates'),
        width: '124px',
        align: 'end',
        render: group => group.total.toLocaleString(),
      },
    ],
    [field, inventoryLink, largest, t],
  );
}

/** Certificates by owner, issuer, device or environment, with their states. */
export function GroupsCard(props: { summary: InventorySummary }) {
  const { summary } = props;
  const { t } = useCertificatesTranslation();
  const [field, setField] = useState<GroupField>('owner');
  const [showsAll, setShowsAll] = useState(false);
  const groups = GROUPS.find(group => group.field === field)!.of(summary);
  const largest = Math.max(...groups.map(group => group.total), 1);
  const columns = useGroupColumns(field, largest);
  const rows = (showsAll ? groups : groups.slice(0, FEW)).map(group => ({
    ...group,
    id: group.value,
  }));
  return (
    <SectionCard
      title={t('dashboard.groups.title')}
      actions={
        <ToggleButtonGroup
          aria-label={t('dashboard.groups.by')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[field]}
          onSelectionChange={keys => {
            setField([...keys][0] as GroupField);
            setShowsAll(false);
          }}
        >
          {GROUPS.map(group => (
            <ToggleButton key={group.field} id={group.field} size="small">
              {t(`dashboard.groups.${group.field}`)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      }
    >
      <DataTable
        label={t(`dashboard.groups.${field}`)}
        columns={columns}
        rows={rows}
        density="compact"
        emptyState={<Text color="secondary">{t('dashboard.groups.none')}</Text>}
      />
      {groups.length > FEW && (
        <Button
          size="small"
          variant="tertiary"
          aria-expanded={showsAll}
          onPress={() => setShowsAll(!showsAll)}
        >
          {showsAll
            ? t('dashboard.groups.showLess')
            : t('dashboard.groups.showAll', { total: String(groups.length) })}
        </Button>
      )}
    </SectionCard>
  );
}
