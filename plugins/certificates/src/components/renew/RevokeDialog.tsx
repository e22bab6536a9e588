import { useApi } from '@backstage/core-plugin-api';
import {
  Alert,
  Button,
  Checkbox,
  Select,
  Text,
  TextAreaField,
} from '@backstage/ui';
import {
  CertificateVersion,
  RevocationReason,
  REVOCATION_REASONS,
} from '@cmt/backstage-plugin-certificates-common';
import { useState } from 'react';
import { certificatesApiRef, certificatesRenewalsApiRef } from '../../api';
import { useMutation, useRequest } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import {
  ConfirmDialog,
  ErrorState,
  formatDay,
  LoadingState,
  useNow,
} from '../ui';
import classes from './renew.module.css';

/** What is asked of the authority. */
interface Revocation {
  versionId: string;
  reason: RevocationReason;
  comment: string;
  inUseConfirmed: boolean;
}

function canBeRevoked(version: CertificateVersion, now: number): boolean {
  return version.notAfter === null || Date.parse(version.notAfter) > now;
}

function InUse(props: {
  virtualServers: number;
  isConfirmed: boolean;
  onChange: (isConfirmed: boolean) => void;
  onRenewFirst: () => void;
}) {
  const { t } = useCertificatesTranslation();
  return (
    <Alert
      role="group"
      status="danger"
      icon
      title={t('renew.revoke.inUse', { count: props.virtualServers })}
      description={
        <div className={classes.question}>
          {t('renew.revoke.inUseText')}
          <Checkbox isSelected={props.isConfirmed} onChange={props.onChange}>
            {t('renew.revoke.confirmInUse')}
          </Checkbox>
          <div>
            <Button
              size="small"
              variant="secondary"
              onPress={props.onRenewFirst}
            >
              {t('renew.revoke.renewFirst')}
            </Button>
          </div>
        </div>
      }
    />
  );
}

function RevokeForm(props: {
  versions: readonly CertificateVersion[];
  revocation: Partial<Revocation>;
  onChange: (change: Partial<Revocation>) => void;
  onRenewFirst: () => void;
}) {
  const { versions, revocation, onChange } = props;
  const { t } = useCertificatesTranslation();
  const version = versions.find(({ id }) => id === revocation.versionId);
  return (
    <>
      <Select
        label={t('renew.revoke.version')}
        options={versions.map(v => ({
          id: v.id,
          label: [
            t('renew.revoke.versionLabel', {
              serial: v.serialNumber?.slice(0, 16) ?? '–',
              day: v.notAfter ? formatDay(v.notAfter) : '–',
            }),
            v.servedCount > 0 && t('renew.revoke.current'),
          ]
            .filter(Boolean)
            .join(', '),
        }))}
        value={revocation.versionId ?? null}
        onChange={key =>
          onChange({ versionId: String(key), inUseConfirmed: false })
        }
      />
      <Select
        label={t('renew.revoke.reason')}
        options={REVOCATION_REASONS.map(id => ({
          id,
          label: t(`renew.revoke.reasons.${id}`),
        }))}
        value={revocation.reason ?? null}
        onChange={key =>
          onChange({ reason: REVOCATION_REASONS.find(r => r === key) })
        }
      />
      <TextAreaField
        label={t('renew.revoke.comment')}
        secondaryLabel={t('renew.optional')}
        rows={2}
        value={revocation.comment ?? ''}
        onChange={comment => onChange({ comment })}
      />
      {version && version.servedCount > 0 && (
        <InUse
          virtualServers={version.servedCount}
          isConfirmed={revocation.inUseConfirmed ?? false}
          onChange={inUseConfirmed => onChange({ inUseConfirmed })}
          onRenewFirst={props.onRenewFirst}
        />
      )}
    </>
  );
}

/** Asks the authority to revoke a version of a certificate. */
export function RevokeDialog(props: {
  certificate: { id: string; title: string };
  onRenewFirst: () => void;
  onClose: () => void;
}) {
  const { certificate, onRenewFirst, onClose } = props;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesApiRef);
  const renewalsApi = useApi(certificatesRenewalsApiRef);
  const now = useNow();
  const [chosen, setChosen] = useState<Partial<Revocation>>({});
  const [isDone, setIsDone] = useState(false);
  const versions = useRequest(certificate.id, signal =>
    api.listVersions(certificate.id, { signal }),
  );
  const mutation = useMutation(
    ({ versionId, reason, comment, inUseConfirmed }: Revocation, options) =>
      renewalsApi.revokeVersion(
        certificate.id,
        versionId,
        {
          reason,
          ...(comment.trim() && { comment: comment.trim() }),
          ...(inUseConfirmed && { inUseConfirmed }),
        },
        options,
      ),
  );

  const candidates = versions.value?.filter(v => canBeRevoked(v, now));
  const revocation: Revocation = {
    versionId: candidates?.[0]?.id ?? '',
    reason: 'unspecified',
    comment: '',
    inUseConfirmed: false,
    ...chosen,
  };
  const isInUse = candidates?.some(
    v => v.id === revocation.versionId && v.servedCount > 0,
  );

  const revoke = async () => {
    if (await mutation.run(revocation)) {
      setIsDone(true);
    }
  };

  return (
    <ConfirmDialog
      isOpen
      title={t('renew.revoke.title', { name: certificate.title })}
      confirmLabel={isDone ? t('renew.close') : t('renew.revoke.revoke')}
      cancelLabel={isDone ? t('renew.close') : t('renew.revoke.keep')}
      isDestructive={!isDone}
      isRunning={mutation.isRunning}
      isConfirmDisabled={
        !isDone &&
        (!revocation.versionId || (isInUse && !revocation.inUseConfirmed))
      }
      onConfirm={isDone ? onClose : revoke}
      onClose={onClose}
    >
      {isDone ? (
        <Alert
          role="status"
          status="success"
          icon
          title={t('renew.revoke.done')}
          description={t('renew.revoke.doneText')}
        />
      ) : (
        <Text as="p">{t('renew.revoke.intro')}</Text>
      )}
      {!versions.value && !versions.error && <LoadingState lines={3} />}
      {versions.error && !versions.value && (
        <ErrorState error={versions.error} onRetry={versions.retry} isNarrow />
      )}
      {candidates?.length === 0 && (
        <Text as="p" color="secondary">
          {t('renew.revoke.noVersions')}
        </Text>
      )}
      {candidates && candidates.length > 0 && !isDone && (
        <RevokeForm
          versions={candidates}
          revocation={revocation}
          onChange={change => {
            mutation.reset();
            setChosen(before => ({ ...before, ...change }));
          }}
          onRenewFirst={onRenewFirst}
        />
      )}
      {mutation.error && (
        <ErrorState
          isAction
          isNarrow
          title={t('renew.revoke.failed')}
          error={mutation.error}
        />
      )}
    </ConfirmDialog>
  );
}
