import { useApi } from '@backstage/core-plugin-api';
import { toError } from '@backstage/errors';
import { InstallationUsage } from '@cmt/backstage-plugin-certificates-common';
import { useCallback, useEffect, useState } from 'react';
import { certificatesApiRef } from '../../api';

const PAGE_SIZE = 50;

interface UsageState {
  items: InstallationUsage[] | undefined;
  nextCursor: string | undefined;
  error: Error | undefined;
  isLoading: boolean;
}

const START: UsageState = {
  items: undefined,
  nextCursor: undefined,
  error: undefined,
  isLoading: true,
};

/** Where a certificate is installed and used, page by page. */
export function useUsage(certificateId: string, includeRemoved: boolean) {
  const api = useApi(certificatesApiRef);
  const [state, setState] = useState(START);
  const [request, setRequest] = useState<{ cursor?: string }>({});

  useEffect(() => {
    setRequest({});
  }, [certificateId, includeRemoved]);

  useEffect(() => {
    const controller = new AbortController();
    const { cursor } = request;
    setState(previous =>
      cursor ? { ...previous, error: undefined, isLoading: true } : START,
    );
    api
      .listUsage(
        certificateId,
        {
          limit: PAGE_SIZE,
          ...(cursor && { cursor }),
          ...(includeRemoved && { includeRemoved }),
        },
        { signal: controller.signal },
      )
      .then(
        page => {
          if (!controller.signal.aborted) {
            setState(previous => ({
              items: [...((cursor && previous.items) || []), ...page.items],
              nextCursor: page.nextCursor,
              error: undefined,
              isLoading: false,
            }));
          }
        },
        error => {
          if (!controller.signal.aborted) {
            setState(previous => ({
              ...previous,
              error: toError(error),
              isLoading: false,
            }));
          }
        },
      );
    return () => controller.abort();
  }, [api, certificateId, includeRemoved, request]);

  const loadMore = useCallback(
    () => setRequest({ cursor: state.nextCursor }),
    [state.nextCursor],
  );
  const retry = useCallback(() => setRequest(r => ({ ...r })), []);
  return { ...state, loadMore, retry };
}
