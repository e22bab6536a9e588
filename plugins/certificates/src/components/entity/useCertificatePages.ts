import { useApi } from '@backstage/core-plugin-api';
import {
  CertificateFilter,
  CertificatePage,
} from '@cmt/backstage-plugin-certificates-common';
import { useCallback, useEffect, useState } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { certificatesApiRef } from '../../api';

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
  const [shown, setShown] = useState<CertificatePage>();

  const { value, error, loading, retry } = useAsyncRetry(
    () =>
      api.listCertificates({
        ...(JSON.parse(key) as CertificateFilter),
        sort: 'expires',
        limit: PAGE_SIZE,
        ...(cursor && { cursor }),
      }),
    [api, key, cursor],
  );
  // The last page stays on screen while the next one loads.
  useEffect(() => {
    if (value && !loading) {
      setShown(value);
    }
  }, [value, loading]);

  const nextCursor = shown?.nextCursor;
  const next = useCallback(() => {
    if (nextCursor) {
      setWalk({ key, cursors: [...cursors, nextCursor] });
    }
  }, [key, cursors, nextCursor]);
  const previous = useCallback(
    () => setWalk({ key, cursors: cursors.slice(0, -1) }),
    [key, cursors],
  );

  return {
    page: shown,
    offset: cursors.length * PAGE_SIZE,
    hasNext: Boolean(nextCursor),
    hasPrevious: cursors.length > 0,
    isLoading: loading,
    error: loading ? undefined : error,
    next,
    previous,
    retry,
  };
}
