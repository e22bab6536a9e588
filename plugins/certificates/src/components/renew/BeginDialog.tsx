import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { Alert, Checkbox, Text } from '@backstage/ui';
import {
  CreateRenewalRequest,
  RenewalPreview,
} from '@cmt/backstage-plugin-certificates-common';
import { ReactNode, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { certificatesRenewalsApiRef } from '../../api';
import { useMutation, useRequest } from '../../hooks';
import { renewalRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { useDeployLink } from '../deployments';
import { ConfirmDialog, ErrorState, LoadingState } from '../ui';
import { NoAuthority } from './NoAuthority';
import { PreviewFacts } from './PreviewFacts';
import classes from './renew.module.css';

/** What the backend says against it, everything at once. */
function Problems(props: { problems: readonly string[] }) {
  const { problems } = props;
  const { t } = useCertificatesTranslation();
  return (
    <Alert
      role="status"
      status="danger"
      icon
      title={t('renew.problems', { count: problems.length })}
      description={
        <ul className={classes.plain}>
          {problems.map(problem => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      }
    />
  );
}

function NamesChange(props: {
  preview: RenewalPreview;
  isConfirmed: boolean;
  onChange: (isConfirmed: boolean) => void;
}) {
  const { namesLost, namesAdded } = props.preview;
  const { t } = useCertificatesTranslation();
  return (
    <Alert
      role="group"
      status="warning"
      icon
      title={t('renew.namesChange')}
      description={
        <div className={classes.question}>
          {namesLost.length > 0 && (
            <div>{t('renew.namesLost', { names: namesLost.join(', ') })}</div>
          )}
          {namesAdded.length > 0 && (
            <div>{t('renew.namesAdded', { names: namesAdded.join(', ') })}</div>
          )}
          <Checkbox isSelected={props.isConfirmed} onChange={props.onChange}>
            {t('renew.confirmNames')}
          </Checkbox>
        </div>
      }
    />
  );
}

/** Whether there is nobody to order from, though there is something to order. */
function lacksAuthority(
  request: CreateRenewalRequest,
  preview: RenewalPreview,
) {
  return preview.authority === null && request.kind !== 'redeploy';
}

/** Shows what beginning a renewal would do, and begins it after one yes. */
export function BeginDialog(props: {
  title: string;
  intro?: ReactNode;
  confirmLabel: string;
  request: CreateRenewalRequest;
  onClose: () => void;
}) {
  const { title, intro, confirmLabel, request, onClose } = props;
  const { certificateId } = request;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesRenewalsApiRef);
  const navigate = useNavigate();
  const renewalRoute = useRouteRef(renewalRouteRef);
  const deployLink = useDeployLink();
  const [namesConfirmed, setNamesConfirmed] = useState(false);
  const preview = useRequest(JSON.stringify(request), signal =>
    api.previewRenewal(request, { signal }),
  );
  const beginning = useMutation((begun: CreateRenewalRequest, options) =>
    api.createRenewal(begun, options),
  );

  const { value } = preview;
  const changesNames =
    request.kind !== 'request' &&
    value !== undefined &&
    value.namesLost.length + value.namesAdded.length > 0;
  const hasNoAuthority = value !== undefined && lacksAuthority(request, value);
  const canBring = hasNoAuthority && certificateId !== undefined;
  const isBlocked =
    !value ||
    value.problems.length > 0 ||
    hasNoAuthority ||
    (changesNames && !namesConfirmed);

  const begin = async () => {
    const begun = await beginning.run({
      ...request,
      ...(changesNames && { namesConfirmed }),
    });
    if (begun) {
      onClose();
      navigate(renewalRoute({ id: begun.id }));
    }
  };
  const confirm = () => {
    if (canBring) {
      onClose();
      navigate(deployLink(certificateId));
    } else {
      begin();
    }
  };

  return (
    <ConfirmDialog
      isOpen
      title={title}
      confirmLabel={canBring ? t('renew.noAuthority.bring') : confirmLabel}
      cancelLabel={t('renew.cancel')}
      isRunning={beginning.isRunning}
      isConfirmDisabled={!canBring && isBlocked}
      onConfirm={confirm}
      onClose={onClose}
    >
      {intro}
      {!value && !preview.error && <LoadingState lines={5} />}
      {preview.error && !value && (
        <ErrorState
          title={t('renew.previewFailed')}
          error={preview.error}
          onRetry={preview.retry}
          isNarrow
        />
      )}
      {hasNoAuthority && <NoAuthority />}
      {value && value.problems.length > 0 && !hasNoAuthority && (
        <Problems problems={value.problems} />
      )}
      {value && !hasNoAuthority && (
        <PreviewFacts preview={value} kind={request.kind ?? 'renewal'} />
      )}
      {changesNames && !hasNoAuthority && (
        <NamesChange
          preview={value}
          isConfirmed={namesConfirmed}
          onChange={setNamesConfirmed}
        />
      )}
      {value && hasNoAuthority && value.problems.length > 0 && (
        <Text as="p" color="secondary">
          {value.problems.join(' ')}
        </Text>
      )}
      {beginning.error && (
        <ErrorState
          isAction
          isNarrow
          title={t('renew.failed')}
          error={beginning.error}
        />
      )}
    </ConfirmDialog>
  );
}
