import { useCallback, useEffect, useRef, useState } from 'react';

/** How far a request has come. */
export interface RequestState<T> {
  /** The last answer; kept while the next request runs. */
  value: T | undefined;
  error: Error | undefined;
  isLoading: boolean;
  /** Asks again. */
  retry: () => void;
}

/**
 * Runs a request when its key changes, and cancels the one before, so that a
 * slow answer never replaces a newer one.
 *
 * @param key - what is asked for; the request is repeated when it changes
 * @param load - makes the request; must pass the signal on
 */
export function useRequest<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
): RequestState<T> {
  const [value, setValue] = useState<T>();
  const [error, setError] = useState<Error>();
  const [isLoading, setLoading] = useState(true);
  const [attempt, setAttempt] = useState(0);
  const loadRef = useRef(load);
  loadRef.current = load;

  useEffect(() => {
    const controller = new AbortController();
    const settle = (apply: () => void) => {
      if (!controller.signal.aborted) {
        apply();
        setLoading(false);
      }
    };
    setLoading(true);
    loadRef.current(controller.signal).then(
      answer =>
        settle(() => {
          setValue(answer);
          setError(undefined);
        }),
      (cause: Error) => settle(() => setError(cause)),
    );
    return () => controller.abort();
  }, [key, attempt]);

  const retry = useCallback(() => setAttempt(n => n + 1), []);
  return { value, error, isLoading, retry };
}
