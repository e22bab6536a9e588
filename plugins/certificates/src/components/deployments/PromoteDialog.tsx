import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { Select, Text } from '@backstage/ui';
import { DeploymentDetail } from '@cmt/backstage-plugin-certificates-common';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { certificatesApiRef, certificatesDeploymentsApiRef } from '../../api';
import { useMutation, useRequest } from '../../hooks';
import { deploymentRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { ConfirmDialog, ErrorState, LoadingState } from '../ui';

/** Plans the same change for another environment. */
export function PromoteDialog(props: {
  deployment: DeploymentDetail;
  onClose: () => void;
}) {
  const { deployment, onClose } = props;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesApiRef);
  const deploymentsApi = useApi(certificatesDeploymentsApiRef);
  const deploymentRoute = useRouteRef(deploymentRouteRef);
  const navigate = useNavigate();
  const [environment, setEnvironment] = useState<string>();
  const devices = useRequest('devices', signal => api.listDevices({ signal }));
  const promotion = useMutation((target: string, options) =>
    deploymentsApi.promoteDeployment(
      deployment.id,
      { environment: target },
      options,
    ),
  );

  const here = deployment.targets.map(target => target.environment);
  const environments = [
    ...new Set((devices.value ?? []).flatMap(d => d.environment ?? [])),
  ]
    .filter(name => !here.includes(name))
    .sort();

  const promote = async () => {
    const planned = environment && (await promotion.run(environment));
    if (planned) {
      onClose();
      navigate(deploymentRoute({ id: planned.id }));
    }
  };

  return (
    <ConfirmDialog
      isOpen
      title={t('deployments.promote.title')}
      confirmLabel={t('deployments.promote.plan')}
      cancelLabel={t('deployments.confirm.keep')}
      isRunning={promotion.isRunning}
      isConfirmDisabled={!environment}
      onConfirm={promote}
      onClose={onClose}
    >
      <Text as="p">{t('deployments.promote.description')}</Text>
      {!devices.value && !devices.error && <LoadingState lines={1} />}
      {devices.error && !devices.value && (
        <ErrorState
          title={t('deployments.promote.loadFailed')}
          error={devices.error}
          onRetry={devices.retry}
        />
      )}
      {devices.value && !environments.length && (
        <Text as="p" color="secondary">
          {t('deployments.promote.none')}
        </Text>
      )}
      {environments.length > 0 && (
        <Select
          label={t('deployments.promote.environment')}
          placeholder={t('deployments.promote.choose')}
          options={environments.map(name => ({ id: name, label: name }))}
          value={environment ?? null}
          onChange={key => setEnvironment(key ? String(key) : undefined)}
        />
      )}
      {promotion.error && (
        <ErrorState
          isAction
          title={t('deployments.action.failed.promote')}
          error={promotion.error}
        />
      )}
    </ConfirmDialog>
  );
}
