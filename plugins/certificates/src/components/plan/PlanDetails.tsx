import { Alert, Flex, Text } from '@backstage/ui';
import {
  PlannedProof,
  TargetPlan,
} from '@cmt/backstage-plugin-certificates-common';
import { ReactNode, useId } from 'react';
import { useCertificatesTranslation } from '../../translation';
import { Fingerprint, ShowMore } from '../ui';
import { ChangeItem } from './ChangeItem';
import classes from './plan.module.css';

const SHOWN_CHANGES = 10;
const SHOWN_PROOFS = 20;

function Part(props: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h4 id={id} className={classes.heading}>
        {props.title}
      </h4>
      {props.children}
    </section>
  );
}

function proofAddress({ address, port }: PlannedProof): string {
  if (!address) {
    return '';
  }
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function Proofs(props: { proofs: readonly PlannedProof[] }) {
  const { proofs } = props;
  const { t } = useCertificatesTranslation();
  return (
    <ShowMore
      items={proofs}
      limit={SHOWN_PROOFS}
      label={t('deploy.plan.moreProofs', {
        count: proofs.length - SHOWN_PROOFS,
      })}
    >
      {shown => (
        <ul className={`${classes.list} ${classes.tight}`}>
          {shown.map((proof, index) => (
            <li key={index} className={classes.line}>
              <span className={classes.path}>{proof.virtualServer}</span>
              <Text variant="body-small">
                {proof.serverName
                  ? t('deploy.plan.forName', { name: proof.serverName })
                  : t('deploy.plan.withoutName')}
              </Text>
              <Text variant="body-small" color="secondary">
                {proof.unprovable
                  ? t('deploy.plan.unprovable', { reason: proof.unprovable })
                  : proofAddress(proof)}
              </Text>
            </li>
          ))}
        </ul>
      )}
    </ShowMore>
  );
}

/** The plan for one unit: what changes, what is stored, what proves it, what is left. */
export function PlanDetails(props: { plan: TargetPlan }) {
  const { plan } = props;
  const { t } = useCertificatesTranslation();
  return (
    <Flex direction="column" gap="5">
      {plan.refusals.length > 0 && (
        <Alert
          role="note"
          status="warning"
          icon
          title={t('deploy.plan.refusals')}
          description={
            <ul className={`${classes.list} ${classes.tight}`}>
              {plan.refusals.map(({ profile, entry, reason, code }) => (
                <li key={`${profile} ${entry} ${code}`}>
                  <span className={classes.path}>{profile}</span>
                  {entry && ` ${t('deploy.plan.entry', { entry })}`}
                  {` – ${t(`deploy.plan.refusalCode.${code}`)}. ${reason}`}
                </li>
              ))}
            </ul>
          }
        />
      )}
      {plan.warnings.length > 0 && (
        <Alert
          role="note"
          status="info"
          icon
          title={t('deploy.plan.warnings')}
          description={plan.warnings.join(' ')}
        />
      )}
      {plan.changes.length > 0 ? (
        <Part title={t('deploy.plan.changes')}>
          <ShowMore
            items={plan.changes}
            limit={SHOWN_CHANGES}
            label={t('deploy.plan.showAll', {
              total: String(plan.changes.length),
            })}
          >
            {shown => (
              <ul className={classes.list}>
                {shown.map(change => (
                  <ChangeItem key={change.id} change={change} />
                ))}
              </ul>
            )}
          </ShowMore>
        </Part>
      ) : (
        <Text color="secondary">{t('deploy.plan.nothingText')}</Text>
      )}
      {plan.objects.length > 0 && (
        <Part title={t('deploy.plan.objects')}>
          <ul className={`${classes.list} ${classes.tight}`}>
            {plan.objects.map(object => (
              <li
                key={`${object.kind} ${object.fullPath}`}
                className={classes.line}
              >
                <Text variant="body-small" color="secondary">
                  {t(`deploy.plan.objectKind.${object.kind}`)}
                </Text>
                <span className={classes.path}>{object.fullPath}</span>
                <Text variant="body-small">
                  {t(`deploy.plan.objectAction.${object.action}`)}
                </Text>
                <Fingerprint value={object.fingerprint} />
              </li>
            ))}
          </ul>
        </Part>
      )}
      {plan.proofs.length > 0 && (
        <Part title={t('deploy.plan.proofs')}>
          <Proofs proofs={plan.proofs} />
        </Part>
      )}
    </Flex>
  );
}
