import { useApi } from '@backstage/core-plugin-api';
import { Text } from '@backstage/ui';
import { Policy } from '@cmt/backstage-plugin-certificates-common';
import { certificatesRenewalsApiRef } from '../../api';
import { useMutation } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { ConfirmDialog, ErrorState } from '../ui';

/** Says what deleting a policy does before it is done. */
export function DeletePolicyDialog(props: {
  policy: Policy;
  onDone: () => void;
  onClose: () => void;
}) {
  const { policy, onDone, onClose } = props;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesRenewalsApiRef);
  const mutation = useMutation((id: string) => api.deletePolicy(id));
  return (
    <ConfirmDialog
      isOpen
      title={t('policies.remove.title')}
      confirmLabel={t('policies.remove.yes')}
      cancelLabel={t('policies.remove.keep')}
      isDestructive
      isRunning={mutation.isRunning}
      onConfirm={async () => {
        if (await mutation.run(policy.id)) {
          onDone();
        }
      }}
      onClose={onClose}
    >
      <Text as="p" weight="bold">
        {policy.name}
      </Text>
      <Text as="p">{t('policies.remove.text')}</Text>
      {mutation.error && (
        <ErrorState
          isAction
          isNarrow
          title={t('policies.remove.failed')}
          error={mutation.error}
        />
      )}
    </ConfirmDialog>
  );
}
