import { toError } from '@backstage/errors';
import {
  CertificatesApi,
  CertificateSummary,
  CertificateVersion,
  DeploymentsApi,
  Material,
} from '@cmt/backstage-plugin-certificates-common';
import { isForbidden } from '../ui';
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

/** Whether a newer version of a certificate is held with its key, to be deployed. */
export function isHeld(
  certificate: CertificateSummary,
  materials: readonly Material[],
): boolean {
  const { currentVersionId, expiresAt, keyType } = certificate;
  return materials.some(
    material =>
      material.hasKey &&
      material.fingerprint !== currentVersionId &&
      material.keyType === keyType &&
      expiresAt !== null &&
      Date.parse(material.notAfter) > Date.parse(expiresAt),
  );
}

/** The versions that are held for a certificate; none for those who may not see them. */
export async function heldFor(
  deployments: DeploymentsApi,
  certificateId: string,
  signal: AbortSignal,
): Promise<Material[]> {
  try {
    return await deployments.listMaterials(certificateId, { signal });
  } catch (error) {
    if (isForbidden(toError(error))) {
      return [];
    }
    throw error;
  }
}

/** Renewals that exist already, as `nextStep` takes them. */
export interface KnownRenewal {
  renewedElsewhere: string | null;
  held: string | null;
}

/** Looks whether the renewal that a step asks for exists already. */
export async function findRenewal(
  apis: { certificates: CertificatesApi; deployments: DeploymentsApi },
  step: NextStep,
  signal: AbortSignal,
): Promise<KnownRenewal> {
  const { certificate } = step;
  if (!certificate || !asksForRenewal(step)) {
    return { renewedElsewhere: null, held: null };
  }
  const { id } = certificate;
  const [versions, materials] = await Promise.all([
    apis.certificates.listVersions(id, { signal }),
    heldFor(apis.deployments, id, signal),
  ]);
  return {
    renewedElsewhere: isRenewedElsewhere(certificate, versions) ? id : null,
    held: isHeld(certificate, materials) ? id : null,
  };
}
