import { Button, Text, Tooltip, TooltipTrigger } from '@backstage/ui';
import { DeploymentDetail } from '@cmt/backstage-plugin-certificates-common';
import {
  RiArrowGoBackLine,
  RiPauseLine,
  RiPlayLine,
  RiRefreshLine,
  RiShareForwardLine,
  RiStopLine,
} from '@remixicon/react';
import { useState } from 'react';
import { useCertificatesTranslation } from '../../translation';
import { ConfirmDialog } from '../ui';
import classes from './deployments.module.css';
import { PromoteDialog } from './PromoteDialog';
import { Steering, SteeringAction } from './useSteering';

/** What to do most likely comes last, where the eye ends. */
const ORDER: readonly SteeringAction[] = [
  'cancel',
  'roll-back',
  'pause',
  'retry',
  'continue',
];

const ICONS = {
  cancel: <RiStopLine />,
  'roll-back': <RiArrowGoBackLine />,
  pause: <RiPauseLine />,
  retry: <RiRefreshLine />,
  continue: <RiPlayLine />,
} satisfies Record<SteeringAction, unknown>;

const PRIMARY: readonly SteeringAction[] = ['continue', 'retry'];

function Confirmation(props: {
  deployment: DeploymentDetail;
  steering: Steering;
}) {
  const { deployment, steering } = props;
  const { asked } = steering;
  const { t } = useCertificatesTranslation();
  const isRollBack = asked === 'roll-back';
  const { succeeded, failed } = deployment.progress;
  return (
    <ConfirmDialog
      isOpen={asked !== undefined}
      title={t(
        isRollBack
          ? 'deployments.confirm.rollBackTitle'
          : 'deployments.confirm.cancelTitle',
      )}
      confirmLabel={t(
        isRollBack
          ? 'deployments.confirm.rollBackYes'
          : 'deployments.confirm.cancelYes',
      )}
      cancelLabel={t('deployments.confirm.keep')}
      isDestructive
      isRunning={steering.isRunning}
      onConfirm={steering.confirm}
      onClose={steering.dismiss}
    >
      <Text as="p">
        {isRollBack
          ? t('deployments.confirm.rollBack', {
              count: Math.max(1, succeeded + failed),
            })
          : t('deployments.confirm.cancel')}
      </Text>
      {isRollBack && (
        <Text as="p" color="secondary">
          {t('deployments.confirm.rollBackExpired')}
        </Text>
      )}
    </ConfirmDialog>
  );
}

/** Buttons for what can be done with a deployment now. */
export function DeploymentActions(props: {
  deployment: DeploymentDetail;
  steering: Steering;
}) {
  const { deployment, steering } = props;
  const { t } = useCertificatesTranslation();
  const [promotes, setPromotes] = useState(false);
  // What did not work everywhere is not carried further.
  const canPromote = deployment.state === 'succeeded' && !deployment.dryRun;
  return (
    <div className={classes.actions}>
      {canPromote && (
        <TooltipTrigger>
          <Button
            size="small"
            variant="secondary"
            iconStart={<RiShareForwardLine />}
            onPress={() => setPromotes(true)}
          >
            {t('deployments.action.promote')}
          </Button>
          <Tooltip>{t('deployments.action.hint.promote')}</Tooltip>
        </TooltipTrigger>
      )}
      {ORDER.filter(action => deployment.actions.includes(action)).map(
        action => (
          <TooltipTrigger key={action}>
            <Button
              size="small"
              variant={PRIMARY.includes(action) ? 'primary' : 'secondary'}
              iconStart={ICONS[action]}
              isDisabled={steering.isRunning}
              onPress={() => steering.request(action)}
            >
              {t(`deployments.action.${action}`)}
            </Button>
            <Tooltip>{t(`deployments.action.hint.${action}`)}</Tooltip>
          </TooltipTrigger>
        ),
      )}
      <Confirmation deployment={deployment} steering={steering} />
      {promotes && (
        <PromoteDialog
          deployment={deployment}
          onClose={() => setPromotes(false)}
        />
      )}
    </div>
  );
}
