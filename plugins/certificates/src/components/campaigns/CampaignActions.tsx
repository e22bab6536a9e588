import { useApi } from '@backstage/core-plugin-api';
import { Button, Text } from '@backstage/ui';
import { Campaign } from '@cmt/backstage-plugin-certificates-common';
import { RiPauseLine, RiPlayLine, RiStopLine } from '@remixicon/react';
import { useState } from 'react';
import { certificatesRenewalsApiRef } from '../../api';
import { useMutation } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { ConfirmDialog, ErrorState } from '../ui';
import classes from './campaigns.module.css';

type CampaignAction = 'pause' | 'continue' | 'stop';

const ICONS = {
  pause: <RiPauseLine />,
  continue: <RiPlayLine />,
  stop: <RiStopLine />,
} satisfies Record<CampaignAction, unknown>;

/** What can be done with a campaign in its present state. */
export function campaignActions(state: Campaign['state']): CampaignAction[] {
  switch (state) {
    case 'running':
      return ['stop', 'pause'];
    case 'paused':
      return ['stop', 'continue'];
    default:
      return [];
  }
}

/** Pauses, continues and stops a campaign. */
export function CampaignActions(props: {
  campaign: Campaign;
  onDone: () => void;
}) {
  const { campaign, onDone } = props;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesRenewalsApiRef);
  const [asksToStop, setAsksToStop] = useState(false);
  const mutation = useMutation((action: CampaignAction, options) =>
    api.actOnCampaign(campaign.id, action, options),
  );
  const act = async (action: CampaignAction) => {
    const after = await mutation.run(action);
    setAsksToStop(false);
    if (after) {
      onDone();
    }
  };
  return (
    <div className={classes.actions}>
      {campaignActions(campaign.state).map(action => (
        <Button
          key={action}
          size="small"
          variant={action === 'continue' ? 'primary' : 'secondary'}
          iconStart={ICONS[action]}
          isDisabled={mutation.isRunning}
          onPress={() =>
            action === 'stop' ? setAsksToStop(true) : act(action)
          }
        >
          {t(`campaigns.action.${action}`)}
        </Button>
      ))}
      {mutation.error && (
        <ErrorState
          isAction
          isNarrow
          title={t('campaigns.action.failed')}
          error={mutation.error}
          onRetry={onDone}
        />
      )}
      <ConfirmDialog
        isOpen={asksToStop}
        title={t('campaigns.action.stopTitle')}
        confirmLabel={t('campaigns.action.stopYes')}
        cancelLabel={t('campaigns.action.keep')}
        isDestructive
        isRunning={mutation.isRunning}
        onConfirm={() => act('stop')}
        onClose={() => setAsksToStop(false)}
      >
        <Text as="p">{t('campaigns.action.stopText')}</Text>
      </ConfirmDialog>
    </div>
  );
}
