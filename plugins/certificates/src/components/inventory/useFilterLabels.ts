import { parseEntityRef } from '@backstage/catalog-model';
import { humanizeEntityRef } from '@backstage/plugin-catalog-react';
import {
  CertificateFilter,
  CertificateState,
  FindingCode,
  KeyType,
  UsageState,
} from '@cmt/backstage-plugin-certificates-common';
import { useMemo } from 'react';
import { useCertificatesTranslation } from '../../translation';
import { findingText, formatDay } from '../ui';

/** Whether a text that came from an address or the backend names an entity. */
export function isEntityRef(text: string): boolean {
  try {
    parseEntityRef(text);
    return true;
  } catch {
    return false;
  }
}

/** An entity ref as people write it: `checkout` for `group:default/checkout`. */
export function shortEntityRef(ref: string): string {
  return isEntityRef(ref)
    ? humanizeEntityRef(parseEntityRef(ref), { defaultKind: 'group' })
    : ref;
}

/** How filters and their values read. */
export function useFilterLabels() {
  const { t } = useCertificatesTranslation();
  return useMemo(() => {
    const valueLabel = (
      field: keyof CertificateFilter,
      value: string,
    ): string => {
      switch (field) {
        case 'state':
          return t(`state.${value as CertificateState}`);
        case 'usage':
          return t(`usage.${value as UsageState}`);
        case 'keyType':
          return t(`keyType.${value as KeyType}`);
        case 'finding':
          return findingText(t, value as FindingCode).title;
        case 'owner':
        case 'entity':
          return shortEntityRef(value);
        case 'expiresWithinDays':
          return t('inventory.filters.withinDays', { days: value });
        case 'expiresFrom':
        case 'expiresBefore':
          return formatDay(value);
        case 'includeGone':
          return t('inventory.filters.included');
        default:
          return value;
      }
    };
    return { valueLabel };
  }, [t]);
}
