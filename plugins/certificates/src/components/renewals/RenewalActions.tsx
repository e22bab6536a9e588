import { Button, Text, Tooltip, TooltipTrigger } from '@backstage/ui';
import { RenewalDetail } from '@cmt/backstage-plugin-certificates-common';
import { RiRefreshLine, RiStopLine } from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import { ConfirmDialog } from '../ui';
import classes from './renewals.module.css';
import { RenewalSteering } from './useRenewalSteering';

/** Buttons for what can be done with a renewal as a whole. */
export function RenewalActions(props: {
  renewal: RenewalDetail;
  steering: RenewalSteering;
}) {
  const { renewal, steering } = props;
  const { t } = useCertificatesTranslation();
  return (
    <div className={classes.actions}>
      {renewal.actions.includes('cancel') && (
        <TooltipTrigger>
          <Button
            size="small"
            variant="secondary"
            iconStart={<RiStopLine />}
            isDisabled={steering.isRunning}
            onPress={() => steering.ask('cancel')}
          >
            {t('renewals.action.cancel')}
          </Button>
          <Tooltip>{t('renewals.action.cancelHint')}</Tooltip>
        </TooltipTrigger>
      )}
      {renewal.actions.includes('retry') && (
        <TooltipTrigger>
          <Button
            size="small"
            variant="primary"
            iconStart={<RiRefreshLine />}
            isDisabled={steering.isRunning}
            onPress={() => steering.send({ action: 'retry' })}
          >
            {t('renewals.action.retry')}
          </Button>
          <Tooltip>{t('renewals.action.retryHint')}</Tooltip>
        </TooltipTrigger>
      )}
      <ConfirmDialog
        isOpen={steering.asked === 'cancel'}
        title={t('renewals.action.cancelTitle')}
        confirmLabel={t('renewals.action.cancelYes')}
        cancelLabel={t('renewals.action.keep')}
        isDestructive
        isRunning={steering.isRunning}
        onConfirm={() => steering.send({ action: 'cancel' })}
        onClose={steering.dismiss}
      >
        <Text as="p">{t('renewals.action.cancelText')}</Text>
      </ConfirmDialog>
    </div>
  );
}
