import { Custody, KeySpec } from './keys';

/**
 * How much a policy does by itself.
 *
 * - `automatic`: renews and deploys when it is time
 * - `notify`: tells the owner first, waits, then does the same
 * - `ask`: prepares everything and waits for a yes
 * - `manual`: only reminds; a person begins
 *
 * @public
 */
export type PolicyMode = 'automatic' | 'notify' | 'ask' | 'manual';

/** @public */
export const POLICY_MODES: readonly PolicyMode[] = [
  'automatic',
  'notify',
  'ask',
  'manual',
];

/**
 * Who has to agree, by how much a change touches.
 *
 * - `none`: nobody
 * - `owner`: the owner of the certificate
 * - `platform`: the platform group of the policy
 *
 * @public
 */
export type ApprovalTier = 'none' | 'owner' | 'platform';

/** Which certificates a policy is meant for: everything that it states has to fit. @public */
export interface PolicyMatch {
  /** Names; `*` stands for any text, `?` for one character. Any name that fits will do. */
  names?: string[];
  /** Environments of the devices that it is used on. */
  environments?: string[];
  /** Names of devices or clusters; patterns as for names. */
  devices?: string[];
  /** Entity refs of owners. */
  owners?: string[];
  /** Issuers by their common name or organisation; patterns as for names. */
  issuers?: string[];
}

/** When the computed approval tier asks for somebody. @public */
export interface PolicyApproval {
  /**
   * From so many virtual servers on the owner is asked; `null` for never.
   * Default 10.
   */
  ownerFromVirtualServers: number | null;
  /** From so many virtual servers on the platform group is asked. Default 50. */
  platformFromVirtualServers: number | null;
  /** Environments for which at least the owner is asked. Default none. */
  environments: string[];
  /** Whether a wildcard needs the platform group. Default yes. */
  wildcard: boolean;
  /** Whether a certificate that several owners use needs the platform group. Default yes. */
  severalOwners: boolean;
  /** Entity refs of groups who decide for the platform. */
  approvers: string[];
  /** Hours until those who are asked are reminded; `null` for never. */
  remindAfterHours: number | null;
  /** Hours until the platform group is asked instead of the owner. */
  escalateAfterHours: number | null;
  /** Hours until it is decided without them; `null` for never. */
  decideAfterHours: number | null;
  /** How it is decided then. */
  decision: 'approve' | 'reject';
}

/** When a certificate is renewed. @public */
export interface PolicyTiming {
  /** Whether the time that the CA suggests counts (RFC 9773), where it has one. */
  useRenewalInfo: boolean;
  /**
   * Share of the lifetime after which it is renewed otherwise, from 0 to 1.
   * `null` for two thirds, or half when the lifetime is under ten days.
   */
  shareOfLife: number | null;
  /** Hours between the notice and the renewal in mode `notify`. Default 24. */
  noticeHours: number;
  /**
   * Days before the end from which on windows and freezes do not hold a renewal
   * back any more; `null` for never. Default 3, at most a tenth of the lifetime.
   */
  overrideDays: number | null;
}

/**
 * Which CA, key, time, approval and automation apply to which certificates.
 *
 * @public
 */
export interface Policy {
  id: string;
  name: string;
  description: string | null;
  /** Where it is declared: in the configuration, in the UI, or shipped with the suite. */
  source: 'config' | 'ui' | 'default';
  enabled: boolean;
  /** The highest priority that matches applies; of equals the first by name. */
  priority: number;
  match: PolicyMatch;
  mode: PolicyMode;
  /** Ids of CAs, in the order in which they are tried. */
  authorities: string[];
  /** `same` keeps the type of the key that is replaced. Several make a pair. */
  keys: KeySpec[] | 'same';
  /** Keep the key instead of making a new one. Default no. */
  reuseKey: boolean;
  /** `auto` prefers the device where it can make keys. */
  custody: Custody | 'auto';
  /** Asked of the CA; `null` for what it gives. */
  lifetimeDays: number | null;
  timing: PolicyTiming;
  approval: PolicyApproval;
}
