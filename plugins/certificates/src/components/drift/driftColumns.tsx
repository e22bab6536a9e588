import { useRouteRef } from '@backstage/core-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Flex, Link, Text } from '@backstage/ui';
import { DriftItem } from '@cmt/backstage-plugin-certificates-common';
import { RiArrowUpCircleLine, RiErrorWarningFill } from '@remixicon/react';
import { useMemo } from 'react';
import { certificateRouteRef, deviceRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { DeployButton } from '../deployments';
import { DataColumn, Fingerprint, HostName, RelativeTime } from '../ui';
import classes from './drift.module.css';

/** A drift with what tells it from the others. */
export type DriftRow = DriftItem & { id: string };

function Kind(props: { kind: DriftItem['kind'] }) {
  const { kind } = props;
  const { t } = useCertificatesTranslation();
  const Icon = kind === 'not-served' ? RiErrorWarningFill : RiArrowUpCircleLine;
  return (
    <span
      className={classes.kind}
      data-kind={kind}
      title={t(`drift.kindHint.${kind}`)}
    >
      <Icon size={16} aria-hidden />
      {t(`drift.kind.${kind}`)}
    </span>
  );
}

function Certificate(props: { item: DriftItem }) {
  const { certificateId, certificateTitle } = props.item;
  const certificateRoute = useRouteRef(certificateRouteRef);
  return (
    <Link href={certificateRoute({ id: certificateId })} weight="bold">
      <HostName name={certificateTitle} />
    </Link>
  );
}

function Place(props: { item: DriftItem }) {
  const { device, profile, virtualServer, serverName } = props.item;
  const { t } = useCertificatesTranslation();
  const deviceRoute = useRouteRef(deviceRouteRef);
  return (
    <Flex direction="column" gap="0.5">
      <Link href={deviceRoute({ name: device })}>
        <HostName name={device} />
      </Link>
      {[virtualServer, profile].filter(Boolean).map(path => (
        <span key={path} className={classes.path}>
          {path}
        </span>
      ))}
      {serverName && (
        <Text variant="body-small" color="secondary">
          {t('drift.forName', { name: serverName })}
        </Text>
      )}
    </Flex>
  );
}

function Versions(props: { item: DriftItem }) {
  const { item } = props;
  const { t } = useCertificatesTranslation();
  return (
    <dl className={classes.versions}>
      {(['issued', 'installed', 'served'] as const).map(stage => {
        const value = item[stage];
        return (
          <div key={stage}>
            <dt>{t(`drift.${stage}`)}</dt>
            <dd>
              {value ? (
                <Fingerprint value={value} />
              ) : (
                <Text variant="body-small" color="secondary">
                  {t('drift.unknown')}
                </Text>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** The columns of the list of drifts. */
export function useDriftColumns(): DataColumn<DriftRow>[] {
  const { t } = useCertificatesTranslation();
  return useMemo(
    () => [
      {
        id: 'kind',
        label: t('drift.column.kind'),
        width: '128px',
        render: item => (
          <Flex direction="column" gap="0.5">
            <Kind kind={item.kind} />
            <Text variant="body-small" color="secondary">
              <RelativeTime value={item.since} />
            </Text>
          </Flex>
        ),
      },
      {
        id: 'certificate',
        label: t('drift.column.certificate'),
        isRowHeader: true,
        width: '16%',
        render: item => <Certificate item={item} />,
      },
      {
        id: 'place',
        label: t('drift.column.place'),
        width: '20%',
        render: item => <Place item={item} />,
      },
      {
        id: 'versions',
        label: t('drift.column.versions'),
        width: '170px',
        render: item => <Versions item={item} />,
      },
      {
        id: 'cause',
        label: t('drift.column.cause'),
        render: item => item.likelyCause,
      },
      {
        id: 'owner',
        label: t('drift.column.owner'),
        width: '10%',
        render: item =>
          item.ownerRef ? (
            <EntityRefLink
              entityRef={item.ownerRef}
              defaultKind="group"
              hideIcon
            />
          ) : (
            <Text color="secondary">{t('drift.noOwner')}</Text>
          ),
      },
      {
        id: 'action',
        label: t('drift.column.action'),
        width: '118px',
        render: item => (
          <DeployButton
            isShort
            certificate={{
              id: item.certificateId,
              title: item.certificateTitle,
            }}
          />
        ),
      },
    ],
    [t],
  );
}
