import { useApi } from '@backstage/core-plugin-api';
import {
  DeploymentDetail,
  isDeploymentOver,
} from '@cmt/backstage-plugin-certificates-common';
import { useCallback } from 'react';
import { certificatesDeploymentsApiRef } from '../api';
import { useDeploymentSignal } from './useDeploymentSignal';
import {
  Followed,
  SIGNAL_INTERVAL_MS,
  useFollowed,
  usePolling,
} from './useFollowed';

const POLL_MS = 2_000;

/** With signals, polling only bridges one that got lost. */
const POLL_WITH_SIGNALS_MS = 10_000;

/** A deployment that is followed until it is over. */
export interface FollowedDeployment
  extends Omit<Followed<DeploymentDetail>, 'value'> {
  /** As it was read last; kept when a later reading fails. */
  deployment: DeploymentDetail | undefined;
}

/**
 * Reads a deployment and follows it: by signals where the portal has them, and
 * by asking again while it is not over.
 */
export function useDeployment(id: string): FollowedDeployment {
  const api = useApi(certificatesDeploymentsApiRef);
  const read = useCallback(
    (signal: AbortSignal) => api.getDeployment(id, { signal }),
    [api, id],
  );
  const { value: deployment, ...rest } = useFollowed(read);
  const { refresh, error } = rest;
  const hasSignals = useDeploymentSignal(refresh, {
    id,
    minIntervalMs: SIGNAL_INTERVAL_MS,
  });
  const goesOn = deployment && !isDeploymentOver(deployment.state);
  const pollMs = hasSignals && !error ? POLL_WITH_SIGNALS_MS : POLL_MS;
  usePolling(refresh, goesOn ? pollMs : undefined);
  return { deployment, ...rest };
}
