import { Flex, Text } from '@backstage/ui';
import {
  DeploymentTarget,
  ProofResult,
} from '@cmt/backstage-plugin-certificates-common';
import {
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiIndeterminateCircleFill,
  RiQuestionFill,
} from '@remixicon/react';
import { useMemo } from 'react';
import { useCertificatesTranslation } from '../../translation';
import {
  DataColumn,
  DataTable,
  Fingerprint,
  HostName,
  RelativeTime,
  ShowMore,
} from '../ui';
import classes from './deployments.module.css';

const SHOWN = 20;

const ICONS = {
  proven: RiCheckboxCircleFill,
  'wrong-certificate': RiCloseCircleFill,
  'wrong-chain': RiCloseCircleFill,
  'no-answer': RiQuestionFill,
  'not-possible': RiIndeterminateCircleFill,
} satisfies Record<ProofResult['result'], unknown>;

type ProofRow = ProofResult & { id: string };

function useProofColumns(): DataColumn<ProofRow>[] {
  const { t } = useCertificatesTranslation();
  return useMemo(
    () => [
      {
        id: 'virtualServer',
        label: t('deployments.proofs.virtualServer'),
        isRowHeader: true,
        render: proof => (
          <Flex direction="column" gap="0.5">
            <span className={classes.mono}>{proof.virtualServer}</span>
            {proof.address && (
              <Text variant="body-small" color="secondary">
                {proof.address.includes(':')
                  ? `[${proof.address}]:${proof.port}`
                  : `${proof.address}:${proof.port}`}
                {proof.device && `, ${proof.device}`}
              </Text>
            )}
          </Flex>
        ),
      },
      {
        id: 'name',
        label: t('deployments.proofs.name'),
        render: proof => (
          <span>
            {proof.serverName ? (
              <HostName name={proof.serverName} />
            ) : (
              t('deployments.proofs.withoutName')
            )}
            {proof.keyType && ` (${t(`keyType.${proof.keyType}`)})`}
          </span>
        ),
      },
      {
        id: 'expected',
        label: t('deployments.proofs.expected'),
        width: '124px',
        render: proof => <Fingerprint value={proof.expected} />,
      },
      {
        id: 'served',
        label: t('deployments.proofs.served'),
        width: '124px',
        render: proof =>
          proof.served ? (
            <Fingerprint value={proof.served} />
          ) : (
            <Text color="secondary">{t('deployments.proofs.nothing')}</Text>
          ),
      },
      {
        id: 'result',
        label: t('deployments.proofs.result'),
        render: proof => {
          const Icon = ICONS[proof.result];
          return (
            <span className={classes.result} data-result={proof.result}>
              <Icon size={16} aria-hidden />
              <span>
                {t(`deployments.proofs.results.${proof.result}`)}
                {proof.detail && (
                  <Text as="p" variant="body-small" color="secondary">
                    {proof.detail}
                  </Text>
                )}
              </span>
            </span>
          );
        },
      },
      {
        id: 'checked',
        label: t('deployments.proofs.checked'),
        width: '128px',
        render: proof => <RelativeTime value={proof.checkedAt} />,
      },
    ],
    [t],
  );
}

/** Each handshake of the last verification: what was expected, what was served. */
export function ProofsTable(props: { target: DeploymentTarget }) {
  const { unit, proofs } = props.target;
  const { t } = useCertificatesTranslation();
  const columns = useProofColumns();
  if (!proofs.length) {
    return <Text color="secondary">{t('deployments.proofs.none')}</Text>;
  }
  // What did not work is what people look for.
  const rows = proofs
    .map((proof, index) => ({ ...proof, id: String(index) }))
    .sort(
      (a, b) => Number(a.result === 'proven') - Number(b.result === 'proven'),
    );
  return (
    <ShowMore
      items={rows}
      limit={SHOWN}
      label={t('deployments.proofs.showAll', { total: String(rows.length) })}
    >
      {shown => (
        <DataTable
          label={t('deployments.proofs.label', { unit })}
          columns={columns}
          rows={[...shown]}
          density="compact"
          minWidth={860}
        />
      )}
    </ShowMore>
  );
}
