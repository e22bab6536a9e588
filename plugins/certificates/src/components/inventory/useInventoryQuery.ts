import {
  CertificateFilter,
  CertificateSort,
} from '@cmt/backstage-plugin-certificates-common';
import { useCallback, useMemo } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import { z } from 'zod';
import {
  formatInventoryQuery,
  InventoryQuery,
  parseInventoryQuery,
} from './inventoryQuery';

/** Cursors of the pages before this one, kept in the browser's history entry. */
const historyState = z.object({ trail: z.array(z.string().nullable()) });

/** What the inventory shows, with the ways to change it. */
export interface InventoryQueryControl {
  query: InventoryQuery;
  /** Changes the filter and goes back to the first page. */
  setFilter: (
    filter: CertificateFilter,
    options?: { replace?: boolean },
  ) => void;
  setSort: (sort: CertificateSort, order: 'asc' | 'desc') => void;
  showNextPage: (cursor: string) => void;
  showPreviousPage: () => void;
}

/**
 * The address of the page as the only place where the inventory's filter, order
 * and position are kept, so that it can be shared and the back button works.
 */
export function useInventoryQuery(): InventoryQueryControl {
  const { search, state } = useLocation();
  const navigate = useNavigate();
  const query = useMemo(
    () => parseInventoryQuery(new URLSearchParams(search)),
    [search],
  );
  const trail = useMemo(
    () => historyState.safeParse(state).data?.trail ?? [],
    [state],
  );

  const show = useCallback(
    (
      next: InventoryQuery,
      options: { replace?: boolean; trail?: (string | null)[] } = {},
    ) =>
      navigate(
        { search: formatInventoryQuery(next) },
        { replace: options.replace, state: { trail: options.trail ?? [] } },
      ),
    [navigate],
  );

  return useMemo(
    () => ({
      query,
      setFilter: (filter, options) =>
        show({ ...query, filter, cursor: undefined, page: 1 }, options),
      setSort: (sort, order) =>
        show({ ...query, sort, order, cursor: undefined, page: 1 }),
      showNextPage: cursor =>
        show(
          { ...query, cursor, page: query.page + 1 },
          { trail: [...trail, query.cursor ?? null] },
        ),
      showPreviousPage: () => {
        // A shared address has no trail: the only page before it that can be
        // found again is the first.
        const cursor = trail.at(-1) ?? undefined;
        show(
          { ...query, cursor, page: cursor ? query.page - 1 : 1 },
          { trail: trail.slice(0, -1) },
        );
      },
    }),
    [query, show, trail],
  );
}
