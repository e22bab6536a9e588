import { Flex, Text } from '@backstage/ui';
import { RenewalSummary } from '@cmt/backstage-plugin-certificates-common';
import {
  CertificatesTranslator,
  useCertificatesTranslation,
} from '../../translation';
import { RelativeTime } from '../ui';

/** How a renewal ended. */
function endText(t: CertificatesTranslator, renewal: RenewalSummary): string {
  const { state, problem, deploymentId } = renewal;
  if (state === 'failed' && problem) {
    return problem.message;
  }
  return state === 'succeeded' && !deploymentId
    ? t('renewals.banner.issued')
    : t(`renewals.stateHint.${state}`);
}

/** What a renewal waits for and until when, what it does, or how it ended. */
export function WaitText(props: { renewal: RenewalSummary }) {
  const { state, waitsFor, waitsText, waitsUntil, step, finishedAt } =
    props.renewal;
  const { t } = useCertificatesTranslation();
  if (state === 'waiting' && waitsFor) {
    return (
      <Flex direction="column" gap="0.5">
        <Text weight="bold">{t(`renewals.waits.${waitsFor}`)}</Text>
        {waitsText && <span>{waitsText}</span>}
        {waitsUntil && (
          <Text variant="body-small" color="secondary">
            {t(`renewals.until.${waitsFor}`)}{' '}
            <RelativeTime value={waitsUntil} />
          </Text>
        )}
      </Flex>
    );
  }
  if (state === 'running') {
    return (
      <span>
        {t('renewals.banner.running', { step: t(`renewals.step.${step}`) })}
      </span>
    );
  }
  return (
    <Flex direction="column" gap="0.5">
      <span>{endText(t, props.renewal)}</span>
      {finishedAt && (
        <Text variant="body-small" color="secondary">
          <RelativeTime value={finishedAt} />
        </Text>
      )}
    </Flex>
  );
}
