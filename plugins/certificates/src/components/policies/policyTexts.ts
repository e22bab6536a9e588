import {
  KeySpec,
  keySpecText,
  Policy,
  PolicyMatch,
} from '@cmt/backstage-plugin-certificates-common';
import { CertificatesTranslator } from '../../translation';
import { shortEntityRef } from '../inventory/useFilterLabels';

const MATCH_FIELDS = [
  'names',
  'environments',
  'devices',
  'owners',
  'issuers',
] as const satisfies readonly (keyof PolicyMatch)[];

/** Several values of which one is enough: `a, b or c`. */
function anyOf(t: CertificatesTranslator, values: readonly string[]): string {
  const last = values[values.length - 1];
  return values.length > 1
    ? `${values.slice(0, -1).join(', ')} ${t('policies.match.or')} ${last}`
    : last;
}

/** Which certificates a policy is for, in words. */
export function matchText(
  t: CertificatesTranslator,
  match: PolicyMatch,
): string {
  const parts = MATCH_FIELDS.flatMap(field => {
    const values = match[field] ?? [];
    return values.length
      ? t(`policies.match.${field}`, {
          values: anyOf(
            t,
            field === 'owners' ? values.map(shortEntityRef) : values,
          ),
        })
      : [];
  });
  return parts.length
    ? t('policies.match.matches', {
        match: parts.join(` ${t('policies.match.and')} `),
      })
    : t('policies.match.all');
}

/** The keys that a policy asks for. */
export function keysText(
  t: CertificatesTranslator,
  keys: KeySpec[] | 'same',
): string {
  return keys === 'same'
    ? t('policies.sameKey')
    : keys.map(keySpecText).join(', ');
}

/** When a policy renews: what the authority suggests, else a share of life. */
export function timingText(
  t: CertificatesTranslator,
  timing: Policy['timing'],
): string {
  const share =
    timing.shareOfLife === null
      ? t('policies.timing.standard')
      : t('policies.timing.share', {
          percent: String(Math.round(timing.shareOfLife * 100)),
        });
  return timing.useRenewalInfo
    ? t('policies.timing.otherwise', {
        first: t('policies.timing.renewalInfo'),
        second: share,
      })
    : share;
}

/** Who has to agree, one sentence for each rule; empty for nobody. */
export function approvalTexts(
  t: CertificatesTranslator,
  policy: Policy,
): string[] {
  const { approval } = policy;
  return [
    approval.ownerFromVirtualServers !== null &&
      t('policies.details.owner', {
        count: approval.ownerFromVirtualServers,
      }),
    approval.environments.length > 0 &&
      t('policies.details.ownerIn', {
        values: anyOf(t, approval.environments),
      }),
    approval.platformFromVirtualServers !== null &&
      t('policies.details.platform', {
        count: approval.platformFromVirtualServers,
      }),
    approval.wildcard && t('policies.details.wildcard'),
    approval.severalOwners && t('policies.details.severalOwners'),
  ].filter(text => text !== false);
}
