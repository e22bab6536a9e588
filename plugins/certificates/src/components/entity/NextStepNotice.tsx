import { Alert, Flex, Link } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { certificateRouteRef } from '../../routes';
import {
  CertificatesTranslator,
  useCertificatesTranslation,
} from '../../translation';
import { entityMessages } from '../../translations/entity';
import { RenewButton } from '../renew/RenewButton';
import { DAY_MS } from '../ui';
import { asksForRenewal, NextStep } from './nextStep';

/** A span of time in whole days: `6 days`, `less than a day`. */
export function daysText(t: CertificatesTranslator, spanMs: number): string {
  const days = Math.floor(Math.abs(spanMs) / DAY_MS);
  return days === 0
    ? t('entity.span.lessThanADay')
    : t('entity.span.days', { count: days });
}

/** Every kind of next step must have a sentence. */
type SentenceKey = keyof (typeof entityMessages)['nextStep'];

/** The next step as one sentence. */
export function nextStepSentence(
  t: CertificatesTranslator,
  step: NextStep,
): string {
  const { kind, certificate, remainingMs } = step;
  const name = certificate?.title ?? '';
  const span = remainingMs === null ? '' : daysText(t, remainingMs);
  if (kind === 'nothing') {
    if (remainingMs === null || remainingMs < 0) {
      return t('entity.nextStep.nothingUndated');
    }
    return certificate?.automated
      ? t('entity.nextStep.nothingAutomated', { span })
      : t('entity.nextStep.nothing', { span });
  }
  return (t as (key: string, values: Record<string, string>) => string)(
    `entity.nextStep.${kind satisfies SentenceKey}`,
    { name, span },
  );
}

/**
 * Says what to do next, with a way to the certificate that it is about, and the
 * button for it where that is a renewal.
 */
export function NextStepNotice(props: {
  step: NextStep;
  /** Leaves link and button out, on the certificate's own page, which has both. */
  withoutLink?: boolean;
}) {
  const { step, withoutLink } = props;
  const { t } = useCertificatesTranslation();
  const certificateRoute = useRouteRef(certificateRouteRef);
  const linkTo =
    !withoutLink && step.kind !== 'nothing' && step.certificate
      ? certificateRoute({ id: step.certificate.id })
      : undefined;
  return (
    <Alert
      role="status"
      aria-label={t('entity.nextStep.label')}
      status={step.tone}
      icon
      title={nextStepSentence(t, step)}
      customActions={
        !withoutLink && asksForRenewal(step) && step.certificate ? (
          <RenewButton certificate={step.certificate} isShort />
        ) : undefined
      }
      description={
        (linkTo || step.others > 0) && (
          <Flex align="baseline" gap="3" style={{ flexWrap: 'wrap' }}>
            {linkTo && (
              <Link href={linkTo} variant="body-small" weight="bold">
                {t('entity.nextStep.open')}
              </Link>
            )}
            {step.others > 0 && (
              <span>{t('entity.nextStep.others', { count: step.others })}</span>
            )}
          </Flex>
        )
      }
    />
  );
}
