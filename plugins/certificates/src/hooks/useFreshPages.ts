import { useEffect, useRef } from 'react';
import { useDeploymentSignal } from './useDeploymentSignal';
import { useInventorySignal } from './useInventorySignal';
import { Pages } from './usePages';

/** Signals closer to each other than this are merged. */
const SIGNAL_INTERVAL_MS = 5_000;

const POLL_MS = 15_000;

/** With signals, polling only bridges one that got lost. */
const POLL_WITH_SIGNALS_MS = 60_000;

/**
 * Keeps a list fresh that deployments and scans change: by signals where the
 * portal has them, and by asking again while somebody can see it. Pages that
 * somebody has asked for are not taken away again: then the list stays as it is.
 *
 * @param pageSize - how many items a page has
 */
export function useFreshPages(
  pages: Pick<Pages<unknown>, 'items' | 'isLoading' | 'reload'>,
  pageSize: number,
): void {
  const latest = useRef(pages);
  latest.current = pages;
  const refresh = useRef(() => {
    const { items, isLoading, reload } = latest.current;
    if (!isLoading && (items?.length ?? 0) <= pageSize) {
      reload();
    }
  }).current;

  const hasSignals = useDeploymentSignal(refresh, {
    minIntervalMs: SIGNAL_INTERVAL_MS,
  });
  useInventorySignal(refresh, SIGNAL_INTERVAL_MS);
  useEffect(() => {
    const timer = setInterval(
      () => {
        if (document.visibilityState !== 'hidden') {
          refresh();
        }
      },
      hasSignals ? POLL_WITH_SIGNALS_MS : POLL_MS,
    );
    return () => clearInterval(timer);
  }, [hasSignals, refresh]);
}
