import { StepContext, StepOutcome } from '../steps';

/**
 * Whether a renewal has become pointless: its certificate is gone, or somebody has
 * renewed it otherwise. What the CA was asked for is not deployed any more then.
 *
 * @internal
 */
export async function outdated({
  renewal,
  services,
}: StepContext): Promise<StepOutcome | undefined> {
  const { certificateId, kind, step } = renewal;
  if (certificateId === null || kind === 'request') {
    return undefined;
  }
  const certificate = await services.certificates.get(certificateId);
  if (!certificate || certificate.isGone) {
    return {
      type: 'end',
      state: 'cancelled',
      message: 'The certificate is not installed anywhere any more',
    };
  }
  const isReplaced =
    kind === 'renewal' &&
    step !== 'plan' &&
    step !== 'deploy' &&
    certificate.versionId !== renewal.replaces &&
    certificate.versionId !== renewal.fingerprint &&
    certificate.expiresAt !== null &&
    renewal.expiresAt !== null &&
    certificate.expiresAt > renewal.expiresAt;
  return isReplaced
    ? {
        type: 'end',
        state: 'cancelled',
        message: `It was renewed otherwise: a version that ends ${new Date(
          certificate.expiresAt ?? 0,
        )
          .toISOString()
          .slice(0, 10)} is in use now`,
      }
    : undefined;
}
