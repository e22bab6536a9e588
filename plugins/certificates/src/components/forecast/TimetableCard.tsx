import { Badge } from '@backstage/ui';
import { RenewalForecast } from '@cmt/backstage-plugin-certificates-common';
import { useMemo } from 'react';
import { useCertificatesTranslation } from '../../translation';
import { DataColumn, DataTable, formatDay, SectionCard, useNow } from '../ui';
import { currentLine } from './forecast';
import classes from './forecast.module.css';

type Line = RenewalForecast['timetable'][number] & {
  id: string;
  isCurrent: boolean;
};

/** From when on public certificates may live how long, and domain control is proven how often. */
export function TimetableCard(props: {
  timetable: RenewalForecast['timetable'];
}) {
  const { timetable } = props;
  const { t } = useCertificatesTranslation();
  const now = useNow();
  const current = currentLine(timetable, now);
  const columns = useMemo<DataColumn<Line>[]>(
    () => [
      {
        id: 'from',
        label: t('forecast.timetable.from'),
        isRowHeader: true,
        width: '40%',
        render: line => (
          <span className={classes.line}>
            {formatDay(line.from)}
            {line.isCurrent && (
              <Badge size="small">{t('forecast.timetable.now')}</Badge>
            )}
          </span>
        ),
      },
      {
        id: 'lifetime',
        label: t('forecast.timetable.lifetime'),
        width: '30%',
        render: line =>
          t('forecast.timetable.days', { days: String(line.lifetimeDays) }),
      },
      {
        id: 'reuse',
        label: t('forecast.timetable.reuse'),
        render: line =>
          t('forecast.timetable.every', { count: line.reuseDays }),
      },
    ],
    [t],
  );
  if (!timetable.length) {
    return null;
  }
  return (
    <SectionCard title={t('forecast.timetable.title')}>
      <DataTable
        label={t('forecast.timetable.title')}
        columns={columns}
        rows={timetable.map(line => ({
          ...line,
          id: line.from,
          isCurrent: line === current,
        }))}
        density="compact"
        minWidth={520}
      />
    </SectionCard>
  );
}
