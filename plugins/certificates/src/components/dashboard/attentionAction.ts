import {
  CertificateSummary,
  FINDING_SEVERITY,
  FindingCode,
} from '@cmt/backstage-plugin-certificates-common';
import { CertificatesTranslator } from '../../translation';
import { findingText } from '../ui';

/** The one thing that somebody should do about a certificate. */
export interface AttentionAction {
  /** A few words. */
  text: string;
  /** One sentence. */
  hint: string;
}

type PlainAction =
  | 'findOwner'
  | 'switchNow'
  | 'switchSoon'
  | 'renewNow'
  | 'renewSoon'
  | 'automationLate'
  | 'removeUnused';

/** Findings that the actions for a state or an owner deal with already. */
const DEALT_WITH: readonly FindingCode[] = [
  'expired',
  'expiring',
  'unused',
  'no-owner',
];

function brokenRule(certificate: CertificateSummary): FindingCode | undefined {
  const others = certificate.findings.filter(c => !DEALT_WITH.includes(c));
  return (
    others.find(code => FINDING_SEVERITY[code] === 'error') ?? others.at(0)
  );
}

/** A newer version is installed beside the one that is in use. */
function isRenewed({ findings }: CertificateSummary): boolean {
  return findings.includes('superseded-in-use');
}

/** The first rule that applies names the action. */
const RULES: readonly {
  action: PlainAction;
  applies: (certificate: CertificateSummary) => boolean;
}[] = [
  { action: 'removeUnused', applies: c => c.usage === 'unused' },
  {
    action: 'switchNow',
    applies: c => isRenewed(c) && ['expired', 'critical'].includes(c.state),
  },
  {
    action: 'switchSoon',
    applies: c => isRenewed(c) && c.state === 'warning',
  },
  {
    action: 'automationLate',
    applies: c => c.automated && c.state !== 'healthy',
  },
  {
    action: 'renewNow',
    applies: c => c.state === 'expired' || c.state === 'critical',
  },
  { action: 'renewSoon', applies: c => c.state === 'warning' },
  {
    action: 'findOwner',
    applies: c => !c.owner || c.findings.includes('no-owner'),
  },
];

/** Picks the one thing to do about a certificate, or nothing. */
export function attentionAction(
  t: CertificatesTranslator,
  certificate: CertificateSummary,
): AttentionAction | undefined {
  const rule = RULES.find(({ applies }) => applies(certificate));
  if (rule) {
    return {
      text: t(`dashboard.action.${rule.action}`),
      hint: t(`dashboard.actionHint.${rule.action}`),
    };
  }
  const code = brokenRule(certificate);
  if (!code) {
    return undefined;
  }
  const { title, action } = findingText(t, code);
  return {
    text: t('dashboard.action.resolve', { finding: title }),
    hint: action,
  };
}
