import { useRouteRef } from '@backstage/core-plugin-api';
import { Link, Text } from '@backstage/ui';
import { RenewalForecast } from '@cmt/backstage-plugin-certificates-common';
import { useMemo } from 'react';
import { certificateRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { OwnerRef } from '../renewals/renewalColumns';
import {
  DataColumn,
  DataTable,
  HostName,
  RelativeTime,
  SectionCard,
  ShowMore,
} from '../ui';

const SHOWN = 20;

type Item = RenewalForecast['notAutomated'][number] & { id: string };

/** What still needs a person, with why. */
export function NotAutomatedCard(props: {
  items: RenewalForecast['notAutomated'];
}) {
  const { t } = useCertificatesTranslation();
  const certificateRoute = useRouteRef(certificateRouteRef);
  const items = props.items.map(item => ({ ...item, id: item.certificateId }));
  const columns = useMemo<DataColumn<Item>[]>(
    () => [
      {
        id: 'certificate',
        label: t('forecast.notAutomated.certificate'),
        isRowHeader: true,
        width: '30%',
        render: item => (
          <Link href={certificateRoute({ id: item.certificateId })}>
            <HostName name={item.title} />
          </Link>
        ),
      },
      {
        id: 'reason',
        label: t('forecast.notAutomated.reason'),
        render: item => item.reason,
      },
      {
        id: 'owner',
        label: t('forecast.notAutomated.owner'),
        width: '16%',
        render: item => <OwnerRef ownerRef={item.ownerRef} />,
      },
      {
        id: 'ends',
        label: t('forecast.notAutomated.ends'),
        width: '130px',
        render: item => <RelativeTime value={item.expiresAt} fallback="–" />,
      },
    ],
    [certificateRoute, t],
  );
  return (
    <SectionCard
      title={t('forecast.notAutomated.title')}
      actions={
        items.length > 0 && (
          <Text color="secondary">
            {t('forecast.notAutomated.count', { count: items.length })}
          </Text>
        )
      }
    >
      <ShowMore
        items={items}
        limit={SHOWN}
        label={t('forecast.notAutomated.showAll', {
          total: String(items.length),
        })}
      >
        {shown => (
          <DataTable
            label={t('forecast.notAutomated.title')}
            columns={columns}
            rows={[...shown]}
            density="compact"
            minWidth={720}
            emptyState={
              <Text color="secondary">{t('forecast.notAutomated.none')}</Text>
            }
          />
        )}
      </ShowMore>
    </SectionCard>
  );
}
