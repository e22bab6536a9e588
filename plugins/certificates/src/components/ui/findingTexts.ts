import { FindingCode } from '@cmt/backstage-plugin-certificates-common';
import { CertificatesTranslator } from '../../translation';
import { FindingText } from '../../translations/findings';

/** Findings that have another end where a newer version is installed already. */
function isEnding(code: FindingCode): code is 'expired' | 'expiring' {
  return code === 'expired' || code === 'expiring';
}

/**
 * What a finding means and what to do about it, in the user's language.
 *
 * @param others - all findings of the certificate, where they are known
 */
export function findingText(
  t: CertificatesTranslator,
  code: FindingCode,
  others: readonly FindingCode[] = [],
): FindingText {
  const isRenewed = others.includes('superseded-in-use');
  return {
    title: t(`finding.${code}.title`),
    sentence: t(`finding.${code}.sentence`),
    action:
      isRenewed && isEnding(code)
        ? t(`finding.${code}.actionWhenRenewed`)
        : t(`finding.${code}.action`),
  };
}
