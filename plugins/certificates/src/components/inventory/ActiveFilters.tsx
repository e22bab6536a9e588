import { Button, Flex, Tag, TagGroup } from '@backstage/ui';
import { CertificateFilter } from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import { FilterValue } from './FilterValue';
import { useFilterLabels } from './useFilterLabels';

interface ActiveFilter {
  id: string;
  field: keyof CertificateFilter;
  value: string;
}

function listActive(filter: CertificateFilter): ActiveFilter[] {
  return Object.entries(filter).flatMap(([field, value]) =>
    (Array.isArray(value) ? value : [value]).map(item => ({
      id: `${field} ${item}`,
      field: field as keyof CertificateFilter,
      value: String(item),
    })),
  );
}

function without(
  filter: CertificateFilter,
  { field, value }: ActiveFilter,
): CertificateFilter {
  const { [field]: current, ...rest } = filter;
  if (!Array.isArray(current)) {
    return rest;
  }
  const left = (current as string[]).filter(item => item !== value);
  return left.length ? { ...rest, [field]: left } : rest;
}

/** Everything that narrows the list, each with a way to take it back. */
export function ActiveFilters(props: {
  filter: CertificateFilter;
  onChange: (filter: CertificateFilter) => void;
}) {
  const { filter, onChange } = props;
  const { t } = useCertificatesTranslation();
  const { valueLabel } = useFilterLabels();
  const active = listActive(filter);
  if (!active.length) {
    return null;
  }
  return (
    <Flex align="center" gap="2" style={{ flexWrap: 'wrap' }}>
      <TagGroup
        aria-label={t('inventory.filters.active')}
        items={active}
        onRemove={keys =>
          onChange(
            active.filter(item => keys.has(item.id)).reduce(without, filter),
          )
        }
      >
        {item => {
          const name = t(`inventory.filters.${item.field}`);
          const value = valueLabel(item.field, item.value);
          return (
            <Tag
              id={item.id}
              textValue={t('inventory.filters.chip', { name, value })}
              size="small"
            >
              {t('inventory.filters.chip', {
                name,
                value: <FilterValue field={item.field} value={item.value} />,
              })}
            </Tag>
          );
        }}
      </TagGroup>
      <Button size="small" variant="tertiary" onPress={() => onChange({})}>
        {t('inventory.filters.clear')}
      </Button>
    </Flex>
  );
}
