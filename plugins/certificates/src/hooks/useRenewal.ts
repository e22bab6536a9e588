import { useApi } from '@backstage/core-plugin-api';
import {
  isRenewalOver,
  RenewalDetail,
} from '@cmt/backstage-plugin-certificates-common';
import { useCallback } from 'react';
import { certificatesRenewalsApiRef } from '../api';
import {
  Followed,
  SIGNAL_INTERVAL_MS,
  useFollowed,
  usePolling,
} from './useFollowed';
import { useRenewalsSignal } from './useRenewalsSignal';

const POLL_RUNNING_MS = 2_000;

/** What waits for a CA or a person changes in minutes, not in seconds. */
const POLL_WAITING_MS = 10_000;

/** With signals, polling only bridges one that got lost. */
const POLL_WITH_SIGNALS_MS = 20_000;

/** A renewal that is followed until it is over. */
export interface FollowedRenewal
  extends Omit<Followed<RenewalDetail>, 'value'> {
  /** As it was read last; kept when a later reading fails. */
  renewal: RenewalDetail | undefined;
}

/**
 * Reads a renewal and follows it: by signals where the portal has them, and by
 * asking again while it is not over.
 */
export function useRenewal(id: string): FollowedRenewal {
  const api = useApi(certificatesRenewalsApiRef);
  const read = useCallback(
    (signal: AbortSignal) => api.getRenewal(id, { signal }),
    [api, id],
  );
  const { value: renewal, ...rest } = useFollowed(read);
  const { refresh, error } = rest;
  const hasSignals = useRenewalsSignal(refresh, {
    id,
    minIntervalMs: SIGNAL_INTERVAL_MS,
  });
  const goesOn = renewal && !isRenewalOver(renewal.state);
  const unsignalled =
    renewal?.state === 'running' ? POLL_RUNNING_MS : POLL_WAITING_MS;
  const pollMs = hasSignals && !error ? POLL_WITH_SIGNALS_MS : unsignalled;
  usePolling(refresh, goesOn ? pollMs : undefined);
  return { renewal, ...rest };
}
