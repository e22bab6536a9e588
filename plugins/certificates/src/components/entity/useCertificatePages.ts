import { useApi } from '@backstage/core-plugin-api';
import { CertificateFilter } from '@cmt/backstage-plugin-certificates-common';
import { useState } from 'react';
import { certificatesApiRef } from '../../api';
import { useRequest } from '../../hooks';

/** Rows of one page. */
export const PAGE_SIZE = 25;

/** Walks through the certificates that match a filter, page by page. */
export function useCertificatePages(filter: CertificateFilter) {
  const api = useApi(certificatesApiRef);
  const key = JSON.stringify(filter);
  // Cursors of the pages up to the one that is shown; the first has none.
  const [walk, setWalk] = useState<{ key: string; cursors: string[] }>({
    key,
    cursors: [],
  });
  const cursors = walk.key === key ? walk.cursors : [];
  const cursor = cursors[cursors.length - 1];

  const { value, error, isLoading, retry } = useRequest(
    `${key} ${cursor}`,
    signal =>
      api.listCertificates(
        {
          ...filter,
          sort: 'expires',
          limit: PAGE_SIZE,
          ...(cursor && { cursor }),
        },
        { signal },
      ),
  );

  const nextCursor = value?.nextCursor;
  const next = () => {
    if (nextCursor) {
      setWalk({ key, cursors: [...cursors, nextCursor] });
    }
  };
  const previous = () => setWalk({ key, cursors: cursors.slice(0, -1) });

  return {
    /** The last page stays while the next one loads. */
    page: value,
    offset: cursors.length * PAGE_SIZE,
    // The cursor of the page before would be taken twice.
    hasNext: Boolean(nextCursor) && !isLoading,
    hasPrevious: cursors.length > 0,
    isLoading,
    error: isLoading ? undefined : error,
    next,
    previous,
    retry,
  };
}
