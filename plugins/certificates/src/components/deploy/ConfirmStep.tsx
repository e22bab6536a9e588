import { Alert, Button, Text } from '@backstage/ui';
import {
  CreateDeploymentRequest,
  DeploymentDetail,
  PlanConsent,
} from '@cmt/backstage-plugin-certificates-common';
import { RiPlayLine, RiRefreshLine } from '@remixicon/react';
import { Mutation } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { rolloutText } from '../deployments/rolloutText';
import { useStart } from '../deployments/useStart';
import planClasses from '../plan/plan.module.css';
import { ErrorState, isConflict, RelativeTime, SectionCard } from '../ui';
import { StepFrame } from './StepFrame';

/** Sums up what was shown, and starts exactly that. */
export function ConfirmStep(props: {
  /** As it was shown in the step before. */
  deployment: DeploymentDetail;
  consents: readonly PlanConsent[];
  planning: Mutation<CreateDeploymentRequest, DeploymentDetail>;
  onPlanAgain: () => void;
  onBack: () => void;
  onStarted: (deployment: DeploymentDetail) => void;
}) {
  const { deployment, planning, onPlanAgain, onBack, onStarted } = props;
  const { material, reason, planHash } = deployment;
  const { t } = useCertificatesTranslation();
  const start = useStart();
  const hasChanged = start.error !== undefined && isConflict(start.error);
  const consents = props.consents.filter(code =>
    deployment.consents.some(consent => consent.code === code),
  );

  const confirm = async () => {
    const started =
      planHash && (await start.run({ id: deployment.id, planHash, consents }));
    if (started) {
      onStarted(started);
    }
  };

  return (
    <StepFrame
      step="confirm"
      title={t('deploy.confirm.heading')}
      onBack={onBack}
      actions={
        hasChanged ? (
          <Button
            variant="primary"
            iconStart={<RiRefreshLine />}
            isPending={planning.isRunning}
            onPress={onPlanAgain}
          >
            {t('deploy.plan.again')}
          </Button>
        ) : (
          <Button
            variant="primary"
            iconStart={<RiPlayLine />}
            isPending={start.isRunning}
            onPress={confirm}
          >
            {t('deploy.confirm.start')}
          </Button>
        )
      }
    >
      <Text as="p">{t('deploy.confirm.text')}</Text>
      <SectionCard title={deployment.certificateTitle}>
        <dl className={planClasses.facts}>
          <dt>{t('deploy.confirm.version')}</dt>
          <dd>
            {material.subject}, {t('deploy.material.ends')}{' '}
            <RelativeTime value={material.notAfter} />
          </dd>
          <dt>{t('deploy.confirm.units')}</dt>
          <dd>
            {[
              t('deployments.units', { count: deployment.units }),
              t('deployments.bindings', { count: deployment.bindings }),
              t('deployments.virtualServers', {
                count: deployment.virtualServers,
              }),
            ].join(', ')}
          </dd>
          <dt>{t('deploy.confirm.rollout')}</dt>
          <dd>{rolloutText(t, deployment)}</dd>
          <dt>{t('deploy.confirm.reason')}</dt>
          <dd>
            {reason ?? (
              <Text color="secondary">{t('deploy.confirm.noReason')}</Text>
            )}
          </dd>
          {consents.length > 0 && (
            <>
              <dt>{t('deploy.confirm.consents')}</dt>
              <dd>
                {consents
                  .map(code => t(`deploy.plan.consent.${code}`))
                  .join('; ')}
              </dd>
            </>
          )}
        </dl>
      </SectionCard>
      {hasChanged && start.error && (
        <Alert
          role="alert"
          status="warning"
          icon
          title={t('deploy.confirm.changedTitle')}
          description={t('deploy.confirm.changedText')}
        />
      )}
      {start.error && !hasChanged && (
        <ErrorState
          isAction
          title={t('deploy.confirm.startFailed')}
          error={start.error}
          onRetry={confirm}
        />
      )}
      {planning.error && (
        <ErrorState
          isAction
          title={t('deploy.targets.planFailed')}
          error={planning.error}
        />
      )}
    </StepFrame>
  );
}
