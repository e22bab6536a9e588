import { toError } from '@backstage/errors';
import { useCallback, useEffect, useRef, useState } from 'react';

/** A key that no other request has; works without a secure context, too. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether the request may have reached the backend without an answer coming back. */
function isUnanswered(error: Error): boolean {
  return error.name === 'TypeError';
}

/** A request that changes something, made when a person says so. */
export interface Mutation<Input, Output> {
  run: (input: Input) => Promise<Output | undefined>;
  isRunning: boolean;
  error: Error | undefined;
  /** What the failed request was about. */
  failedInput: Input | undefined;
  reset: () => void;
}

/**
 * Makes a request when `run` is called. The same request sent again after the
 * connection broke carries the same idempotency key, so that it counts once.
 *
 * @param send - makes the request; must pass the key on
 */
export function useMutation<Input, Output>(
  send: (input: Input, options: { idempotencyKey: string }) => Promise<Output>,
): Mutation<Input, Output> {
  const [state, setState] = useState<{
    isRunning: boolean;
    error?: Error;
    failedInput?: Input;
  }>({ isRunning: false });
  const sendRef = useRef(send);
  sendRef.current = send;
  const unanswered = useRef<{ input: string; key: string }>();
  const isMounted = useRef(true);
  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
    };
  }, []);

  const run = useCallback(async (input: Input) => {
    const text = JSON.stringify(input) ?? '';
    const key =
      unanswered.current?.input === text ? unanswered.current.key : newKey();
    unanswered.current = undefined;
    setState({ isRunning: true });
    try {
      const output = await sendRef.current(input, { idempotencyKey: key });
      if (!isMounted.current) {
        return undefined;
      }
      setState({ isRunning: false });
      return output;
    } catch (cause) {
      const error = toError(cause);
      if (isMounted.current) {
        unanswered.current = isUnanswered(error)
          ? { input: text, key }
          : undefined;
        setState({ isRunning: false, error, failedInput: input });
      }
      return undefined;
    }
  }, []);

  const reset = useCallback(() => setState({ isRunning: false }), []);
  return {
    run,
    isRunning: state.isRunning,
    error: state.error,
    failedInput: state.failedInput,
    reset,
  };
}
