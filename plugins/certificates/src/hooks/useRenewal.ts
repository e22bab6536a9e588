import { useApi } from '@backstage/core-plugin-api';
import { toError } from '@backstage/errors';
import {
  isRenewalOver,
  RenewalDetail,
} from '@cmt/backstage-plugin-certificates-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { certificatesRenewalsApiRef } from '../api';
import { useRenewalsSignal } from './useRenewalsSignal';

const POLL_RUNNING_MS = 2_000;

/** What waits for a CA or a person changes in minutes, not in seconds. */
const POLL_WAITING_MS = 10_000;

/** With signals, polling only bridges one that got lost. */
const POLL_WITH_SIGNALS_MS = 20_000;

/** Closer signals are merged: a step may say several things at once. */
const SIGNAL_INTERVAL_MS = 500;

/** A renewal that is followed until it is over. */
export interface FollowedRenewal {
  /** As it was read last; kept when a later reading fails. */
  renewal: RenewalDetail | undefined;
  /** Why the last reading failed. */
  error: Error | undefined;
  /** When it was read last, as ISO 8601. */
  readAt: string | undefined;
  /** Reads it again now. */
  refresh: () => void;
  /** Takes over what an action answered, so that it shows at once. */
  replace: (renewal: RenewalDetail) => void;
}

/**
 * Reads a renewal and follows it: by signals where the portal has them, and by
 * asking again while it is not over.
 */
export function useRenewal(id: string): FollowedRenewal {
  const api = useApi(certificatesRenewalsApiRef);
  const [state, setState] = useState<{
    renewal?: RenewalDetail;
    error?: Error;
    readAt?: string;
  }>({});
  const reading = useRef<AbortController>();

  const replace = useCallback((renewal: RenewalDetail) => {
    // An answer that is still on its way is older than this one.
    reading.current?.abort();
    setState({ renewal, readAt: new Date().toISOString() });
  }, []);

  const refresh = useCallback(() => {
    reading.current?.abort();
    const controller = new AbortController();
    reading.current = controller;
    api.getRenewal(id, { signal: controller.signal }).then(
      renewal => {
        if (!controller.signal.aborted) {
          setState({ renewal, readAt: new Date().toISOString() });
        }
      },
      cause => {
        if (!controller.signal.aborted) {
          setState(before => ({ ...before, error: toError(cause) }));
        }
      },
    );
  }, [api, id]);

  useEffect(() => {
    setState({});
    refresh();
    return () => reading.current?.abort();
  }, [refresh]);

  const hasSignals = useRenewalsSignal(refresh, {
    id,
    minIntervalMs: SIGNAL_INTERVAL_MS,
  });

  const { renewal, error } = state;
  const goesOn = renewal !== undefined && !isRenewalOver(renewal.state);
  const unsignalled =
    renewal?.state === 'running' ? POLL_RUNNING_MS : POLL_WAITING_MS;
  const pollMs = hasSignals && !error ? POLL_WITH_SIGNALS_MS : unsignalled;
  useEffect(() => {
    if (!goesOn) {
      return undefined;
    }
    const timer = setInterval(refresh, pollMs);
    return () => clearInterval(timer);
  }, [goesOn, pollMs, refresh]);

  return { renewal, error, readAt: state.readAt, refresh, replace };
}
