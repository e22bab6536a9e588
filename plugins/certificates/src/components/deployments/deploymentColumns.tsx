import { useRouteRef } from '@backstage/core-plugin-api';
import { Badge, Flex, Link, Text } from '@backstage/ui';
import { DeploymentSummary } from '@cmt/backstage-plugin-certificates-common';
import { useMemo } from 'react';
import { deploymentRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import {
  DataColumn,
  Fingerprint,
  formatDuration,
  HostName,
  RelativeTime,
} from '../ui';
import { DeploymentStateBadge } from './DeploymentStateBadge';
import { PersonLink } from './PersonLink';

function Title(props: { deployment: DeploymentSummary; isHistory?: boolean }) {
  const { deployment, isHistory } = props;
  const { t } = useCertificatesTranslation();
  const deploymentRoute = useRouteRef(deploymentRouteRef);
  return (
    <Flex direction="column" gap="0.5" align="start">
      <Link href={deploymentRoute({ id: deployment.id })} weight="bold">
        {isHistory ? (
          deployment.fingerprint.slice(0, 12)
        ) : (
          <HostName name={deployment.certificateTitle} />
        )}
      </Link>
      {!isHistory && <Fingerprint value={deployment.fingerprint} />}
      {deployment.dryRun && (
        <Badge size="small">{t('deployments.dryRun')}</Badge>
      )}
    </Flex>
  );
}

function Where(props: { deployment: DeploymentSummary }) {
  const { units, bindings, virtualServers } = props.deployment;
  const { t } = useCertificatesTranslation();
  return (
    <Flex direction="column" gap="0.5">
      <span>{t('deployments.units', { count: units })}</span>
      <Text variant="body-small" color="secondary">
        {t('deployments.bindings', { count: bindings })},{' '}
        {t('deployments.virtualServers', { count: virtualServers })}
      </Text>
    </Flex>
  );
}

function When(props: { deployment: DeploymentSummary }) {
  const { createdAt, startedAt, finishedAt } = props.deployment;
  const { t } = useCertificatesTranslation();
  return (
    <Flex direction="column" gap="0.5">
      <RelativeTime value={startedAt ?? createdAt} />
      {startedAt && finishedAt && (
        <Text variant="body-small" color="secondary">
          {t('deployments.took', {
            duration: formatDuration(startedAt, finishedAt),
          })}
        </Text>
      )}
    </Flex>
  );
}

/** The columns of a list of deployments. */
export function useDeploymentColumns(
  options: { isHistory?: boolean } = {},
): DataColumn<DeploymentSummary>[] {
  const { isHistory = false } = options;
  const { t } = useCertificatesTranslation();
  return useMemo(
    () => [
      {
        id: 'state',
        label: t('deployments.column.state'),
        width: '128px',
        render: d => <DeploymentStateBadge state={d.state} />,
      },
      {
        id: 'certificate',
        label: isHistory
          ? t('deployments.facts.version')
          : t('deployments.column.certificate'),
        isRowHeader: true,
        width: '24%',
        render: d => <Title deployment={d} isHistory={isHistory} />,
      },
      {
        id: 'units',
        label: t('deployments.column.units'),
        width: '20%',
        render: d => <Where deployment={d} />,
      },
      {
        id: 'reason',
        label: t('deployments.column.reason'),
        render: d =>
          d.reason ?? (
            <Text color="secondary">{t('deployments.noReason')}</Text>
          ),
      },
      {
        id: 'by',
        label: t('deployments.column.by'),
        width: '14%',
        render: d => <PersonLink entityRef={d.startedBy ?? d.createdBy} />,
      },
      {
        id: 'when',
        label: t('deployments.column.when'),
        width: '140px',
        render: d => <When deployment={d} />,
      },
    ],
    [isHistory, t],
  );
}
