import { Text } from '@backstage/ui';
import { DeploymentEvent } from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import { RelativeTime, SectionCard, ShowMore } from '../ui';
import classes from './deployments.module.css';
import { PersonLink } from './PersonLink';

const SHOWN = 15;

/** What happened to a deployment, the newest first. */
export function EventStory(props: { events: readonly DeploymentEvent[] }) {
  const { t } = useCertificatesTranslation();
  const events = [...props.events].reverse();
  return (
    <SectionCard title={t('deployments.story.title')}>
      {!events.length && (
        <Text color="secondary">{t('deployments.story.none')}</Text>
      )}
      <ShowMore
        items={events}
        limit={SHOWN}
        label={t('deployments.story.showAll', { total: String(events.length) })}
      >
        {shown => (
          <ol className={classes.story} reversed>
            {shown.map(({ at, by, unit, message }, index) => (
              <li
                key={`${at} ${unit} ${events.length - index}`}
                className={classes.event}
              >
                <Text>
                  {unit && <strong>{unit}: </strong>}
                  {message}
                </Text>
                <span className={classes.quiet}>
                  <RelativeTime value={at} />
                  {', '}
                  {by ? (
                    <PersonLink entityRef={by} />
                  ) : (
                    t('deployments.story.suite')
                  )}
                </span>
              </li>
            ))}
          </ol>
        )}
      </ShowMore>
    </SectionCard>
  );
}
