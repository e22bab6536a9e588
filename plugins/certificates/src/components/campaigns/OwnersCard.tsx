import { Campaign } from '@cmt/backstage-plugin-certificates-common';
import { useMemo } from 'react';
import { useCertificatesTranslation } from '../../translation';
import { OwnerRef } from '../renewals/renewalColumns';
import { DataColumn, DataTable, SectionCard } from '../ui';
import classes from './campaigns.module.css';

type Row = Campaign['byOwner'][number] & { id: string };

/** How far a campaign is with the certificates of each owner. */
export function OwnersCard(props: { byOwner: Campaign['byOwner'] }) {
  const { t } = useCertificatesTranslation();
  const columns = useMemo<DataColumn<Row>[]>(
    () => [
      {
        id: 'owner',
        label: t('campaigns.owners.owner'),
        isRowHeader: true,
        width: '34%',
        render: row => <OwnerRef ownerRef={row.ownerRef} />,
      },
      {
        id: 'replaced',
        label: t('campaigns.owners.replaced'),
        render: ({ succeeded, failed, total }) => (
          <>
            {t('campaigns.progress', {
              done: succeeded.toLocaleString(),
              total: total.toLocaleString(),
            })}
            <div className={classes.bar} aria-hidden>
              <span
                className={classes.bit}
                data-part="succeeded"
                style={{ flexGrow: succeeded }}
              />
              <span
                className={classes.bit}
                data-part="failed"
                style={{ flexGrow: failed }}
              />
              <span
                className={classes.bit}
                data-part="waiting"
                style={{ flexGrow: total - succeeded - failed }}
              />
            </div>
          </>
        ),
      },
      {
        id: 'failed',
        label: t('campaigns.owners.failed'),
        width: '84px',
        align: 'end',
        render: row => row.failed.toLocaleString(),
      },
    ],
    [t],
  );
  return (
    <SectionCard title={t('campaigns.owners.title')}>
      <DataTable
        label={t('campaigns.owners.title')}
        columns={columns}
        rows={props.byOwner.map(row => ({
          ...row,
          id: row.ownerRef ?? 'none',
        }))}
        density="compact"
        minWidth={460}
      />
    </SectionCard>
  );
}
