import { FindingCode } from '@cmt/backstage-plugin-certificates-common';
import { CertificatesTranslator } from '../../translation';
import { FindingText } from '../../translations/findings';

/** What a finding means and what to do about it, in the user's language. */
export function findingText(
  t: CertificatesTranslator,
  code: FindingCode,
): FindingText {
  return {
    title: t(`finding.${code}.title`),
    sentence: t(`finding.${code}.sentence`),
    action: t(`finding.${code}.action`),
  };
}
