import { SIGNAL_CHANNEL_INVENTORY } from '@cmt/backstage-plugin-certificates-common';
import { useChannelSignal } from './useChannelSignal';

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
  return useChannelSignal(SIGNAL_CHANNEL_INVENTORY, onChange, {
    minIntervalMs,
  });
}
