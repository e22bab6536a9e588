import { SIGNAL_CHANNEL_DEPLOYMENT } from '@cmt/backstage-plugin-certificates-common';
import { useChannelSignal } from './useChannelSignal';

/** The deployment that a message is about; messages that name none are about any. */
function concernsDeployment(message: object, id: string): boolean {
  const about = 'deploymentId' in message ? message.deploymentId : undefined;
  return typeof about !== 'string' || about === id;
}

/**
 * Calls back when the backend says that a deployment changed.
 *
 * @returns whether the portal delivers signals at all
 */
export function useDeploymentSignal(
  onChange: () => void,
  options: {
    /** Only this deployment; any by default. */
    id?: string;
    /** Calls closer to each other than this are merged. */
    minIntervalMs?: number;
  } = {},
): boolean {
  const { id, minIntervalMs } = options;
  return useChannelSignal(SIGNAL_CHANNEL_DEPLOYMENT, onChange, {
    minIntervalMs,
    concerns: message => !id || concernsDeployment(message, id),
  });
}
