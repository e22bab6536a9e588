import { Badge, Button, Flex, Link, Switch, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { RiServerLine } from '@remixicon/react';
import { useState } from 'react';
import { deviceRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { ErrorState, LoadingState, SectionCard } from '../ui';
import { InstallationItem } from './InstallationItem';
import { DeviceUsage, groupByDevice } from './usage';
import classes from './UsageSection.module.css';
import { useUsage } from './useUsage';

/** Where a certificate is installed, bound and served; loads its own data. */
export function UsageSection(props: {
  certificateId: string;
  currentVersionId: string | null;
  /** Shows vanished installations from the start. */
  showRemoved?: boolean;
}) {
  const { t } = useCertificatesTranslation();
  const [includeRemoved, setIncludeRemoved] = useState(
    props.showRemoved ?? false,
  );
  return (
    <SectionCard
      title={t('certificate.sections.usage')}
      actions={
        <Switch
          className={classes.history}
          label={t('certificate.usage.showRemoved')}
          isSelected={includeRemoved}
          onChange={setIncludeRemoved}
        />
      }
    >
      <UsageTree {...props} includeRemoved={includeRemoved} />
    </SectionCard>
  );
}

/** The tree device, file, profile, virtual server, served certificate. */
export function UsageTree(props: {
  certificateId: string;
  currentVersionId: string | null;
  includeRemoved?: boolean;
}) {
  const { certificateId, currentVersionId, includeRemoved = false } = props;
  const { t } = useCertificatesTranslation();
  const { items, nextCursor, error, isLoading, loadMore, retry } = useUsage(
    certificateId,
    includeRemoved,
  );
  if (!items) {
    return error ? (
      <ErrorState error={error} onRetry={retry} />
    ) : (
      <LoadingState lines={4} />
    );
  }
  if (!items.length) {
    return <Text color="secondary">{t('certificate.usage.none')}</Text>;
  }
  return (
    <Flex direction="column" gap="4">
      <ul className={classes.devices}>
        {groupByDevice(items).map(group => (
          <li key={group.device} className={classes.device}>
            <DeviceHeading group={group} />
            <ul className={classes.installations}>
              {group.installations.map(installation => (
                <InstallationItem
                  key={installation.id}
                  installation={installation}
                  certificateId={certificateId}
                  currentVersionId={currentVersionId}
                />
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {error && <ErrorState error={error} onRetry={retry} />}
      {nextCursor && (
        <div>
          <Button
            variant="secondary"
            size="small"
            isPending={isLoading}
            onPress={loadMore}
          >
            {t('certificate.usage.more')}
          </Button>
        </div>
      )}
    </Flex>
  );
}

function DeviceHeading(props: { group: DeviceUsage }) {
  const { device, site, environment } = props.group;
  const deviceRoute = useRouteRef(deviceRouteRef);
  return (
    <h3 className={classes.deviceHeading}>
      <RiServerLine size={20} aria-hidden />
      <Link href={deviceRoute({ name: device })} weight="bold">
        {device}
      </Link>
      {[environment, site].filter(Boolean).map(text => (
        <Badge key={text} size="small">
          {text}
        </Badge>
      ))}
    </h3>
  );
}
