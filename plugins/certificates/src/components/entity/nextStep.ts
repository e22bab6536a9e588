import {
  CertificateSummary,
  FindingCode,
  InventorySummary,
} from '@cmt/backstage-plugin-certificates-common';

/**
 * What the owner of some certificates should do first. Every kind has a
 * sentence in the translations (`nextStep.<kind>`).
 */
export type NextStepKind =
  | 'expiredNewerInstalled'
  | 'expired'
  | 'expiredRenewedElsewhere'
  | 'expiredHeld'
  | 'criticalNewerInstalled'
  | 'critical'
  | 'criticalRenewedElsewhere'
  | 'criticalHeld'
  | 'criticalAutomated'
  | 'notServed'
  | 'weak'
  | 'warningNewerInstalled'
  | 'warning'
  | 'warningRenewedElsewhere'
  | 'warningHeld'
  | 'warningAutomated'
  | 'notYetValid'
  | 'missingIntermediate'
  | 'nameNotCovered'
  | 'selfSigned'
  | 'chainExpiring'
  | 'newerInstalled'
  | 'noOwner'
  | 'expiredUnused'
  | 'endingUnused'
  | 'unknown'
  | 'nothing';

/** How the next step is presented. */
export type NextStepTone = 'danger' | 'warning' | 'info' | 'success';

/** The one thing to do next, and for which certificate. */
export interface NextStep {
  kind: NextStepKind;
  tone: NextStepTone;
  /** The certificate that it is about; the next one to end when there is nothing to do. */
  certificate: CertificateSummary | null;
  /** Milliseconds from now to its end; negative when it has ended, `null` when that is not known. */
  remainingMs: number | null;
  /** How many more certificates need somebody. */
  others: number;
}

interface Rule {
  kind: NextStepKind;
  tone: NextStepTone;
  applies(certificate: CertificateSummary): boolean;
}

/** Whether clients or the device itself depend on it; a profile that no virtual server uses does not count. */
const isUsed = (certificate: CertificateSummary) =>
  ['in-use', 'referenced'].includes(certificate.usage) && !certificate.goneAt;

const has =
  (...codes: FindingCode[]) =>
  (certificate: CertificateSummary) =>
    codes.some(code => certificate.findings.includes(code));

const newerInstalled = has('superseded-in-use');

/**
 * Most urgent first: what is broken for clients now, then what will break within
 * days, then what is wrong without a date, then housekeeping.
 */
const RULES: readonly Rule[] = [
  {
    kind: 'expiredNewerInstalled',
    tone: 'danger',
    applies: c => c.state === 'expired' && isUsed(c) && newerInstalled(c),
  },
  {
    kind: 'expired',
    tone: 'danger',
    applies: c => c.state === 'expired' && isUsed(c),
  },
  {
    kind: 'criticalNewerInstalled',
    tone: 'danger',
    applies: c => c.state === 'critical' && isUsed(c) && newerInstalled(c),
  },
  {
    kind: 'criticalAutomated',
    tone: 'danger',
    applies: c => c.state === 'critical' && isUsed(c) && c.automated,
  },
  {
    kind: 'critical',
    tone: 'danger',
    applies: c => c.state === 'critical' && isUsed(c),
  },
  { kind: 'notServed', tone: 'danger', applies: has('not-served') },
  {
    kind: 'weak',
    tone: 'danger',
    applies: c => isUsed(c) && has('weak-key', 'weak-signature')(c),
  },
  {
    kind: 'warningNewerInstalled',
    tone: 'warning',
    applies: c => c.state === 'warning' && isUsed(c) && newerInstalled(c),
  },
  {
    kind: 'warningAutomated',
    tone: 'warning',
    applies: c => c.state === 'warning' && isUsed(c) && c.automated,
  },
  {
    kind: 'warning',
    tone: 'warning',
    applies: c => c.state === 'warning' && isUsed(c),
  },
  {
    kind: 'notYetValid',
    tone: 'warning',
    applies: c => isUsed(c) && has('not-yet-valid')(c),
  },
  {
    kind: 'missingIntermediate',
    tone: 'warning',
    applies: has('missing-intermediate'),
  },
  { kind: 'nameNotCovered', tone: 'warning', applies: has('name-not-covered') },
  { kind: 'selfSigned', tone: 'warning', applies: has('self-signed') },
  {
    kind: 'chainExpiring',
    tone: 'warning',
    applies: c => isUsed(c) && has('chain-expiring')(c),
  },
  { kind: 'newerInstalled', tone: 'warning', applies: newerInstalled },
  {
    kind: 'noOwner',
    tone: 'warning',
    applies: c => isUsed(c) && has('no-owner')(c),
  },
  {
    kind: 'expiredUnused',
    tone: 'info',
    applies: c => c.state === 'expired' && !c.goneAt,
  },
  {
    kind: 'endingUnused',
    tone: 'info',
    applies: c => ['critical', 'warning'].includes(c.state) && !c.goneAt,
  },
  {
    kind: 'unknown',
    tone: 'info',
    applies: c => c.state === 'unknown' && isUsed(c),
  },
];

