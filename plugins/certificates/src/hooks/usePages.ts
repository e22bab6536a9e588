import { toError } from '@backstage/errors';
import { useCallback, useEffect, useRef, useState } from 'react';

interface PagesState<T> {
  items: T[] | undefined;
  nextCursor: string | undefined;
  error: Error | undefined;
  isLoading: boolean;
}

/** A list that is read page by page. */
export interface Pages<T> extends PagesState<T> {
  loadMore: () => void;
  /** Repeats the request that failed. */
  retry: () => void;
  /** Begins again with the first page; what is shown stays until it is there. */
  reload: () => void;
  /** Changes what has been read already, after an action on one of it. */
  update: (change: (items: T[]) => T[]) => void;
}

/**
 * Reads a list page by page, from the first one when its key changes.
 *
 * @param key - what is asked for
 * @param load - reads one page; must pass the signal on
 */
export function usePages<T>(
  key: string,
  load: (
    cursor: string | undefined,
    signal: AbortSignal,
  ) => Promise<{ items: T[]; nextCursor?: string }>,
): Pages<T> {
  const [state, setState] = useState<PagesState<T> & { key: string }>({
    key,
    items: undefined,
    nextCursor: undefined,
    error: undefined,
    isLoading: true,
  });
  const [request, setRequest] = useState<{ key: string; cursor?: string }>({
    key,
  });
  const loadRef = useRef(load);
  loadRef.current = load;
  const isCurrent = request.key === key;

  useEffect(() => {
    if (!isCurrent) {
      setRequest({ key });
      return undefined;
    }
    const controller = new AbortController();
    const { cursor } = request;
    setState(before => ({
      ...before,
      key,
      items: before.key === key ? before.items : undefined,
      error: undefined,
      isLoading: true,
    }));
    loadRef.current(cursor, controller.signal).then(
      page => {
        if (!controller.signal.aborted) {
          setState(before => ({
            key,
            items: [...((cursor && before.items) || []), ...page.items],
            nextCursor: page.nextCursor,
            error: undefined,
            isLoading: false,
          }));
        }
      },
      cause => {
        if (!controller.signal.aborted) {
          setState(before => ({
            ...before,
            error: toError(cause),
            isLoading: false,
          }));
        }
      },
    );
    return () => controller.abort();
  }, [key, request, isCurrent]);

  const loadMore = useCallback(
    () => setRequest({ key, cursor: state.nextCursor }),
    [key, state.nextCursor],
  );
  const retry = useCallback(() => setRequest(r => ({ ...r })), []);
  const reload = useCallback(() => setRequest({ key }), [key]);
  const update = useCallback(
    (change: (items: T[]) => T[]) =>
      setState(before => ({
        ...before,
        items: before.items && change(before.items),
      })),
    [],
  );
  return {
    items: state.key === key ? state.items : undefined,
    nextCursor: state.nextCursor,
    error: state.error,
    isLoading: state.isLoading,
    loadMore,
    retry,
    reload,
    update,
  };
}
