import { useSignal } from '@backstage/plugin-signals-react';
import { SIGNAL_CHANNEL_INVENTORY } from '@cmt/backstage-plugin-certificates-common';
import { useEffect, useRef } from 'react';

/**
 * Calls back when the backend says that the inventory or a scan changed.
 *
 * @param minIntervalMs - calls closer to each other than this are merged
 * @returns whether the portal delivers signals at all
 */
export function useInventorySignal(
  onChange: () => void,
  minIntervalMs = 0,
): boolean {
  const { lastSignal, isSignalsAvailable } = useSignal(
    SIGNAL_CHANNEL_INVENTORY,
  );
  const onChangeRef = useRef(onChange);
  onChangeRef.current = onChange;
  const lastCallAt = useRef(0);

  useEffect(() => {
    if (!lastSignal) {
      return undefined;
    }
    const wait = Math.max(0, lastCallAt.current + minIntervalMs - Date.now());
    const timer = setTimeout(() => {
      lastCallAt.current = Date.now();
      onChangeRef.current();
    }, wait);
    return () => clearTimeout(timer);
  }, [lastSignal, minIntervalMs]);

  return isSignalsAvailable;
}
