import { Text } from '@backstage/ui';
import { DeviceDetail } from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import { SectionCard } from '../ui';
import classes from './devices.module.css';
import { failoverText, SyncStatus } from './HighAvailability';
import { Facts } from './Facts';

/** The cluster of a device and whether its members agree. */
export function HighAvailabilityCard(props: { device: DeviceDetail }) {
  const { highAvailability, lastSuccessAt } = props.device;
  const { t } = useCertificatesTranslation();
  if (!highAvailability?.cluster) {
    return (
      <SectionCard title={t('devices.ha.title')}>
        <Text as="p" color="secondary">
          {lastSuccessAt ? t('devices.ha.standalone') : t('devices.ha.unknown')}
        </Text>
      </SectionCard>
    );
  }
  const { cluster, members, failoverState, syncDetails, autoSync } =
    highAvailability;
  return (
    <SectionCard title={t('devices.ha.title')}>
      <Facts
        facts={[
          { name: t('devices.ha.cluster'), value: cluster },
          { name: t('devices.ha.role'), value: failoverText(t, failoverState) },
          {
            name: t('devices.ha.members'),
            value: (
              <ul className={classes.plainList}>
                {members.map(member => (
                  <li key={member}>{member}</li>
                ))}
              </ul>
            ),
          },
          ...(autoSync === null
            ? []
            : [
                {
                  name: t('devices.ha.autoSync'),
                  value: autoSync ? t('devices.ha.yes') : t('devices.ha.no'),
                },
              ]),
          {
            name: t('devices.ha.sync'),
            isWide: true,
            value: (
              <>
                <SyncStatus highAvailability={highAvailability} />
                {syncDetails.length > 0 && (
                  <ul className={classes.plainList}>
                    {syncDetails.map(detail => (
                      <li key={detail}>{detail}</li>
                    ))}
                  </ul>
                )}
              </>
            ),
          },
        ]}
      />
    </SectionCard>
  );
}
