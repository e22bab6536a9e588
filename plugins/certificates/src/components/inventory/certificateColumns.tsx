import { useRouteRef } from '@backstage/core-plugin-api';
import { Flex, Link, Text } from '@backstage/ui';
import { CertificateSummary } from '@cmt/backstage-plugin-certificates-common';
import { useMemo } from 'react';
import { certificateRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import {
  DataColumn,
  ExpiryText,
  FindingTitles,
  HostName,
  OwnerLink,
  StaleTag,
  StateBadge,
} from '../ui';
import classes from './inventory.module.css';

/** A certificate's name as a link to its page, with its other names counted. */
export function CertificateName(props: { certificate: CertificateSummary }) {
  const { certificate } = props;
  const { t } = useCertificatesTranslation();
  const certificateRoute = useRouteRef(certificateRouteRef);
  const others = certificate.names.filter(name => name !== certificate.title);
  return (
    <Flex direction="column" gap="0.5">
      <Link
        href={certificateRoute({ id: certificate.id })}
        weight="bold"
        className={classes.name}
      >
        <HostName name={certificate.title} />
      </Link>
      {others.length > 0 && (
        <Text variant="body-small" color="secondary" title={others.join('\n')}>
          {t('inventory.moreNames', { count: others.length })}
        </Text>
      )}
      {(certificate.stale || certificate.goneAt) && (
        <Flex gap="1">
          <StaleTag certificate={certificate} />
          {certificate.goneAt && (
            <Text variant="body-small" color="secondary">
              {t('gone')}
            </Text>
          )}
        </Flex>
      )}
    </Flex>
  );
}

/** The devices and virtual servers that use a certificate, counted. */
export function WhereUsed(props: { certificate: CertificateSummary }) {
  const { devices, virtualServerCount } = props.certificate;
  const { t } = useCertificatesTranslation();
  const device =
    devices.length === 1
      ? devices[0]
      : t('inventory.devices', { count: devices.length });
  return (
    <Flex direction="column" gap="0.5">
      <span>
        {virtualServerCount
          ? t('inventory.virtualServers', { count: virtualServerCount })
          : t('inventory.notUsed')}
      </span>
      {devices.length > 0 && (
        <Text
          variant="body-small"
          color="secondary"
          title={devices.join('\n')}
          className={classes.truncate}
        >
          {device}
        </Text>
      )}
    </Flex>
  );
}

/** The columns of a list of certificates. */
export function useCertificateColumns(
  options: { sortable?: boolean } = {},
): DataColumn<CertificateSummary>[] {
  const { sortable = false } = options;
  const { t } = useCertificatesTranslation();
  return useMemo(
    () => [
      {
        id: 'state',
        label: t('inventory.column.state'),
        width: '100px',
        render: c => <StateBadge state={c.state} />,
      },
      {
        id: 'name',
        label: t('inventory.column.name'),
        isRowHeader: true,
        sortable,
        width: '22%',
        render: c => <CertificateName certificate={c} />,
      },
      {
        id: 'expires',
        label: t('inventory.column.expires'),
        sortable,
        width: '142px',
        render: c => <ExpiryText certificate={c} />,
      },
      {
        id: 'issuer',
        label: t('inventory.column.issuer'),
        sortable,
        render: c => (
          <span className={classes.clamped} title={c.issuer ?? undefined}>
            {c.issuer ?? '–'}
          </span>
        ),
      },
      {
        id: 'owner',
        label: t('inventory.column.owner'),
        sortable,
        render: c => <OwnerLink owner={c.owner} />,
      },
      {
        id: 'virtualServers',
        label: t('inventory.column.whereUsed'),
        width: '134px',
        sortable,
        render: c => <WhereUsed certificate={c} />,
      },
      {
        id: 'findings',
        label: t('inventory.column.findings'),
        width: '13%',
        render: c => <FindingTitles codes={c.findings} limit={1} />,
      },
    ],
    [sortable, t],
  );
}
