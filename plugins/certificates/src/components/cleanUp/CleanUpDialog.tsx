import { Text } from '@backstage/ui';
import { CleanUpCandidate } from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import { ConfirmDialog, ErrorState } from '../ui';
import classes from './cleanUp.module.css';
import { CleanUpAction } from './cleanUpColumns';

/** Says what an action does to an object before it is done. */
export function CleanUpDialog(props: {
  candidate: CleanUpCandidate;
  action: CleanUpAction;
  isRunning: boolean;
  error: Error | undefined;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const { candidate, action, isRunning, error, onConfirm, onClose } = props;
  const { t } = useCertificatesTranslation();
  return (
    <ConfirmDialog
      isOpen
      title={t(`cleanUp.confirm.${action}Title`)}
      confirmLabel={t(`cleanUp.${action}`)}
      cancelLabel={t('cleanUp.confirm.keep')}
      isDestructive={action === 'quarantine'}
      isRunning={isRunning}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <Text as="p">
        <span className={classes.path}>{candidate.fullPath}</span>,{' '}
        {candidate.device}
      </Text>
      <Text as="p">{t(`cleanUp.confirm.${action}`)}</Text>
      {action === 'quarantine' && (
        <>
          <Text as="p" color="secondary">
            {candidate.reason}
          </Text>
          <Text as="p" weight={candidate.restorable ? 'regular' : 'bold'}>
            {candidate.restorable
              ? t('cleanUp.confirm.restorable')
              : t('cleanUp.confirm.notRestorable')}
          </Text>
        </>
      )}
      {error && (
        <ErrorState
          isAction
          title={t(`cleanUp.actionFailed.${action}`)}
          error={error}
        />
      )}
    </ConfirmDialog>
  );
}
