import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { DeviceDetail } from '@cmt/backstage-plugin-certificates-common';
import { RiAlertFill, RiShieldCheckLine } from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import { SectionCard } from '../ui';
import classes from './devices.module.css';
import { Facts } from './Facts';

/** What a device is, where it stands and whose it is. */
export function DeviceFactsCard(props: { device: DeviceDetail }) {
  const { device } = props;
  const { facts, tlsVerification } = device;
  const { t } = useCertificatesTranslation();
  const unknown = t('devices.facts.unknown');
  const version =
    facts?.version && facts.build
      ? t('devices.facts.versionBuild', {
          version: facts.version,
          build: facts.build,
        })
      : facts?.version;
  const TlsIcon = tlsVerification === 'off' ? RiAlertFill : RiShieldCheckLine;
  return (
    <SectionCard title={t('devices.facts.title')}>
      <Facts
        facts={[
          {
            name: t('devices.facts.host'),
            value: `${device.host}:${device.port}`,
          },
          { name: t('devices.facts.version'), value: version ?? unknown },
          {
            name: t('devices.facts.platform'),
            value: facts?.platform ?? unknown,
          },
          {
            name: t('devices.facts.serialNumber'),
            value: facts?.serialNumber ?? unknown,
          },
          {
            name: t('devices.facts.place'),
            value:
              [device.site, device.environment].filter(Boolean).join(', ') ||
              t('devices.facts.none'),
          },
          {
            name: t('devices.facts.tls'),
            value: (
              <span className={classes.tls} data-verification={tlsVerification}>
                <TlsIcon size={16} aria-hidden />
                {t(`devices.tls.${tlsVerification}`)}
              </span>
            ),
          },
          {
            name: t('devices.facts.owner'),
            value: device.ownerRef ? (
              <EntityRefLink
                entityRef={device.ownerRef}
                defaultKind="group"
                hideIcon
              />
            ) : (
              t('devices.facts.none')
            ),
          },
          {
            name: t('devices.facts.catalog'),
            value: <EntityRefLink entityRef={device.entityRef} hideIcon />,
          },
          ...(device.tags.length
            ? [
                {
                  name: t('devices.facts.tags'),
                  value: device.tags.join(', '),
                },
              ]
            : []),
        ]}
      />
    </SectionCard>
  );
}
