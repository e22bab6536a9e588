import { useApi } from '@backstage/core-plugin-api';
import { toError } from '@backstage/errors';
import {
  DeploymentDetail,
  isDeploymentOver,
} from '@cmt/backstage-plugin-certificates-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { certificatesDeploymentsApiRef } from '../api';
import { useDeploymentSignal } from './useDeploymentSignal';

const POLL_MS = 2_000;

/** With signals, polling only bridges one that got lost. */
const POLL_WITH_SIGNALS_MS = 10_000;

/** Closer signals are merged: a step may say several things at once. */
const SIGNAL_INTERVAL_MS = 500;

/** A deployment that is followed until it is over. */
export interface FollowedDeployment {
  /** As it was read last; kept when a later reading fails. */
  deployment: DeploymentDetail | undefined;
  /** Why the last reading failed. */
  error: Error | undefined;
  /** When it was read last, as ISO 8601. */
  readAt: string | undefined;
  /** Reads it again now. */
  refresh: () => void;
  /** Takes over what an action answered, so that it shows at once. */
  replace: (deployment: DeploymentDetail) => void;
}

/**
 * Reads a deployment and follows it: by signals where the portal has them, and
 * by asking again while it is not over.
 */
export function useDeployment(id: string): FollowedDeployment {
  const api = useApi(certificatesDeploymentsApiRef);
  const [state, setState] = useState<{
    deployment?: DeploymentDetail;
    error?: Error;
    readAt?: string;
  }>({});
  const reading = useRef<AbortController>();

  const replace = useCallback((deployment: DeploymentDetail) => {
    // An answer that is still on its way is older than this one.
    reading.current?.abort();
    setState({ deployment, readAt: new Date().toISOString() });
  }, []);

  const refresh = useCallback(() => {
    reading.current?.abort();
    const controller = new AbortController();
    reading.current = controller;
    api.getDeployment(id, { signal: controller.signal }).then(
      deployment => {
        if (!controller.signal.aborted) {
          setState({ deployment, readAt: new Date().toISOString() });
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

  const hasSignals = useDeploymentSignal(refresh, {
    id,
    minIntervalMs: SIGNAL_INTERVAL_MS,
  });

  const { deployment } = state;
  const goesOn =
    deployment !== undefined && !isDeploymentOver(deployment.state);
  useEffect(() => {
    if (!goesOn) {
      return undefined;
    }
    const timer = setInterval(
      refresh,
      hasSignals && !state.error ? POLL_WITH_SIGNALS_MS : POLL_MS,
    );
    return () => clearInterval(timer);
  }, [goesOn, hasSignals, refresh, state.error]);

  return {
    deployment,
    error: state.error,
    readAt: state.readAt,
    refresh,
    replace,
  };
}
