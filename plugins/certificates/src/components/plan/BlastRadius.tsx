import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Text } from '@backstage/ui';
import { DeploymentDetail } from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import { SectionCard, ShowMore } from '../ui';
import classes from './plan.module.css';

const SHOWN = 12;

function EntityLinks(props: {
  refs: readonly string[];
  defaultKind: string;
  none: string;
}) {
  const { refs, defaultKind, none } = props;
  const { t } = useCertificatesTranslation();
  if (!refs.length) {
    return <Text color="secondary">{none}</Text>;
  }
  return (
    <ShowMore
      items={refs}
      limit={SHOWN}
      label={t('deploy.plan.showAll', { total: String(refs.length) })}
    >
      {shown => (
        <ul className={classes.refs}>
          {shown.map(ref => (
            <li key={ref}>
              <EntityRefLink entityRef={ref} defaultKind={defaultKind} />
            </li>
          ))}
        </ul>
      )}
    </ShowMore>
  );
}

/** The services and owners that a deployment touches, and how many places. */
export function BlastRadius(props: { deployment: DeploymentDetail }) {
  const { affected, units, bindings, virtualServers } = props.deployment;
  const { t } = useCertificatesTranslation();
  return (
    <SectionCard title={t('deploy.plan.radius')}>
      <dl className={classes.facts}>
        <dt>{t('deploy.plan.services')}</dt>
        <dd>
          <EntityLinks
            refs={affected.entityRefs}
            defaultKind="component"
            none={t('deploy.plan.noServices')}
          />
        </dd>
        <dt>{t('deploy.plan.owners')}</dt>
        <dd>
          <EntityLinks
            refs={affected.ownerRefs}
            defaultKind="group"
            none={t('deploy.plan.noOwners')}
          />
        </dd>
        <dt>{t('deployments.facts.touches')}</dt>
        <dd>
          {[
            t('deployments.units', { count: units }),
            t('deployments.bindings', { count: bindings }),
            t('deployments.virtualServers', { count: virtualServers }),
          ].join(', ')}
        </dd>
      </dl>
    </SectionCard>
  );
}
