import { useSignal } from '@backstage/plugin-signals-react';
import { useEffect, useRef } from 'react';

/**
 * Calls back when the backend says something on a channel.
 *
 * @returns whether the portal delivers signals at all
 */
export function useChannelSignal(
  channel: string,
  onChange: () => void,
  options: {
    /** Calls closer to each other than this are merged. */
    minIntervalMs?: number;
    /** Whether a message is worth a call; all are by default. */
    concerns?: (message: object) => boolean;
  } = {},
): boolean {
  const { minIntervalMs = 0, concerns } = options;
  const { lastSignal, isSignalsAvailable } = useSignal(channel);
  const latest = useRef({ onChange, concerns });
  latest.current = { onChange, concerns };
  const lastCallAt = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>();

  useEffect(() => {
    // A call that waits already covers this message too.
    if (
      !lastSignal ||
      timer.current ||
      latest.current.concerns?.(lastSignal) === false
    ) {
      return;
    }
    const wait = Math.max(0, lastCallAt.current + minIntervalMs - Date.now());
    timer.current = setTimeout(() => {
      timer.current = undefined;
      lastCallAt.current = Date.now();
      latest.current.onChange();
    }, wait);
  }, [lastSignal, minIntervalMs]);

  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );

  return isSignalsAvailable;
}
