import { useRouteRef } from '@backstage/core-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Flex, Link, Text } from '@backstage/ui';
import { RenewalSummary } from '@cmt/backstage-plugin-certificates-common';
import { useMemo } from 'react';
import { renewalRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { DataColumn, HostName, RelativeTime } from '../ui';
import { RenewalStateBadge } from './RenewalStateBadge';
import { WaitText } from './WaitText';

function Title(props: { renewal: RenewalSummary; isHistory?: boolean }) {
  const { renewal, isHistory } = props;
  const { t } = useCertificatesTranslation();
  const renewalRoute = useRouteRef(renewalRouteRef);
  const kind = t(`renewals.kind.${renewal.kind}`);
  return (
    <Flex direction="column" gap="0.5" align="start">
      <Link href={renewalRoute({ id: renewal.id })} weight="bold">
        {isHistory ? kind : <HostName name={renewal.certificateTitle} />}
      </Link>
      <Text variant="body-small" color="secondary">
        {[!isHistory && kind, renewal.policyName].filter(Boolean).join(', ')}
      </Text>
    </Flex>
  );
}

/** Who owns a certificate, by the entity ref alone. */
export function OwnerRef(props: { ownerRef: string | null }) {
  const { ownerRef } = props;
  const { t } = useCertificatesTranslation();
  return ownerRef ? (
    <EntityRefLink entityRef={ownerRef} defaultKind="group" hideIcon />
  ) : (
    <Text color="secondary">{t('owner.none')}</Text>
  );
}

/** The columns of a list of renewals. */
export function useRenewalColumns(
  options: { isHistory?: boolean } = {},
): DataColumn<RenewalSummary>[] {
  const { isHistory = false } = options;
  const { t } = useCertificatesTranslation();
  return useMemo(() => {
    const columns: (DataColumn<RenewalSummary> & { inHistory: boolean })[] = [
      {
        id: 'state',
        label: t('renewals.column.state'),
        width: '128px',
        inHistory: true,
        render: r => <RenewalStateBadge renewal={r} />,
      },
      {
        id: 'certificate',
        label: t('renewals.column.certificate'),
        isRowHeader: true,
        width: '25%',
        inHistory: true,
        render: r => <Title renewal={r} isHistory={isHistory} />,
      },
      {
        id: 'waits',
        label: t('renewals.column.waits'),
        inHistory: true,
        render: r => <WaitText renewal={r} />,
      },
      {
        id: 'owner',
        label: t('renewals.column.owner'),
        width: '13%',
        inHistory: false,
        render: r => <OwnerRef ownerRef={r.ownerRef} />,
      },
      {
        id: 'ends',
        label: t('renewals.column.ends'),
        width: '156px',
        inHistory: false,
        render: r => <RelativeTime value={r.expiresAt} fallback="–" />,
      },
      {
        id: 'begun',
        label: t('renewals.column.begun'),
        width: '124px',
        inHistory: true,
        render: r => <RelativeTime value={r.createdAt} />,
      },
    ];
    return columns.filter(column => !isHistory || column.inHistory);
  }, [isHistory, t]);
}
