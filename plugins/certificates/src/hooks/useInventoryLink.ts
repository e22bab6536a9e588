import { useRouteRef } from '@backstage/core-plugin-api';
import {
  CertificateFilter,
  serializeQuery,
} from '@cmt/backstage-plugin-certificates-common';
import { useCallback } from 'react';
import { inventoryRouteRef } from '../routes';

/** Makes addresses of the inventory with a filter set. */
export function useInventoryLink(): (filter?: CertificateFilter) => string {
  const inventoryRoute = useRouteRef(inventoryRouteRef);
  return useCallback(
    (filter: CertificateFilter = {}) => {
      const search = serializeQuery(filter);
      return `${inventoryRoute()}${search && `?${search}`}`;
    },
    [inventoryRoute],
  );
}
