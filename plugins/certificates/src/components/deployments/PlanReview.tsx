import { Button, Flex, Text } from '@backstage/ui';
import {
  DeploymentDetail,
  PlanConsent,
} from '@cmt/backstage-plugin-certificates-common';
import { RiPlayLine } from '@remixicon/react';
import { useState } from 'react';
import { useCertificatesTranslation } from '../../translation';
import { BlastRadius, ConsentList, missingConsents, PlanUnits } from '../plan';
import { ErrorState, isConflict, SectionCard } from '../ui';
import { useStart } from './useStart';

/** The plan of a deployment that waits for a yes, with what it touches. */
export function PlanReview(props: {
  deployment: DeploymentDetail;
  onStarted: (deployment: DeploymentDetail) => void;
  /** Reads the deployment again, after it turned out to be another one. */
  onRefresh: () => void;
}) {
  const { deployment, onStarted, onRefresh } = props;
  const { id, planHash, consents, actions } = deployment;
  const { t } = useCertificatesTranslation();
  const [given, setGiven] = useState<PlanConsent[]>([]);
  const start = useStart();
  const missing = missingConsents(consents, given);

  const confirm = async () => {
    const started =
      planHash && (await start.run({ id, planHash, consents: given }));
    if (started) {
      onStarted(started);
    }
  };

  return (
    <>
      <BlastRadius deployment={deployment} />
      <PlanUnits targets={deployment.targets} />
      {actions.includes('start') && planHash && (
        <SectionCard title={t('deploy.confirm.heading')}>
          <Flex direction="column" gap="4" align="start">
            <Text as="p">{t('deploy.confirm.text')}</Text>
            <ConsentList asked={consents} given={given} onChange={setGiven} />
            {start.error && (
              <ErrorState
                isAction
                title={
                  isConflict(start.error)
                    ? t('deploy.confirm.changedTitle')
                    : t('deploy.confirm.startFailed')
                }
                error={start.error}
                onRetry={isConflict(start.error) ? onRefresh : confirm}
              />
            )}
            {missing.length > 0 && (
              <Text as="p" color="secondary">
                {t('deploy.plan.needConsents')}
              </Text>
            )}
            <Button
              variant="primary"
              iconStart={<RiPlayLine />}
              isDisabled={missing.length > 0}
              isPending={start.isRunning}
              onPress={confirm}
            >
              {t('deploy.confirm.start')}
            </Button>
          </Flex>
        </SectionCard>
      )}
    </>
  );
}
