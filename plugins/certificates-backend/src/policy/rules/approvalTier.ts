import {
  ApprovalTier,
  PolicyApproval,
  PolicyMode,
} from '@cmt/backstage-plugin-certificates-common';
import { counted } from '../../wording';

/** How much a change touches. @internal */
export interface BlastRadius {
  virtualServers: number;
  environments: readonly string[];
  names: readonly string[];
  /** Entity refs of everybody who uses the certificate. */
  owners: readonly string[];
}

/** Who has to agree, and why. @internal */
export interface TierDecision {
  tier: ApprovalTier;
  /** For people; empty when nobody has to agree. */
  reasons: string[];
}

/**
 * Who has to agree to a change, by how much it touches. The strictest reason
 * decides; all are told.
 *
 * @internal
 */
export function approvalTier(
  radius: BlastRadius,
  approval: PolicyApproval,
  mode: PolicyMode,
): TierDecision {
  const { virtualServers } = radius;
  const platform: string[] = [];
  const owner: string[] = [];
  if (approval.wildcard && radius.names.some(name => name.startsWith('*.'))) {
    platform.push('wildcard');
  }
  const owners = new Set(radius.owners);
  if (approval.severalOwners && owners.size > 1) {
    platform.push(`${owners.size} owners`);
  }
  if (reaches(virtualServers, approval.platformFromVirtualServers)) {
    platform.push(counted(virtualServers, 'virtual server'));
  } else if (reaches(virtualServers, approval.ownerFromVirtualServers)) {
    owner.push(counted(virtualServers, 'virtual server'));
  }
  for (const environment of approval.environments) {
    if (radius.environments.includes(environment)) {
      owner.push(environment);
    }
  }
  if (mode === 'ask') {
    owner.push('the policy asks');
  }
  if (platform.length > 0) {
    return { tier: 'platform', reasons: [...platform, ...owner] };
  }
  return owner.length > 0
    ? { tier: 'owner', reasons: owner }
    : { tier: 'none', reasons: [] };
}

function reaches(count: number, from: number | null): boolean {
  return from !== null && count >= from;
}
