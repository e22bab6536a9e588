import { Badge, Button, Text } from '@backstage/ui';
import {
  CertificateState,
  CertificateVersion,
} from '@cmt/backstage-plugin-certificates-common';
import { useState } from 'react';
import {
  CertificatesTranslator,
  useCertificatesTranslation,
} from '../../translation';
import { formatDay, useNow } from '../ui';
import { TimelineBar, timelineOf } from './timeline';
import classes from './VersionTimeline.module.css';

const FEW = 6;

/** Room that the label of the present needs beside the labels of both ends. */
const LABEL_ROOM = 0.2;

/** All versions of a certificate with their lives on one scale, newest first. */
export function VersionTimeline(props: {
  versions: readonly CertificateVersion[];
  currentVersionId: string | null;
  /** State of the current version. */
  state: CertificateState;
}) {
  const { t } = useCertificatesTranslation();
  const now = useNow();
  const [showsAll, setShowsAll] = useState(false);
  const timeline = timelineOf(props.versions, props.currentVersionId, now);
  const bars = showsAll ? timeline.bars : timeline.bars.slice(0, FEW);
  const newest = timeline.bars[0]?.version;
  const current = timeline.bars.find(bar => bar.isCurrent)?.version;

  if (!props.versions.length) {
    return <Text color="secondary">{t('certificate.versions.none')}</Text>;
  }
  return (
    <>
      {bars.length > 0 && (
        <div className={classes.axis} aria-hidden>
          <span />
          <span className={classes.axisLane}>
            {timeline.now > LABEL_ROOM && (
              <span className={classes.axisStart}>
                {formatDay(new Date(timeline.start).toISOString())}
              </span>
            )}
            <span
              className={classes.axisToday}
              style={{
                left: `${Math.min(0.96, Math.max(0.04, timeline.now)) * 100}%`,
              }}
            >
              {t('certificate.versions.today')}
            </span>
            {timeline.now < 1 - LABEL_ROOM && (
              <span className={classes.axisEnd}>
                {formatDay(new Date(timeline.end).toISOString())}
              </span>
            )}
          </span>
        </div>
      )}
      <ol className={classes.list} aria-label={t('certificate.versions.label')}>
        {bars.map(bar => (
          <li
            key={bar.version.id}
            className={classes.row}
            aria-current={bar.isCurrent || undefined}
          >
            <VersionFacts
              version={bar.version}
              standing={standingOf(bar, current, newest)}
            />
            <div className={classes.lane}>
              <div
                className={classes.bar}
                role="img"
                aria-label={rangeText(t, bar)}
                title={rangeText(t, bar)}
                data-state={bar.isCurrent ? props.state : undefined}
                data-open-start={!bar.startKnown}
                style={{
                  left: `${bar.left * 100}%`,
                  width: `${bar.width * 100}%`,
                }}
              />
              <div
                className={classes.today}
                style={{ left: `${timeline.now * 100}%` }}
              />
            </div>
          </li>
        ))}
        {timeline.undated.map(version => (
          <li key={version.id} className={classes.row}>
            <VersionFacts
              version={version}
              standing={
                version.id === props.currentVersionId ? 'current' : null
              }
            />
            <Text color="secondary">{t('certificate.versions.undated')}</Text>
          </li>
        ))}
      </ol>
      {timeline.bars.length > bars.length && (
        <Button
          size="small"
          variant="tertiary"
          onPress={() => setShowsAll(true)}
        >
          {t('certificate.versions.showAll', {
            total: String(timeline.bars.length),
          })}
        </Button>
      )}
    </>
  );
}

type Standing = 'current' | 'superseded' | 'next';

function standingOf(
  bar: TimelineBar,
  current: CertificateVersion | undefined,
  newest: CertificateVersion | undefined,
): Standing | null {
  if (bar.isCurrent) {
    return 'current';
  }
  if (!current) {
    return null;
  }
  return bar.version === newest ? 'next' : 'superseded';
}

function rangeText(t: CertificatesTranslator, bar: TimelineBar): string {
  const { version, startKnown } = bar;
  const from = formatDay(version.notBefore ?? version.firstSeenAt);
  const to = formatDay(version.notAfter!);
  return startKnown
    ? t('certificate.versions.range', { from, to })
    : t('certificate.versions.startUnknown', { from, to });
}

function VersionFacts(props: {
  version: CertificateVersion;
  standing: Standing | null;
}) {
  const { version, standing } = props;
  const { t } = useCertificatesTranslation();
  const installed = version.installationCount
    ? t('certificate.versions.installed', { count: version.installationCount })
    : t('certificate.versions.notInstalled');
  const served = version.servedCount
    ? t('certificate.versions.served', { count: version.servedCount })
    : t('certificate.versions.notServed');
  return (
    <span className={classes.facts}>
      <span className={classes.tags}>
        <Text weight="bold">
          {t('certificate.versions.serial', {
            serial: version.serialNumber?.slice(0, 16) ?? '–',
          })}
        </Text>
        {standing && (
          <Badge size="small">{t(`certificate.versions.${standing}`)}</Badge>
        )}
      </span>
      {version.notAfter && (
        <Text variant="body-small">
          {rangeText(t, {
            version,
            startKnown: version.notBefore !== null,
            isCurrent: false,
            left: 0,
            width: 0,
          })}
        </Text>
      )}
      <Text variant="body-small" color="secondary">
        {installed}, {served}
      </Text>
    </span>
  );
}
