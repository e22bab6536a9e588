import { EntityDisplayName } from '@backstage/plugin-catalog-react';
import { CertificateFilter } from '@cmt/backstage-plugin-certificates-common';
import { isEntityRef, useFilterLabels } from './useFilterLabels';

/** The value of a filter; entities by the name that the catalog gives them. */
export function FilterValue(props: {
  field: keyof CertificateFilter;
  value: string;
}) {
  const { field, value } = props;
  const { valueLabel } = useFilterLabels();
  const standsForEntity = field === 'owner' || field === 'entity';
  return standsForEntity && isEntityRef(value) ? (
    <EntityDisplayName
      entityRef={value}
      defaultKind="group"
      hideIcon
      disableTooltip
    />
  ) : (
    <>{valueLabel(field, value)}</>
  );
}
