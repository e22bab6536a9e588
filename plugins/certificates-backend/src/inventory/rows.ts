import {
  CertificateVersion,
  ChainStatus,
  Confidence,
  FindingCode,
  KeyType,
  OwnerEvidenceKind,
  UsageState,
} from '@cmt/backstage-plugin-certificates-common';
import { BigIntColumn } from '../database';

// Rows of the tables as they are read. Types, not interfaces: only types are
// assignable to `Row`, whose keys are open.

/** @internal */
export type VersionRow = {
  id: string;
  facts_source: CertificateVersion['factsSource'];
  subject: string | null;
  issuer: string | null;
  issuer_label: string | null;
  serial_number: string | null;
  not_before: BigIntColumn | null;
  not_after: BigIntColumn | null;
  names: string;
  key_type: KeyType;
  key_size: number | null;
  curve: string | null;
  signature_algorithm: string | null;
  self_signed: number | null;
  is_ca: number | null;
  extended_key_usage: string;
  first_seen_at: BigIntColumn;
};

/**
 * - `certificate`: protects a service, or could
 * - `authority`: a CA certificate
 * - `trust-store`: CA certificates that only tell which peers to trust
 * - `factory`: shipped with the device
 *
 * @internal
 */
export type CertificateCategory =
  | 'certificate'
  | 'authority'
  | 'trust-store'
  | 'factory';

/** Values of `certificates.listing`. @internal */
export const LISTING = { hidden: 0, current: 1, gone: 2 } as const;

/** @internal */
export type CertificateRow = {
  id: string;
  entity_name: string;
  scope: string;
  category: CertificateCategory;
  listing: number;
  title: string;
  names: string;
  expires_at: BigIntColumn;
  warning_at: BigIntColumn;
  critical_at: BigIntColumn;
  not_before: BigIntColumn | null;
  automated: number;
  issuer_label: string;
  key_type: KeyType;
  key_size: number | null;
  usage: UsageState;
  owner_ref: string;
  owner_kind: OwnerEvidenceKind | null;
  owner_confidence: Confidence | null;
  owner_missing: number;
  system_ref: string | null;
  devices: string;
  environments: string;
  installation_count: number;
  virtual_server_count: number;
  finding_codes: string;
  shape: string;
  current_version_id: string | null;
  first_seen_at: BigIntColumn;
  gone_at: BigIntColumn | null;
};

/** @internal */
export type CertificateVersionRow = {
  certificate_id: string;
  version_id: string;
  first_seen_at: BigIntColumn;
  installation_count: number;
  served_count: number;
  chain_status: ChainStatus;
  chain: string;
};

/** @internal */
export type FindingRow = {
  certificate_id: string;
  code: FindingCode;
  device: string;
  object: string;
  server_name: string;
  facts: string;
  since: BigIntColumn;
};

/** @internal */
export type InstallationRow = {
  id: BigIntColumn;
  device: string;
  full_path: string;
  version_id: string;
  certificate_id: string;
  metadata_id: string;
  checksum: string | null;
  is_bundle: number;
  issuer_certificate: string | null;
  managed_by: string | null;
  created_at: string | null;
  updated_at: string | null;
  first_seen_at: BigIntColumn;
  removed_at: BigIntColumn | null;
};

/** @internal */
export type ProfileRow = {
  device: string;
  side: 'client' | 'server';
  full_path: string;
  parent: string | null;
  server_name: string | null;
  sni_default: number;
};

/** @internal */
export type BindingRow = {
  device: string;
  certificate_path: string;
  side: 'client' | 'server';
  profile: string;
  role: 'certificate' | 'chain' | 'ca';
  entry: string;
  key_path: string | null;
  inherited_from: string | null;
};

/** @internal */
export type VirtualServerProfileRow = {
  device: string;
  side: 'client' | 'server';
  profile: string;
  virtual_server: string;
};

/** @internal */
export type ReferenceRow = {
  device: string;
  certificate_path: string;
  kind: string;
  object: string;
  field: string;
};

/** @internal */
export type ServedRow = {
  device: string;
  virtual_server: string;
  server_name: string;
  key_type: string;
  result: 'served' | 'unreachable' | 'not-checked';
  fingerprint: string | null;
  chain: string;
  chain_status: ChainStatus;
  public_root: number;
  profiles: string;
  matched: number | null;
  detail: string | null;
};

/**
 * Everything about a certificate that has few values. Counting by all of it is
 * counting by the one column that refers to it.
 *
 * @internal
 */
export type ShapeRow = {
  id: string;
  usage: UsageState;
  key_type: KeyType;
  owner_missing: number;
  environments: string;
  finding_codes: string;
};
