import { useRouteRef } from '@backstage/core-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Button, Flex, Link, Text } from '@backstage/ui';
import { CleanUpCandidate } from '@cmt/backstage-plugin-certificates-common';
import {
  RiArchiveFill,
  RiCircleLine,
  RiCloseCircleFill,
  RiDeleteBin6Line,
} from '@remixicon/react';
import { useMemo } from 'react';
import { certificateRouteRef, deviceRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { DataColumn, HostName, RelativeTime, useNow } from '../ui';
import classes from './cleanUp.module.css';

/** What can be done with an object. */
export type CleanUpAction = 'quarantine' | 'release' | 'restore';

const ICONS = {
  candidate: RiCircleLine,
  quarantined: RiArchiveFill,
  deleted: RiDeleteBin6Line,
  refused: RiCloseCircleFill,
} satisfies Record<CleanUpCandidate['state'], unknown>;

/** What can be done with an object in its present state; `undefined` for nothing. */
export function actionFor(
  candidate: CleanUpCandidate,
): CleanUpAction | undefined {
  switch (candidate.state) {
    case 'quarantined':
      return 'release';
    case 'deleted':
      return candidate.restorable ? 'restore' : undefined;
    default:
      return 'quarantine';
  }
}

function State(props: { candidate: CleanUpCandidate }) {
  const { state, deleteAfter } = props.candidate;
  const { t } = useCertificatesTranslation();
  const Icon = ICONS[state];
  return (
    <Flex direction="column" gap="0.5">
      <span
        className={classes.state}
        data-state={state}
        title={t(`cleanUp.stateHint.${state}`)}
      >
        <Icon size={16} aria-hidden />
        {t(`cleanUp.state.${state}`)}
      </span>
      {deleteAfter && state === 'quarantined' && (
        <Text variant="body-small" color="secondary">
          {t('cleanUp.deleteAfter')} <RelativeTime value={deleteAfter} />
        </Text>
      )}
    </Flex>
  );
}

function ObjectCell(props: { candidate: CleanUpCandidate }) {
  const { fullPath, device, notAfter } = props.candidate;
  const { t } = useCertificatesTranslation();
  const deviceRoute = useRouteRef(deviceRouteRef);
  const now = useNow();
  return (
    <Flex direction="column" gap="0.5">
      <span className={classes.path}>{fullPath}</span>
      <Link href={deviceRoute({ name: device })} variant="body-small">
        <HostName name={device} />
      </Link>
      {notAfter && (
        <Text variant="body-small" color="secondary">
          {Date.parse(notAfter) < now ? t('cleanUp.ended') : t('cleanUp.ends')}{' '}
          <RelativeTime value={notAfter} />
        </Text>
      )}
    </Flex>
  );
}

function Reason(props: { candidate: CleanUpCandidate }) {
  const { reason, problem, restorable } = props.candidate;
  const { t } = useCertificatesTranslation();
  return (
    <Flex direction="column" gap="0.5">
      <span>{reason}</span>
      {problem && (
        <span className={classes.problem}>
          {t('cleanUp.refusedBecause', { problem })}
        </span>
      )}
      <Text variant="body-small" color="secondary">
        {restorable ? t('cleanUp.restorable') : t('cleanUp.notRestorable')}
      </Text>
    </Flex>
  );
}

/** The columns of the list of objects that seem to be of no use. */
export function useCleanUpColumns(
  onAction: (candidate: CleanUpCandidate, action: CleanUpAction) => void,
): DataColumn<CleanUpCandidate>[] {
  const { t } = useCertificatesTranslation();
  const certificateRoute = useRouteRef(certificateRouteRef);
  return useMemo(
    () => [
      {
        id: 'state',
        label: t('cleanUp.column.state'),
        width: '136px',
        render: c => <State candidate={c} />,
      },
      {
        id: 'object',
        label: t('cleanUp.column.object'),
        isRowHeader: true,
        width: '22%',
        render: c => <ObjectCell candidate={c} />,
      },
      {
        id: 'certificate',
        label: t('cleanUp.column.certificate'),
        width: '15%',
        render: c => (
          <Link href={certificateRoute({ id: c.certificateId })}>
            <HostName name={c.certificateTitle} />
          </Link>
        ),
      },
      {
        id: 'reason',
        label: t('cleanUp.column.reason'),
        render: c => <Reason candidate={c} />,
      },
      {
        id: 'owner',
        label: t('cleanUp.column.owner'),
        width: '11%',
        render: c =>
          c.ownerRef ? (
            <EntityRefLink
              entityRef={c.ownerRef}
              defaultKind="group"
              hideIcon
            />
          ) : (
            <Text color="secondary">{t('cleanUp.noOwner')}</Text>
          ),
      },
      {
        id: 'action',
        label: t('cleanUp.column.action'),
        width: '136px',
        render: c => {
          const action = actionFor(c);
          return (
            action && (
              <Button
                size="small"
                variant="secondary"
                aria-label={t(`cleanUp.${action}Of`, { object: c.fullPath })}
                onPress={() => onAction(c, action)}
              >
                {t(`cleanUp.${action}`)}
              </Button>
            )
          );
        },
      },
    ],
    [certificateRoute, onAction, t],
  );
}
