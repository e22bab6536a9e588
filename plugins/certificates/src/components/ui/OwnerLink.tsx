import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { OwnerSummary } from '@cmt/backstage-plugin-certificates-common';
import {
  RiErrorWarningLine,
  RiQuestionLine,
  RiUserSearchLine,
} from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import { HoverText } from './HoverText';
import classes from './text.module.css';

/** Who owns a certificate, and how sure that is where it is not certain. */
export function OwnerLink(props: { owner: OwnerSummary | null }) {
  const { owner } = props;
  const { t } = useCertificatesTranslation();
  if (!owner) {
    return (
      <span className={classes.inline}>
        <RiErrorWarningLine size={16} aria-hidden />
        {t('owner.none')}
      </span>
    );
  }
  const isTriage = owner.kind === 'triage';
  const hint = isTriage
    ? t('owner.triageHint')
    : t('owner.confidenceHint', {
        confidence: t(`owner.confidence.${owner.confidence}`),
        evidence: t(`owner.evidence.${owner.kind}`),
      });
  const isSure = owner.confidence === 'certain' || owner.confidence === 'high';
  const Icon = isTriage ? RiUserSearchLine : RiQuestionLine;
  return (
    <span className={classes.inline} title={isSure ? hint : undefined}>
      <span className={classes.breakable}>
        <EntityRefLink entityRef={owner.ref} defaultKind="group" hideIcon />
      </span>
      {!isSure && (
        <HoverText text={hint}>
          <span className={classes.inline} role="img" aria-label={hint}>
            <Icon size={16} aria-hidden />
          </span>
        </HoverText>
      )}
    </span>
  );
}
