import { Campaign } from '@cmt/backstage-plugin-certificates-common';

/** Below this share done, a pace is a guess. */
const ENOUGH = 0.02;

/**
 * Whether a campaign is complete by its deadline when it goes on as it did so
 * far; `undefined` where there is no deadline or too little is done to tell.
 *
 * @param now - milliseconds since the epoch
 */
export function isOnTrack(
  campaign: Campaign,
  now: number,
): boolean | undefined {
  const { deadline, createdAt, counts, state } = campaign;
  const { total, succeeded } = counts;
  if (!deadline || state !== 'running' || succeeded < total * ENOUGH) {
    return undefined;
  }
  const elapsed = now - Date.parse(createdAt);
  const expectedEnd = now + (elapsed / succeeded) * (total - succeeded);
  return expectedEnd <= Date.parse(deadline);
}
