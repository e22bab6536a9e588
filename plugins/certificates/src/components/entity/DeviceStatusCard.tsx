import { Alert, Flex, Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { DeviceSummary } from '@cmt/backstage-plugin-certificates-common';
import { ReactNode } from 'react';
import { deviceRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { DeviceStatusBadge } from '../devices';
import { RelativeTime, SectionCard } from '../ui';
import classes from './DeviceStatusCard.module.css';
import { StateCounts } from './StateCounts';

/** Whether a device is read on time, and how it is. */
export function DeviceStatusCard(props: { device: DeviceSummary }) {
  const { device } = props;
  const { facts, highAvailability, problem } = device;
  const { t } = useCertificatesTranslation();
  const deviceRoute = useRouteRef(deviceRouteRef);
  const unknown = t('entity.device.unknown');
  return (
    <SectionCard
      title={device.name}
      actions={
        <Link href={deviceRoute({ name: device.name })}>
          {t('entity.device.openDevice')}
        </Link>
      }
    >
      <Flex direction="column" gap="4">
        {problem && (
          <Alert
            status="danger"
            icon
            title={problem.message}
            description={problem.remedy}
          />
        )}
        <StateCounts counts={device.byState} />
        <dl className={classes.facts}>
          <Fact label={t('entity.device.statusLabel')}>
            <DeviceStatusBadge status={device.status} />
          </Fact>
          <Fact label={t('entity.device.lastSuccess')}>
            <RelativeTime value={device.lastSuccessAt} />
          </Fact>
          <Fact label={t('entity.device.nextScan')}>
            <RelativeTime value={device.nextScanAt} fallback={unknown} />
          </Fact>
          <Fact label={t('entity.device.version')}>
            {facts?.version ?? unknown}
          </Fact>
          {highAvailability && (
            <>
              <Fact label={t('entity.device.failover')}>
                {highAvailability.failoverState}
              </Fact>
              <Fact label={t('entity.device.sync')}>
                {highAvailability.syncStatus}
              </Fact>
            </>
          )}
          <Fact label={t('entity.device.certificates')}>
            {device.counts.certificates.toLocaleString()}
          </Fact>
          <Fact label={t('entity.device.virtualServers')}>
            {device.counts.virtualServers.toLocaleString()}
          </Fact>
        </dl>
      </Flex>
    </SectionCard>
  );
}

function Fact(props: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{props.label}</dt>
      <dd>
        <Text>{props.children}</Text>
      </dd>
    </div>
  );
}
