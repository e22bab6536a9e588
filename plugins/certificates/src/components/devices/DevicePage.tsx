import { useRouteRef } from '@backstage/core-plugin-api';
import { ButtonLink, Container, Header } from '@backstage/ui';
import { useParams } from 'react-router-dom';
import { devicesRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { ErrorState, isNotFound, LoadingState } from '../ui';
import { DeviceDetails } from './DeviceDetails';
import { DeviceStatusBadge } from './DeviceStatusBadge';
import { ScanButton } from './ScanButton';
import { useDevice } from './useDevice';

function DevicePageContent(props: { name: string }) {
  const { name } = props;
  const { t } = useCertificatesTranslation();
  const devicesRoute = useRouteRef(devicesRouteRef);
  const { device, deviceScan } = useDevice(name);
  const { value, error } = device;
  return (
    <>
      <Header
        title={name}
        breadcrumbs={[{ label: t('devices.title'), href: devicesRoute() }]}
        metadata={
          value && [
            {
              label: t('devices.column.status'),
              value: <DeviceStatusBadge status={value.status} />,
            },
          ]
        }
        customActions={
          value && (
            <ScanButton
              deviceScan={deviceScan}
              isDisabled={value.status === 'retired'}
            />
          )
        }
      />
      <Container pb="6">
        {error && !value && (
          <>
            <ErrorState
              title={t('devices.deviceLoadFailed')}
              error={error}
              onRetry={isNotFound(error) ? undefined : device.retry}
            />
            <ButtonLink variant="tertiary" href={devicesRoute()}>
              {t('devices.backToDevices')}
            </ButtonLink>
          </>
        )}
        {!error && !value && <LoadingState lines={6} lineHeight={48} />}
        {value && <DeviceDetails device={value} deviceScan={deviceScan} />}
      </Container>
    </>
  );
}

/** One device: what it is, what is on it, how its scans go. */
export function DevicePage() {
  const { name = '' } = useParams();
  return <DevicePageContent key={name} name={name} />;
}