/** The kinds that ask for a renewal, and what they are when there is one elsewhere. */
const RENEWED_ELSEWHERE: Partial<Record<NextStepKind, NextStepKind>> = {
  expired: 'expiredRenewedElsewhere',
  critical: 'criticalRenewedElsewhere',
  warning: 'warningRenewedElsewhere',
};

/** The same where the renewal is held, ready to be deployed. */
const HELD: Partial<Record<NextStepKind, NextStepKind>> = {
  expired: 'expiredHeld',
  critical: 'criticalHeld',
  warning: 'warningHeld',
};

/** Whether a step asks for a renewal that may already exist. */
export function asksForRenewal(step: NextStep): boolean {
  return step.kind in RENEWED_ELSEWHERE;
}

function remaining(certificate: CertificateSummary, now: number) {
  return certificate.expiresAt === null
    ? null
    : Date.parse(certificate.expiresAt) - now;
}

function byEnd(a: CertificateSummary, b: CertificateSummary) {
  return (a.expiresAt ?? '9').localeCompare(b.expiresAt ?? '9');
}

/**
 * Picks the one thing to do next.
 *
 * @param certificates - the candidates: those that need attention and the next to end
 * @param options.now - milliseconds since the epoch
 * @param options.summary - counts over everything, where the candidates are only a part of it
 * @param options.renewedElsewhere - id of a certificate of which a newer version is installed on other devices
 * @param options.held - id of a certificate of which a newer version is held with its key
 */
export function nextStep(
  certificates: readonly CertificateSummary[],
  options: {
    now: number;
    summary?: Pick<InventorySummary, 'byState'>;
    renewedElsewhere?: string | null;
    held?: string | null;
  },
): NextStep {
  const { now, summary, renewedElsewhere, held } = options;
  const candidates = [
    ...new Map(certificates.map(c => [c.id, c])).values(),
  ].sort(byEnd);

  for (const rule of RULES) {
    const certificate = candidates.find(rule.applies);
    if (certificate) {
      const matching = candidates.filter(c => RULES.some(r => r.applies(c)));
      const urgent = summary
        ? summary.byState.expired +
          summary.byState.critical +
          summary.byState.warning
        : 0;
      const bestIsUrgent = ['expired', 'critical', 'warning'].includes(
        certificate.state,
      );
      return {
        kind:
          (certificate.id === held && HELD[rule.kind]) ||
          (certificate.id === renewedElsewhere &&
            RENEWED_ELSEWHERE[rule.kind]) ||
          rule.kind,
        tone: rule.tone,
        certificate,
        remainingMs: remaining(certificate, now),
        others: Math.max(
          matching.length - 1,
          urgent - (bestIsUrgent ? 1 : 0),
          0,
        ),
      };
    }
  }

  const next =
    candidates.find(c => isUsed(c) && c.expiresAt !== null) ??
    candidates.find(c => c.expiresAt !== null) ??
    null;
  return {
    kind: 'nothing',
    tone: 'success',
    certificate: next,
    remainingMs: next && remaining(next, now),
    others: 0,
  };
}
