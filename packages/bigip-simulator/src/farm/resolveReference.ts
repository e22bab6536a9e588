import { MaterialCache } from '../pki';
import { startOfDay } from './certificateSpecs';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * An estate keeps its reference time for so long, so that a restart serves the
 * same certificates. Then it moves to the present and everything is renewed.
 */
export const REFERENCE_KEPT_DAYS = 3;

/**
 * The moment that relative dates count from: the given one, else the one in the
 * cache while it is recent, else today. Always midnight, UTC.
 *
 * @param name - what the cache keeps it under; one per seed
 */
export async function resolveReference(options: {
  cache: MaterialCache;
  name: string;
  explicit?: Date;
  now: Date;
}): Promise<Date> {
  const { cache, name, explicit, now } = options;
  if (explicit) {
    return startOfDay(explicit);
  }
  const label = `references/${name}`;
  const today = startOfDay(now);
  const kept = (await cache.get(label))?.toString('ascii');
  if (kept) {
    const reference = new Date(kept);
    const age = today.getTime() - reference.getTime();
    if (age >= 0 && age <= REFERENCE_KEPT_DAYS * DAY_MS) {
      return reference;
    }
  }
  await cache.replace(label, Buffer.from(today.toISOString()));
  return today;
}
