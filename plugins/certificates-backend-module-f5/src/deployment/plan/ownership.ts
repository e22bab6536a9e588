import {
  ManagedBy,
  PlanRefusal,
} from '@cmt/backstage-plugin-certificates-common';
import { Candidate } from './candidates';
import { Lookup } from './lookup';

/** Profiles that every BIG-IP is delivered with: others inherit from them. */
const FACTORY_PROFILES = new Set(
  [
    'clientssl',
    'clientssl-insecure-compatible',
    'clientssl-quic',
    'clientssl-secure',
    'crypto-server-default-clientssl',
    'splitsession-default-clientssl',
    'wom-default-clientssl',
    'serverssl',
    'serverssl-insecure-compatible',
    'serverssl-secure',
    'apm-default-serverssl',
    'cloud-service-default-ssl',
    'crypto-client-default-serverssl',
    'do-not-remove-without-replacement',
    'f5aas-default-ssl',
    'pcoip-default-serverssl',
    'splitsession-default-serverssl',
    'wom-default-serverssl',
  ].map(name => `/Common/${name}`),
);

/** Whether the profile came with the device. */
export function isFactoryProfile(fullPath: string): boolean {
  return FACTORY_PROFILES.has(fullPath);
}

/** Why nobody but its owner may change an object, and what to do instead. */
export function ownedElsewhere(
  fullPath: string,
  owner: ManagedBy | null,
): Pick<PlanRefusal, 'code' | 'reason'> | undefined {
  switch (owner?.kind) {
    case 'as3':
      return {
        code: 'managed-by-as3',
        reason: `${fullPath} belongs to AS3 (${
          owner.detail ?? 'its declaration'
        }), which would put the old certificate back with its next declaration. Change the certificate in the declaration.`,
      };
    case 'iapp':
      return {
        code: 'managed-by-iapp',
        reason: `${fullPath} belongs to the iApp ${
          owner.detail ?? 'that made it'
        }, which refuses or undoes changes by others. Reconfigure the iApp with the new certificate.`,
      };
    default:
      return undefined;
  }
}

/** Why an entry must not be touched at all. */
export function refusalOf(
  candidate: Candidate,
  lookup: Lookup,
): PlanRefusal | undefined {
  const { profile, entry, certificate } = candidate;
  const where = { profile: profile.fullPath, entry };
  if (isFactoryProfile(profile.fullPath)) {
    return {
      ...where,
      code: 'factory',
      reason: `The value belongs to the factory profile ${profile.fullPath}, from which other profiles inherit. Give the profiles in use a certificate of their own.`,
    };
  }
  const owned = ownedElsewhere(profile.fullPath, profile.managedBy);
  const file = lookup.certificates.get(certificate);
  // Automation that names an object of somebody else does not own its content.
  return owned && ownedElsewhere(certificate, file?.managedBy ?? null)
    ? { ...where, ...owned }
    : undefined;
}
