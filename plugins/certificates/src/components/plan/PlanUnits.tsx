import { Badge, Flex, Text } from '@backstage/ui';
import {
  DeploymentTarget,
  TargetPlan,
} from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import { Disclosure, SectionCard, ShowMore } from '../ui';
import { ProblemNotice } from './ProblemNotice';
import { PlanDetails } from './PlanDetails';
import classes from './plan.module.css';

/** With more units than this, all are folded at first. */
const FEW = 2;

const SHOWN_UNITS = 25;

function UnitHeading(props: { target: DeploymentTarget; plan: TargetPlan }) {
  const { target, plan } = props;
  const { t } = useCertificatesTranslation();
  const facts = [
    t('deploy.plan.changeCount', { count: plan.changes.length }),
    t('deploy.plan.proofCount', { count: plan.proofs.length }),
    target.devices.length > 1 &&
      t('deploy.plan.members', { devices: target.devices.join(', ') }),
    plan.sync &&
      t(
        plan.sync.mode === 'manual'
          ? 'deploy.plan.syncManual'
          : 'deploy.plan.syncAutomatic',
        { group: plan.sync.group },
      ),
  ];
  return (
    <>
      <h3 className={classes.unitHeading}>
        <Text weight="bold">{target.unit}</Text>
        {target.environment && <Badge size="small">{target.environment}</Badge>}
        {plan.refusals.length > 0 && (
          <Badge size="small">
            {t('deploy.plan.refused', { count: plan.refusals.length })}
          </Badge>
        )}
      </h3>
      <Text variant="body-small" color="secondary">
        {facts.filter(Boolean).join(' · ')}
      </Text>
    </>
  );
}

/** The plan of a deployment, unit by unit. */
export function PlanUnits(props: {
  targets: readonly DeploymentTarget[];
  title?: string;
  /** Folds every unit at first. */
  isFolded?: boolean;
}) {
  const { targets, title, isFolded = false } = props;
  const { t } = useCertificatesTranslation();
  return (
    <SectionCard title={title ?? t('deploy.plan.units')}>
      <ShowMore
        items={targets}
        limit={SHOWN_UNITS}
        label={t('deploy.plan.showAll', { total: String(targets.length) })}
      >
        {shown => (
          <ul className={classes.list}>
            {shown.map(target => (
              <li key={target.id} className={classes.unit}>
                {target.plan ? (
                  <Disclosure
                    heading={<UnitHeading target={target} plan={target.plan} />}
                    expandLabel={t('deploy.plan.expand', { unit: target.unit })}
                    collapseLabel={t('deploy.plan.collapse', {
                      unit: target.unit,
                    })}
                    isInitiallyOpen={!isFolded && targets.length <= FEW}
                  >
                    <PlanDetails plan={target.plan} />
                  </Disclosure>
                ) : (
                  <Flex direction="column" gap="2" align="stretch">
                    <Text weight="bold">{target.unit}</Text>
                    {target.problem ? (
                      <ProblemNotice problem={target.problem} />
                    ) : (
                      <Text>{t('deployments.target.noPlan')}</Text>
                    )}
                  </Flex>
                )}
              </li>
            ))}
          </ul>
        )}
      </ShowMore>
    </SectionCard>
  );
}
