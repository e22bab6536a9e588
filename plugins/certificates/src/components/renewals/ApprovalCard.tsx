import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Button, Flex, Text } from '@backstage/ui';
import {
  Approval,
  RenewalDetail,
} from '@cmt/backstage-plugin-certificates-common';
import { RiCheckLine, RiCloseLine } from '@remixicon/react';
import { Fragment } from 'react';
import { useCertificatesTranslation } from '../../translation';
import { PersonLink } from '../deployments/PersonLink';
import { RelativeTime, SectionCard } from '../ui';
import { DecisionDialog } from './DecisionDialog';
import classes from './renewals.module.css';
import { RenewalSteering } from './useRenewalSteering';

function Decision(props: { decision: NonNullable<Approval['decision']> }) {
  const { approved, by, at, comment } = props.decision;
  const { t } = useCertificatesTranslation();
  return (
    <>
      <Text as="p">
        <strong>
          {t(
            approved
              ? 'renewals.approval.approved'
              : 'renewals.approval.rejected',
          )}
        </strong>{' '}
        {t('renewals.approval.by')}{' '}
        {by ? <PersonLink entityRef={by} /> : t('renewals.approval.byPolicy')},{' '}
        <RelativeTime value={at} />
      </Text>
      {comment && (
        <Text as="p" color="secondary">
          {`“${comment}”`}
        </Text>
      )}
    </>
  );
}

function Asked(props: { approval: Approval }) {
  const { approvers, askedAt, remindedAt, escalatedAt, decidesAt } =
    props.approval;
  const { t } = useCertificatesTranslation();
  return (
    <dl className={classes.facts}>
      <dt>{t('renewals.approval.asked')}</dt>
      <dd>
        {approvers.length
          ? approvers.map((ref, index) => (
              <Fragment key={ref}>
                {index > 0 && ', '}
                <EntityRefLink entityRef={ref} defaultKind="group" hideIcon />
              </Fragment>
            ))
          : t('renewals.approval.nobodyAsked')}
        {askedAt && (
          <>
            , <RelativeTime value={askedAt} />
          </>
        )}
        {remindedAt && (
          <div>
            {t('renewals.approval.reminded')}{' '}
            <RelativeTime value={remindedAt} />
          </div>
        )}
        {escalatedAt && (
          <div>
            {t('renewals.approval.escalated')}{' '}
            <RelativeTime value={escalatedAt} />
          </div>
        )}
      </dd>
      {decidesAt && !props.approval.decision && (
        <>
          <dt>{t('renewals.approval.decidesAt')}</dt>
          <dd>
            <RelativeTime value={decidesAt} />
          </dd>
        </>
      )}
    </dl>
  );
}

/** Who has to agree and why, what they said, and the buttons to say it. */
export function ApprovalCard(props: {
  renewal: RenewalDetail;
  approval: Approval;
  steering: RenewalSteering;
}) {
  const { renewal, approval, steering } = props;
  const { tier, reasons, decision } = approval;
  const { t } = useCertificatesTranslation();
  const { asked } = steering;
  return (
    <SectionCard title={t('renewals.approval.title')}>
      <Flex direction="column" gap="3">
        <Text as="p">
          <strong>{t(`renewals.approval.tier.${tier}`)}</strong>
          {reasons.length > 0 &&
            `. ${t('renewals.approval.because')}: ${reasons.join(', ')}.`}
        </Text>
        {tier !== 'none' && <Asked approval={approval} />}
        {decision && <Decision decision={decision} />}
        {(renewal.actions.includes('approve') ||
          renewal.actions.includes('reject')) && (
          <div className={`${classes.actions} ${classes.start}`}>
            {renewal.actions.includes('approve') && (
              <Button
                variant="primary"
                size="small"
                iconStart={<RiCheckLine />}
                isDisabled={steering.isRunning}
                onPress={() => steering.ask('approve')}
              >
                {t('renewals.approval.approve')}
              </Button>
            )}
            {renewal.actions.includes('reject') && (
              <Button
                variant="secondary"
                size="small"
                iconStart={<RiCloseLine />}
                isDisabled={steering.isRunning}
                onPress={() => steering.ask('reject')}
              >
                {t('renewals.approval.reject')}
              </Button>
            )}
          </div>
        )}
        {(asked === 'approve' || asked === 'reject') && (
          <DecisionDialog
            key={asked}
            decision={asked}
            isRunning={steering.isRunning}
            onDecide={comment => steering.send({ action: asked, comment })}
            onClose={steering.dismiss}
          />
        )}
      </Flex>
    </SectionCard>
  );
}
