import { toError } from '@backstage/errors';
import { useCallback, useEffect, useRef, useState } from 'react';

/** Closer signals are merged: a step may say several things at once. */
export const SIGNAL_INTERVAL_MS = 500;

/** Something that changes by itself and is read again and again. */
export interface Followed<T> {
  /** As it was read last; kept when a later reading fails. */
  value: T | undefined;
  /** Why the last reading failed. */
  error: Error | undefined;
  /** When it was read last, as ISO 8601. */
  readAt: string | undefined;
  /** Reads it again now. */
  refresh: () => void;
  /** Takes over what an action answered, so that it shows at once. */
  replace: (value: T) => void;
}

/**
 * Reads something at once and whenever it is asked to. Only the last reading
 * counts.
 *
 * @param read - has to stay the same function while the same thing is followed
 */
export function useFollowed<T>(
  read: (signal: AbortSignal) => Promise<T>,
): Followed<T> {
  const [state, setState] = useState<{
    value?: T;
    error?: Error;
    readAt?: string;
  }>({});
  const reading = useRef<AbortController>();

  const replace = useCallback((value: T) => {
    // An answer that is still on its way is older than this one.
    reading.current?.abort();
    setState({ value, readAt: new Date().toISOString() });
  }, []);

  const refresh = useCallback(() => {
    reading.current?.abort();
    const controller = new AbortController();
    reading.current = controller;
    read(controller.signal).then(
      value => {
        if (!controller.signal.aborted) {
          setState({ value, readAt: new Date().toISOString() });
        }
      },
      cause => {
        if (!controller.signal.aborted) {
          setState(before => ({ ...before, error: toError(cause) }));
        }
      },
    );
  }, [read]);

  useEffect(() => {
    setState({});
    refresh();
    return () => reading.current?.abort();
  }, [refresh]);

  const { value, error, readAt } = state;
  return { value, error, readAt, refresh, replace };
}

/** Calls again and again, unless the interval is `undefined`. */
export function usePolling(
  call: () => void,
  intervalMs: number | undefined,
): void {
  useEffect(() => {
    if (intervalMs === undefined) {
      return undefined;
    }
    const timer = setInterval(call, intervalMs);
    return () => clearInterval(timer);
  }, [call, intervalMs]);
}
