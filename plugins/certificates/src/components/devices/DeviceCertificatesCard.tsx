import { useApi } from '@backstage/core-plugin-api';
import { Flex, Link, Text } from '@backstage/ui';
import {
  CERTIFICATE_STATES,
  DeviceDetail,
} from '@cmt/backstage-plugin-certificates-common';
import { certificatesApiRef } from '../../api';
import { useInventoryLink, useRequest } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { useCertificateColumns } from '../inventory/certificateColumns';
import {
  DataTable,
  EmptyState,
  ErrorState,
  SectionCard,
  StateBadge,
} from '../ui';

const SHOWN = 10;

/** The certificates on a device, the first to end at the top. */
export function DeviceCertificatesCard(props: { device: DeviceDetail }) {
  const { name, byState, counts, lastSuccessAt } = props.device;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesApiRef);
  const inventoryLink = useInventoryLink();
  const columns = useCertificateColumns();
  const list = useRequest(`${name} ${lastSuccessAt}`, signal =>
    api.listCertificates({ device: [name], limit: SHOWN }, { signal }),
  );
  return (
    <SectionCard
      title={t('devices.certificates.title')}
      actions={
        counts.certificates > 0 && (
          <Link href={inventoryLink({ device: [name] })}>
            {t('devices.certificates.all', {
              total: counts.certificates.toLocaleString(),
            })}
          </Link>
        )
      }
    >
      <Flex direction="column" gap="3">
        <Flex gap="3" align="center" style={{ flexWrap: 'wrap' }}>
          {CERTIFICATE_STATES.filter(state => byState[state] > 0).map(state => (
            <Link
              key={state}
              href={inventoryLink({ device: [name], state: [state] })}
              standalone
            >
              <Flex gap="1" align="center">
                <StateBadge state={state} /> {byState[state].toLocaleString()}
              </Flex>
            </Link>
          ))}
          <Text color="secondary">
            {t('devices.certificates.counts', {
              installations: counts.installations.toLocaleString(),
              profiles: counts.profiles.toLocaleString(),
              virtualServers: counts.virtualServers.toLocaleString(),
            })}
          </Text>
        </Flex>
        {list.error ? (
          <ErrorState
            title={t('devices.certificates.loadFailed')}
            error={list.error}
            onRetry={list.retry}
          />
        ) : (
          <DataTable
            label={t('devices.certificates.title')}
            columns={columns}
            rows={list.value?.items}
            minWidth={860}
            density="compact"
            emptyState={
              <EmptyState
                title={t('devices.certificates.none')}
                description={t('devices.certificates.noneDescription')}
              />
            }
          />
        )}
      </Flex>
    </SectionCard>
  );
}
