import { useApi } from '@backstage/core-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Text,
} from '@backstage/ui';
import {
  Policy,
  PolicyChange,
} from '@cmt/backstage-plugin-certificates-common';
import { certificatesRenewalsApiRef } from '../../api';
import { useRequest } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { PersonLink } from '../deployments/PersonLink';
import { ErrorState, LoadingState, RelativeTime } from '../ui';
import { changedFields } from './changedFields';
import classes from './policies.module.css';

function Change(props: { change: PolicyChange }) {
  const { at, by, change, before, after } = props.change;
  const { t } = useCertificatesTranslation();
  const fields = changedFields(before, after);
  return (
    <li>
      <Text as="p">
        <RelativeTime value={at} />: {t(`policies.changes.change.${change}`)}{' '}
        {t('renewals.approval.by')}{' '}
        {by ? <PersonLink entityRef={by} /> : t('policies.changes.byConfig')}
      </Text>
      {fields.length > 0 && (
        <Text as="p" variant="body-small" color="secondary">
          {t('policies.changes.fields', {
            fields: fields
              .map(field => t(`policies.changes.field.${field}`))
              .join(', '),
          })}
        </Text>
      )}
    </li>
  );
}

/** Who changed what of a policy, and when. */
export function PolicyHistoryDialog(props: {
  policy: Policy;
  onClose: () => void;
}) {
  const { policy, onClose } = props;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesRenewalsApiRef);
  const { value, error, retry } = useRequest(policy.id, signal =>
    api.listPolicyChanges(policy.id, { signal }),
  );
  return (
    <Dialog
      isOpen
      onOpenChange={open => {
        if (!open) {
          onClose();
        }
      }}
      width={520}
      style={{ maxWidth: 520 }}
    >
      <DialogHeader>
        {t('policies.changes.title', { name: policy.name })}
      </DialogHeader>
      <DialogBody>
        {error && !value && (
          <ErrorState
            isNarrow
            title={t('policies.changes.loadFailed')}
            error={error}
            onRetry={retry}
          />
        )}
        {!error && !value && <LoadingState />}
        {value?.length === 0 && (
          <Text color="secondary">{t('policies.changes.none')}</Text>
        )}
        {value && value.length > 0 && (
          <ol className={classes.changes}>
            {value.map(change => (
              <Change key={`${change.at} ${change.change}`} change={change} />
            ))}
          </ol>
        )}
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          {t('policies.changes.close')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
