import {
  CertificateSummary,
  FINDING_SEVERITY,
} from '@cmt/backstage-plugin-certificates-common';
import { CertificatesTranslator } from '../../translation';
import { findingText } from '../ui';

interface AttentionRule {
  applies: (certificate: CertificateSummary) => boolean;
  action: (
    t: CertificatesTranslator,
    certificate: CertificateSummary,
  ) => string;
}

const ENDS_BY_ITSELF = ['expired', 'expiring', 'unused', 'no-owner'];

function worstOtherFinding(certificate: CertificateSummary) {
  return certificate.findings.find(
    code =>
      FINDING_SEVERITY[code] === 'error' && !ENDS_BY_ITSELF.includes(code),
  );
}

/** The first rule that applies names the one thing to do. */
const RULES: readonly AttentionRule[] = [
  {
    applies: c => c.usage === 'unused',
    action: t => t('dashboard.action.removeUnused'),
  },
  {
    applies: c => c.automated,
    action: t => t('dashboard.action.automationLate'),
  },
  {
    applies: c => c.state === 'expired' || c.state === 'critical',
    action: t => t('dashboard.action.renewNow'),
  },
  {
    applies: c => worstOtherFinding(c) !== undefined,
    action: (t, c) => findingText(t, worstOtherFinding(c)!).action,
  },
  {
    applies: c => c.state === 'warning',
    action: t => t('dashboard.action.renewSoon'),
  },
  {
    applies: c => !c.owner || c.findings.includes('no-owner'),
    action: t => t('dashboard.action.findOwner'),
  },
  {
    applies: c => c.findings.length > 0,
    action: (t, c) => findingText(t, c.findings[0]).action,
  },
];

/** The one thing that somebody should do about a certificate. */
export function attentionAction(
  t: CertificatesTranslator,
  certificate: CertificateSummary,
): string {
  return (
    RULES.find(rule => rule.applies(certificate))?.action(t, certificate) ?? ''
  );
}
