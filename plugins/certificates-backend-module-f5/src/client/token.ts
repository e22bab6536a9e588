import { z } from 'zod';

const loginSchema = z.object({
  token: z.object({
    token: z.string().min(1),
    timeout: z.number().optional(),
    lastUpdateMicros: z.number().optional(),
    expirationMicros: z.number().optional(),
  }),
});

/** A token ends this much earlier for us than the device says. */
const SAFETY_MS = 60_000;
const DEFAULT_LIFE_MS = 1_200_000;
/** A life that the safety margin would eat up is used to this share. */
const SHARE_OF_SHORT_LIFE = 0.5;

/** A token of the device. */
export interface Token {
  /** The secret. */
  value: string;
  /** Reading of our monotonic clock from which on it is not used any more. */
  renewAt: number;
}

/**
 * Reads the answer to a login. How long a token lives is the difference of two
 * times of the device, so that its clock need not agree with ours.
 *
 * @param now - reading of a monotonic clock in milliseconds, from before the login was sent
 */
export function readToken(answer: unknown, now: number): Token | undefined {
  const parsed = loginSchema.safeParse(answer);
  if (!parsed.success) {
    return undefined;
  }
  const { token, timeout, lastUpdateMicros, expirationMicros } =
    parsed.data.token;
  const declared =
    expirationMicros && lastUpdateMicros
      ? (expirationMicros - lastUpdateMicros) / 1000
      : (timeout ?? 0) * 1000;
  const life = declared > 0 ? declared : DEFAULT_LIFE_MS;
  return {
    value: token,
    renewAt: now + Math.max(life - SAFETY_MS, life * SHARE_OF_SHORT_LIFE),
  };
}
