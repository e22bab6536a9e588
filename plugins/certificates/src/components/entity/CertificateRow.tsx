import { ButtonIcon, Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { CertificateSummary } from '@cmt/backstage-plugin-certificates-common';
import { RiArrowDownSLine, RiArrowRightSLine } from '@remixicon/react';
import { useId, useState } from 'react';
import { certificateRouteRef } from '../../routes';
import {
  CertificatesTranslator,
  useCertificatesTranslation,
} from '../../translation';
import { UsageTree } from '../certificate';
import { DeployButton } from '../deployments';
import { RenewButton } from '../renew';
import {
  ExpiryText,
  FindingTitles,
  HostName,
  OwnerLink,
  StaleTag,
  StateBadge,
} from '../ui';
import classes from './EntityCertificatesTable.module.css';

const FEW_DEVICES = 2;

/** Number of columns, for the row that holds the usage. */
export const COLUMN_COUNT = 8;

/** A few devices by name, one per line; many as their number. */
function deviceLines(
  t: CertificatesTranslator,
  devices: readonly string[],
): readonly string[] {
  if (!devices.length) {
    return [t('entity.table.notInstalled')];
  }
  return devices.length <= FEW_DEVICES
    ? devices
    : [t('entity.table.devices', { count: devices.length })];
}

/** A certificate of an entity; opens to show where it is used. */
export function CertificateRow(props: { certificate: CertificateSummary }) {
  const { certificate } = props;
  const { t } = useCertificatesTranslation();
  const certificateRoute = useRouteRef(certificateRouteRef);
  const [isOpen, setIsOpen] = useState(false);
  const usageId = useId();
  const { title, names, devices, virtualServerCount, findings } = certificate;
  return (
    <>
      <tr data-row="main">
        <td className={classes.toggle}>
          <ButtonIcon
            size="small"
            variant="tertiary"
            icon={isOpen ? <RiArrowDownSLine /> : <RiArrowRightSLine />}
            aria-expanded={isOpen}
            aria-controls={isOpen ? usageId : undefined}
            aria-label={t(
              isOpen ? 'entity.table.collapse' : 'entity.table.expand',
              { name: title },
            )}
            onPress={() => setIsOpen(!isOpen)}
          />
        </td>
        <td className={classes.state}>
          <StateBadge state={certificate.state} />
        </td>
        <th scope="row">
          <span className={classes.stack}>
            <Link
              href={certificateRoute({ id: certificate.id })}
              weight="bold"
              title={names.join(', ')}
            >
              <HostName name={title} />
            </Link>
            {names.length > 1 && (
              <Text variant="body-small" color="secondary">
                {t('entity.table.moreNames', { count: names.length - 1 })}
              </Text>
            )}
            <FindingTitles codes={findings} />
            <StaleTag certificate={certificate} />
          </span>
        </th>
        <td className={classes.ends}>
          <ExpiryText certificate={certificate} />
        </td>
        <td>
          <span className={classes.stack}>
            {deviceLines(t, devices).map(line => (
              <span key={line} title={devices.join(', ')}>
                <HostName name={line} />
              </span>
            ))}
            <Text variant="body-small" color="secondary">
              {virtualServerCount
                ? t('entity.table.virtualServers', {
                    count: virtualServerCount,
                  })
                : t(`usage.${certificate.usage}`)}
            </Text>
          </span>
        </td>
        <td>{certificate.issuer ?? t('certificate.unknown')}</td>
        <td>
          <OwnerLink owner={certificate.owner} />
        </td>
        <td className={classes.action}>
          {!certificate.goneAt && (
            <span className={classes.stack}>
              <RenewButton certificate={certificate} isShort />
              <DeployButton certificate={certificate} isShort />
            </span>
          )}
        </td>
      </tr>
      {isOpen && (
        <tr id={usageId}>
          <td className={classes.usage} colSpan={COLUMN_COUNT}>
            <UsageTree
              certificateId={certificate.id}
              currentVersionId={certificate.currentVersionId}
            />
          </td>
        </tr>
      )}
    </>
  );
}
