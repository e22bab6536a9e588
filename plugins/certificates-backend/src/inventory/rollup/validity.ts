import { urgencyThresholds } from '@cmt/backstage-plugin-certificates-common';
import { NEVER } from '../../database';
import { VersionHistory } from './collect';

/**
 * The version that decides when a certificate needs attention: of those that
 * virtual servers use, the one that ends first; when none is used, the newest
 * one that is installed, or that ever was.
 *
 * @internal
 */
export function decidingVersion(
  versions: readonly VersionHistory[],
  usedVersionIds: ReadonlySet<string>,
): VersionHistory | undefined {
  const end = ({ version }: VersionHistory) =>
    version.not_after === null ? undefined : Number(version.not_after);
  const byEnd = [...versions].sort(
    (a, b) =>
      (end(a) ?? NEVER) - (end(b) ?? NEVER) ||
      (a.version.id < b.version.id ? -1 : 1),
  );
  const used = byEnd.filter(({ version }) => usedVersionIds.has(version.id));
  if (used.length > 0) {
    return used[0];
  }
  const installed = byEnd.filter(v => v.installationCount > 0);
  const candidates = installed.length > 0 ? installed : byEnd;
  const dated = candidates.filter(v => end(v) !== undefined);
  return dated[dated.length - 1] ?? candidates[candidates.length - 1];
}

/**
 * Moments from which on a certificate is expired, warns and is critical.
 *
 * @internal
 */
export function urgencyColumns(
  deciding: VersionHistory | undefined,
  automated: boolean,
) {
  const notAfter = deciding?.version.not_after ?? null;
  const notBefore = deciding?.version.not_before ?? null;
  if (notAfter === null) {
    return {
      expires_at: NEVER,
      warning_at: NEVER,
      critical_at: NEVER,
      not_before: notBefore === null ? null : Number(notBefore),
    };
  }
  const { warningAt, criticalAt } = urgencyThresholds(
    {
      notAfter: Number(notAfter),
      ...(notBefore !== null && { notBefore: Number(notBefore) }),
    },
    { automated },
  );
  return {
    expires_at: Number(notAfter),
    warning_at: Math.round(warningAt),
    critical_at: Math.round(criticalAt),
    not_before: notBefore === null ? null : Number(notBefore),
  };
}
