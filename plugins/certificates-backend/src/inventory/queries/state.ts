import { Knex } from 'knex';
import {
  CertificateState,
  FindingCode,
  FINDING_SEVERITY,
  FindingSeverity,
} from '@cmt/backstage-plugin-certificates-common';
import { NEVER } from '../../database';
import { CertificateRow } from '../rows';

/** Findings that follow from the clock and the owner; nothing stores them. @internal */
export const DERIVED_FINDINGS = [
  'expired',
  'expiring',
  'not-yet-valid',
  'no-owner',
] as const satisfies readonly FindingCode[];

/** @internal */
export type DerivedFinding = (typeof DERIVED_FINDINGS)[number];

/**
 * Conditions on `certificates as c` under which a certificate is in a state at a
 * moment: the same judgement as `certificateState` of the stored thresholds.
 *
 * @internal
 */
export function stateCondition(state: CertificateState, now: number): string {
  switch (state) {
    case 'expired':
      return `c.expires_at <= ${now}`;
    case 'critical':
      return `(c.critical_at <= ${now} and c.expires_at > ${now})`;
    case 'warning':
      return `(c.warning_at <= ${now} and c.critical_at > ${now})`;
    case 'healthy':
      return `(c.warning_at > ${now} and c.expires_at < ${NEVER})`;
    default:
      return `c.expires_at = ${NEVER}`;
  }
}

/** @internal */
export function derivedFindingCondition(
  code: DerivedFinding,
  now: number,
): string {
  switch (code) {
    case 'expired':
      return stateCondition('expired', now);
    case 'expiring':
      return `(c.warning_at <= ${now} and c.expires_at > ${now})`;
    case 'not-yet-valid':
      return `c.not_before > ${now}`;
    default:
      return 'c.owner_missing = 1';
  }
}

/** Rows for which a condition holds, as an expression to select. @internal */
export function countIf(knex: Knex, condition: string, name: string): Knex.Raw {
  return knex.raw(`sum(case when ${condition} then 1 else 0 end) as ??`, [
    name,
  ]);
}

/** @internal */
export function stateOf(row: CertificateRow, now: number): CertificateState {
  if (Number(row.expires_at) <= now) {
    return 'expired';
  }
  if (Number(row.critical_at) <= now) {
    return 'critical';
  }
  if (Number(row.warning_at) <= now) {
    return 'warning';
  }
  return Number(row.expires_at) === NEVER ? 'unknown' : 'healthy';
}

/** @internal */
export function derivedFindingsOf(
  row: CertificateRow,
  now: number,
): DerivedFinding[] {
  return derivedFindings(
    stateOf(row, now),
    row.not_before !== null && Number(row.not_before) > now,
    row.owner_missing === 1,
  );
}

/** @internal */
export function derivedFindings(
  state: CertificateState,
  isEarly: boolean,
  isOwnerMissing: boolean,
): DerivedFinding[] {
  const codes: DerivedFinding[] = [];
  if (state === 'expired') {
    codes.push('expired');
  } else if (state === 'critical' || state === 'warning') {
    codes.push('expiring');
  }
  if (isEarly) {
    codes.push('not-yet-valid');
  }
  if (isOwnerMissing) {
    codes.push('no-owner');
  }
  return codes;
}

const SEVERITIES: readonly FindingSeverity[] = ['error', 'warning', 'info'];

/** @internal */
export function highestSeverity(
  codes: readonly FindingCode[],
): FindingSeverity | null {
  const present = new Set(codes.map(code => FINDING_SEVERITY[code]));
  return SEVERITIES.find(severity => present.has(severity)) ?? null;
}
