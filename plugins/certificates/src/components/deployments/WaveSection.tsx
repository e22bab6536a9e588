import { Text } from '@backstage/ui';
import { DeploymentDetail } from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import { SectionCard, ShowMore } from '../ui';
import classes from './deployments.module.css';
import { TargetItem } from './TargetItem';
import { Steering } from './useSteering';
import { Wave, waveTitle } from './waves';

const SHOWN = 10;

/** Units from which on those that went well are told in a line. */
const MANY = 4;

/** The units of one wave. */
export function WaveSection(props: {
  wave: Wave;
  deployment: DeploymentDetail;
  steering: Steering;
}) {
  const { wave, deployment, steering } = props;
  const { targets } = wave;
  const { t } = useCertificatesTranslation();
  const done = targets.filter(({ state }) => state === 'succeeded').length;
  return (
    <SectionCard
      title={waveTitle(t, wave.number, deployment)}
      actions={
        <Text color="secondary">
          {t('deployments.wave.done', {
            done: String(done),
            total: String(targets.length),
          })}
        </Text>
      }
    >
      <ShowMore
        items={targets}
        limit={SHOWN}
        label={t('deploy.plan.showAll', { total: String(targets.length) })}
      >
        {shown => (
          <ul className={classes.targets}>
            {shown.map(target => (
              <TargetItem
                key={target.id}
                target={target}
                steering={steering}
                isBrief={deployment.targets.length >= MANY}
              />
            ))}
          </ul>
        )}
      </ShowMore>
    </SectionCard>
  );
}
