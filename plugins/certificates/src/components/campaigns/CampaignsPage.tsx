import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { Button, Container, Flex, Link, Text } from '@backstage/ui';
import { Campaign } from '@cmt/backstage-plugin-certificates-common';
import { RiAddLine, RiMegaphoneLine } from '@remixicon/react';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { certificatesRenewalsApiRef } from '../../api';
import { useRenewalsSignal, useRequest } from '../../hooks';
import { campaignRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import {
  DataColumn,
  DataTable,
  EmptyState,
  ErrorState,
  RelativeTime,
} from '../ui';
import { CampaignProgress } from './CampaignProgress';
import classes from './campaigns.module.css';
import { CampaignStateBadge } from './CampaignStateBadge';
import { CreateCampaignDialog } from './CreateCampaignDialog';

const REFRESH_MS = 10_000;

function useCampaignColumns(): DataColumn<Campaign>[] {
  const { t } = useCertificatesTranslation();
  const campaignRoute = useRouteRef(campaignRouteRef);
  return useMemo(
    () => [
      {
        id: 'state',
        label: t('campaigns.column.state'),
        width: '128px',
        render: c => <CampaignStateBadge state={c.state} />,
      },
      {
        id: 'title',
        label: t('campaigns.column.title'),
        isRowHeader: true,
        render: c => (
          <Link href={campaignRoute({ id: c.id })} weight="bold">
            {c.title}
          </Link>
        ),
      },
      {
        id: 'progress',
        label: t('campaigns.column.progress'),
        width: '30%',
        render: c => <CampaignProgress campaign={c} />,
      },
      {
        id: 'deadline',
        label: t('campaigns.column.deadline'),
        width: '124px',
        render: c => (
          <RelativeTime
            value={c.deadline}
            fallback={t('campaigns.noDeadline')}
          />
        ),
      },
      {
        id: 'begun',
        label: t('campaigns.column.begun'),
        width: '124px',
        render: c => <RelativeTime value={c.createdAt} />,
      },
    ],
    [campaignRoute, t],
  );
}

/** Campaigns, newest first, and the form to begin one. */
export function CampaignsPage() {
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesRenewalsApiRef);
  const navigate = useNavigate();
  const campaignRoute = useRouteRef(campaignRouteRef);
  const columns = useCampaignColumns();
  const [isCreating, setIsCreating] = useState(false);
  const { value, error, retry } = useRequest('campaigns', signal =>
    api.listCampaigns({ signal }),
  );
  useRenewalsSignal(retry, { minIntervalMs: REFRESH_MS });
  return (
    <Container pb="6">
      <Flex direction="column" gap="4" align="stretch">
        <div className={classes.toolbar}>
          <Text as="p" color="secondary" className={classes.intro}>
            {t('campaigns.intro')}
          </Text>
          <Button
            variant="primary"
            size="small"
            iconStart={<RiAddLine />}
            onPress={() => setIsCreating(true)}
          >
            {t('campaigns.create')}
          </Button>
        </div>
        {error && !value ? (
          <ErrorState
            title={t('campaigns.loadFailed')}
            error={error}
            onRetry={retry}
          />
        ) : (
          <DataTable
            label={t('campaigns.title')}
            columns={columns}
            rows={value}
            minWidth={820}
            emptyState={
              <EmptyState
                icon={<RiMegaphoneLine size={32} />}
                title={t('campaigns.empty.title')}
                description={t('campaigns.empty.description')}
              />
            }
          />
        )}
      </Flex>
      {isCreating && (
        <CreateCampaignDialog
          onCreated={({ id }) => navigate(campaignRoute({ id }))}
          onClose={() => setIsCreating(false)}
        />
      )}
    </Container>
  );
}
