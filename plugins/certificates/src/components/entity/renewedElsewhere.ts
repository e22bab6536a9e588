import {
  CertificatesApi,
  CertificateSummary,
  CertificateVersion,
} from '@cmt/backstage-plugin-certificates-common';
import { asksForRenewal, NextStep } from './nextStep';

/**
 * Whether a newer version of a certificate is installed somewhere. A version
 * with another kind of key is no renewal: servers may hold one of each.
 */
export function isRenewedElsewhere(
  certificate: CertificateSummary,
  versions: readonly CertificateVersion[],
): boolean {
  const { currentVersionId, expiresAt, keyType } = certificate;
  return versions.some(
    version =>
      version.id !== currentVersionId &&
      version.installationCount > 0 &&
      version.keyType === keyType &&
      expiresAt !== null &&
      version.notAfter !== null &&
      Date.parse(version.notAfter) > Date.parse(expiresAt),
  );
}

/**
 * Looks whether the renewal that a step asks for exists already on other devices.
 *
 * @returns the id of its certificate, for `renewedElsewhere` of `nextStep`
 */
export async function findRenewedElsewhere(
  api: CertificatesApi,
  step: NextStep,
  signal: AbortSignal,
): Promise<string | null> {
  const { certificate } = step;
  if (!certificate || !asksForRenewal(step)) {
    return null;
  }
  const versions = await api.listVersions(certificate.id, { signal });
  return isRenewedElsewhere(certificate, versions) ? certificate.id : null;
}
