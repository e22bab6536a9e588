import { Flex } from '@backstage/ui';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { RiServerLine } from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import { EmptyState, ErrorState, isNotFound, LoadingState } from '../ui';
import { DeviceStatusCard } from './DeviceStatusCard';
import classes from './DeviceStatusCard.module.css';
import { EntityCertificates } from './EntityCertificatesContent';
import { useEntityDevices } from './useEntityDevices';

/**
 * A BIG-IP device or cluster on its own entity's page: whether it is read on
 * time, and the certificates on it.
 *
 * @public
 */
export function EntityDeviceContent() {
  const { entity } = useEntity();
  return (
    <Flex key={stringifyEntityRef(entity)} direction="column" gap="4">
      <DeviceStatus entity={entity} />
      <EntityCertificates entity={entity} />
    </Flex>
  );
}

function DeviceStatus(props: { entity: Entity }) {
  const { t } = useCertificatesTranslation();
  const { value, error, isLoading, retry } = useEntityDevices(props.entity);
  if (error && !isLoading && !isNotFound(error)) {
    return (
      <ErrorState
        error={error}
        title={t('entity.device.title')}
        onRetry={retry}
      />
    );
  }
  if (isLoading && !value) {
    return <LoadingState lines={2} lineHeight={48} />;
  }
  if (!value?.length) {
    return (
      <EmptyState
        icon={<RiServerLine size={32} />}
        title={t('entity.device.notScanned')}
      />
    );
  }
  return (
    <div className={classes.devices}>
      {value.map(device => (
        <DeviceStatusCard key={device.name} device={device} />
      ))}
    </div>
  );
}
