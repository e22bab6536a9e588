import { RenewalInfo } from '@cmt/backstage-plugin-certificates-node';
import { AcmeClient, parseJson } from './protocol/AcmeClient';
import { certificateId } from './protocol/certificateId';
import { AcmeProblemError } from './protocol/problem';
import { renewalInfoSchema } from './protocol/schemas';

/** RFC 9773 section 4.3: never asked more often, nor more seldom. */
const SHORTEST_MS = 60_000;
const LONGEST_MS = 24 * 60 * 60_000;
const DEFAULT_MS = 6 * 60 * 60_000;

/**
 * Asks a CA when a certificate shall be renewed (RFC 9773).
 *
 * @returns `undefined` when the CA does not say: it does not suggest times at all,
 * does not know the certificate, or suggests no time that could be
 */
export async function readRenewalInfo(options: {
  client: AcmeClient;
  certificate: Uint8Array;
  now: number;
  signal: AbortSignal;
}): Promise<RenewalInfo | undefined> {
  const { client, certificate, now, signal } = options;
  const { renewalInfo } = await client.directory(signal);
  const id = certificateId(certificate);
  if (!renewalInfo || !id) {
    return undefined;
  }
  try {
    const answer = await client.get(
      `${renewalInfo.replace(/\/$/, '')}/${id}`,
      signal,
    );
    const { suggestedWindow, explanationURL } = parseJson(
      answer,
      renewalInfoSchema,
    );
    const start = Date.parse(suggestedWindow.start);
    const end = Date.parse(suggestedWindow.end);
    const pause = answer.retryAt ? answer.retryAt - now : DEFAULT_MS;
    return end > start
      ? {
          start,
          end,
          explanationUrl: explanationURL ?? null,
          askAgainAt: now + Math.min(Math.max(pause, SHORTEST_MS), LONGEST_MS),
        }
      : undefined;
  } catch (error) {
    const isUnknown =
      error instanceof AcmeProblemError &&
      (error.status === 404 || error.problem.type === 'malformed');
    if (isUnknown) {
      return undefined;
    }
    throw error;
  }
}
