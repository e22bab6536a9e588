import { useApi } from '@backstage/core-plugin-api';
import { ScanRecord } from '@cmt/backstage-plugin-certificates-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { certificatesApiRef } from '../api';
import { useInventorySignal } from './useInventorySignal';

const POLL_MS = 1_500;

/** With signals, polling only bridges one that got lost. */
const POLL_WITH_SIGNALS_MS = 5_000;

/** The scan of a device that runs, or ended while the page was open. */
export interface DeviceScan {
  scan: ScanRecord | null;
  isRunning: boolean;
  /** Why the scan could not be started or followed. */
  error: Error | undefined;
  start: () => void;
}

function isRunning(scan: ScanRecord | null): boolean {
  return scan?.status === 'queued' || scan?.status === 'running';
}

/**
 * Starts a scan and follows it to its end, and follows one that is running
 * already when the page opens.
 *
 * @param activeScan - the scan that runs according to the device
 * @param onFinished - called once when a followed scan ends
 */
export function useDeviceScan(
  device: string,
  activeScan: ScanRecord | null,
  onFinished: () => void,
): DeviceScan {
  const api = useApi(certificatesApiRef);
  const [scan, setScan] = useState<ScanRecord | null>(activeScan);
  const [error, setError] = useState<Error>();
  const [isStarting, setStarting] = useState(false);
  const onFinishedRef = useRef(onFinished);
  onFinishedRef.current = onFinished;

  const scanId = scan?.id;
  const running = isRunning(scan);

  useEffect(() => {
    // Somebody else's scan, or a scheduled one, started since.
    if (activeScan && !running) {
      setScan(activeScan);
    }
  }, [activeScan, running]);

  const poll = useCallback(
    async (signal?: AbortSignal) => {
      if (!scanId) {
        return;
      }
      try {
        const next = await api.getScan(scanId, { signal });
        if (signal?.aborted) {
          return;
        }
        setError(undefined);
        setScan(next);
        if (!isRunning(next)) {
          onFinishedRef.current();
        }
      } catch (cause) {
        if (!signal?.aborted) {
          setError(cause as Error);
        }
      }
    },
    [api, scanId],
  );

  const hasSignals = useInventorySignal(() => {
    if (running) {
      poll();
    }
  }, POLL_MS);

  useEffect(() => {
    if (!running) {
      return undefined;
    }
    const controller = new AbortController();
    const timer = setInterval(
      () => poll(controller.signal),
      hasSignals ? POLL_WITH_SIGNALS_MS : POLL_MS,
    );
    return () => {
      clearInterval(timer);
      controller.abort();
    };
  }, [running, hasSignals, poll]);

  const start = useCallback(() => {
    setStarting(true);
    setError(undefined);
    api
      .scanDevice(device)
      .then(setScan, setError)
      .finally(() => setStarting(false));
  }, [api, device]);

  return { scan, isRunning: running || isStarting, error, start };
}
