import { Text, TextAreaField } from '@backstage/ui';
import { useState } from 'react';
import { useCertificatesTranslation } from '../../translation';
import { ConfirmDialog } from '../ui';

/** Says yes or no to a renewal, with a word on why. */
export function DecisionDialog(props: {
  decision: 'approve' | 'reject';
  isRunning: boolean;
  onDecide: (comment: string) => void;
  onClose: () => void;
}) {
  const { decision, isRunning, onDecide, onClose } = props;
  const { t } = useCertificatesTranslation();
  const [comment, setComment] = useState('');
  return (
    <ConfirmDialog
      isOpen
      title={t(`renewals.approval.${decision}Title`)}
      confirmLabel={t(`renewals.approval.${decision}`)}
      cancelLabel={t('renewals.approval.back')}
      isDestructive={decision === 'reject'}
      isRunning={isRunning}
      onConfirm={() => onDecide(comment)}
      onClose={onClose}
    >
      <Text as="p">{t(`renewals.approval.${decision}Text`)}</Text>
      <TextAreaField
        label={t('renewals.approval.comment')}
        secondaryLabel={t('renewals.approval.optional')}
        description={
          decision === 'reject'
            ? t('renewals.approval.rejectComment')
            : undefined
        }
        rows={3}
        value={comment}
        onChange={setComment}
      />
    </ConfirmDialog>
  );
}
