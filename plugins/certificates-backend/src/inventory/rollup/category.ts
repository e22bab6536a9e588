import { UsageState } from '@cmt/backstage-plugin-certificates-common';
import {
  CertificateCategory,
  InstallationRow,
  LISTING,
  VersionRow,
} from '../rows';
import { UsedBinding } from './collect';

/** Bundles of root certificates that ship with every BIG-IP. */
const FACTORY_TRUST_STORE = /\/(f5-)?ca-bundle\.crt$/;

/**
 * How a certificate is used across all devices.
 *
 * @internal
 */
export function usageOf(
  bindings: readonly UsedBinding[],
  referenceCount: number,
): UsageState {
  const serving = bindings.filter(binding => binding.role !== 'ca');
  if (serving.some(binding => binding.virtual_server !== null)) {
    return 'in-use';
  }
  if (serving.length > 0) {
    return 'profile-only';
  }
  return referenceCount > 0 || bindings.length > 0 ? 'referenced' : 'unused';
}

/**
 * What kind of thing a certificate is, judged by what is known of it and how it
 * is used. A bundle is not a trust store as such: leaf and chain in one file are
 * a bundle too.
 *
 * @internal
 */
export function categoryOf(facts: {
  installations: readonly Pick<
    InstallationRow,
    'full_path' | 'is_bundle' | 'managed_by'
  >[];
  bindings: readonly Pick<UsedBinding, 'role'>[];
  versions: readonly Pick<VersionRow, 'is_ca' | 'names' | 'self_signed'>[];
  /** What it was found to be before, for what is installed nowhere any more. */
  before: CertificateCategory | undefined;
}): CertificateCategory {
  const { installations, bindings, versions } = facts;
  if (installations.length === 0) {
    return facts.before ?? 'certificate';
  }
  if (
    installations.every(i => i.managed_by !== null && isFactory(i.managed_by))
  ) {
    return installations.every(i => FACTORY_TRUST_STORE.test(i.full_path))
      ? 'trust-store'
      : 'factory';
  }
  const roles = new Set(bindings.map(binding => binding.role));
  if (roles.has('certificate')) {
    return 'certificate';
  }
  const namesHosts = versions.some(version =>
    (JSON.parse(version.names) as string[]).some(looksLikeHost),
  );
  const provedCa = versions.some(version => version.is_ca === 1);
  const isCa =
    !namesHosts &&
    (provedCa ||
      roles.size > 0 ||
      installations.every(i => i.is_bundle === 1) ||
      versions.some(version => version.self_signed === 1));
  if (!isCa) {
    return 'certificate';
  }
  return !roles.has('chain') && installations.every(i => i.is_bundle === 1)
    ? 'trust-store'
    : 'authority';
}

/**
 * Whether lists show a certificate: what ships with a device only when visitors
 * meet it, CA certificates only when something uses them, trust stores never.
 *
 * @internal
 */
export function listingOf(
  category: CertificateCategory,
  usage: UsageState,
  gone: boolean,
): number {
  if (category === 'trust-store') {
    return LISTING.hidden;
  }
  if (gone) {
    return category === 'certificate' ? LISTING.gone : LISTING.hidden;
  }
  const shown =
    category === 'certificate' ||
    (category === 'factory' && usage === 'in-use') ||
    (category === 'authority' && usage !== 'unused');
  return shown ? LISTING.current : LISTING.hidden;
}

function isFactory(managedBy: string): boolean {
  return (JSON.parse(managedBy) as { kind: string }).kind === 'factory';
}

/** `shop.example.com`, `*.example.com`, `10.0.0.1`; not `Example CA 1`. */
function looksLikeHost(name: string): boolean {
  return /^[^\s]+[.:][^\s]+$/.test(name);
}
