import { useRouteRef } from '@backstage/core-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Flex, Link, Text } from '@backstage/ui';
import { RenewalSummary } from '@cmt/backstage-plugin-certificates-common';
import useMediaQuery from '@material-ui/core/useMediaQuery';
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

/** Below this width a table shows only what cannot be missed. */
const NARROW = '(max-width: 640px)';

const WIDTH = 940;
const HISTORY_WIDTH = 720;

/** How a list of renewals is shown. */
export interface RenewalTable {
  columns: DataColumn<RenewalSummary>[];
  /** Width below which it scrolls sideways. */
  minWidth: number | undefined;
}

/** The columns of a list of renewals; on narrow screens what happens comes right after the name. */
export function useRenewalTable(
  options: { isHistory?: boolean } = {},
): RenewalTable {
  const { isHistory = false } = options;
  const { t } = useCertificatesTranslation();
  const isNarrow = useMediaQuery(NARROW, { noSsr: true });
  const columns = useMemo(() => {
    const title = {
      id: 'certificate',
      label: isHistory
        ? t('renewals.column.kind')
        : t('renewals.column.certificate'),
      isRowHeader: true,
    };
    const state: DataColumn<RenewalSummary> = {
      id: 'state',
      label: t('renewals.column.state'),
      width: '128px',
      render: r => <RenewalStateBadge renewal={r} />,
    };
    const waits: DataColumn<RenewalSummary> = {
      id: 'waits',
      label: t('renewals.column.waits'),
      render: r => <WaitText renewal={r} />,
    };
    const begun: DataColumn<RenewalSummary> = {
      id: 'begun',
      label: t('renewals.column.begun'),
      width: '124px',
      render: r => <RelativeTime value={r.createdAt} />,
    };
    if (isNarrow) {
      return [
        {
          ...title,
          width: '46%',
          render: (r: RenewalSummary) => (
            <Flex direction="column" gap="2" align="start">
              <RenewalStateBadge renewal={r} />
              <Title renewal={r} isHistory={isHistory} />
            </Flex>
          ),
        },
        waits,
      ];
    }
    const named = {
      ...title,
      width: '25%',
      render: (r: RenewalSummary) => (
        <Title renewal={r} isHistory={isHistory} />
      ),
    };
    return isHistory
      ? [state, named, waits, begun]
      : [
          state,
          named,
          waits,
          {
            id: 'owner',
            label: t('renewals.column.owner'),
            width: '13%',
            render: (r: RenewalSummary) => <OwnerRef ownerRef={r.ownerRef} />,
          },
          {
            id: 'ends',
            label: t('renewals.column.ends'),
            width: '156px',
            render: (r: RenewalSummary) => (
              <RelativeTime value={r.expiresAt} fallback="–" />
            ),
          },
          begun,
        ];
  }, [isHistory, isNarrow, t]);
  const width = isHistory ? HISTORY_WIDTH : WIDTH;
  return { columns, minWidth: isNarrow ? undefined : width };
}
