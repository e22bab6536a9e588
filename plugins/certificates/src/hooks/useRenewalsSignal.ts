import { SIGNAL_CHANNEL_RENEWALS } from '@cmt/backstage-plugin-certificates-common';
import { useChannelSignal } from './useChannelSignal';

/** Whether a message is about a renewal; messages that name none are about any. */
function concernsRenewal(message: object, id: string): boolean {
  const about = 'renewalIds' in message ? message.renewalIds : undefined;
  return !Array.isArray(about) || !about.length || about.includes(id);
}

/**
 * Calls back when the backend says that renewals changed.
 *
 * @returns whether the portal delivers signals at all
 */
export function useRenewalsSignal(
  onChange: () => void,
  options: {
    /** Only this renewal; any by default. */
    id?: string;
    /** Calls closer to each other than this are merged. */
    minIntervalMs?: number;
  } = {},
): boolean {
  const { id, minIntervalMs } = options;
  return useChannelSignal(SIGNAL_CHANNEL_RENEWALS, onChange, {
    minIntervalMs,
    concerns: message => !id || concernsRenewal(message, id),
  });
}
