import { Flex, Text } from '@backstage/ui';
import { useMemo } from 'react';
import {
  CertificatesTranslator,
  useCertificatesTranslation,
} from '../../translation';
import { OwnerRef } from '../renewals/renewalColumns';
import { DataColumn, DataTable, SectionCard, ShowMore } from '../ui';
import { byHand, LIFETIMES, OwnerForecast, totalOf } from './forecast';
import classes from './forecast.module.css';

const SHOWN = 20;

interface Team extends OwnerForecast {
  id: string;
  isTotal: boolean;
}

/** Renewals a year at the shortest lifetime; those by hand stand out. */
function Bar(props: { team: Team; scale: number }) {
  const { team, scale } = props;
  const { t } = useCertificatesTranslation();
  const all = team.perYear['47'];
  const hand = byHand(team, '47');
  const text = t('forecast.perYear.bar', {
    number: all.toLocaleString(),
    byHand: hand.toLocaleString(),
  });
  const width = (value: number) => `${(value / Math.max(1, scale)) * 100}%`;
  return (
    <span className={classes.bar} role="img" aria-label={text} title={text}>
      <span
        className={classes.part}
        data-kind="hand"
        style={{ width: width(hand) }}
      />
      <span
        className={classes.part}
        data-kind="itself"
        style={{ width: width(all - hand) }}
      />
    </span>
  );
}

function useTeamColumns(
  t: CertificatesTranslator,
  scale: number,
): DataColumn<Team>[] {
  return useMemo(
    () => [
      {
        id: 'owner',
        label: t('forecast.perYear.owner'),
        isRowHeader: true,
        width: '20%',
        render: team =>
          team.isTotal ? (
            <strong>{t('forecast.perYear.total')}</strong>
          ) : (
            <OwnerRef ownerRef={team.ownerRef} />
          ),
      },
      {
        id: 'automated',
        label: t('forecast.perYear.automated'),
        width: '116px',
        align: 'end' as const,
        render: team =>
          t('forecast.perYear.automatedOf', {
            automated: team.automated.toLocaleString(),
            total: team.certificates.toLocaleString(),
          }),
      },
      ...LIFETIMES.map(days => ({
        id: days,
        label: t('forecast.perYear.days', { days }),
        width: '112px',
        align: 'end' as const,
        render: (team: Team) => (
          <Flex direction="column" gap="0">
            <Text weight={team.isTotal ? 'bold' : 'regular'}>
              {team.perYear[days].toLocaleString()}
            </Text>
            {byHand(team, days) > 0 && (
              <Text variant="body-small" color="secondary">
                {t('forecast.perYear.byHand', { count: byHand(team, days) })}
              </Text>
            )}
          </Flex>
        ),
      })),
      {
        id: 'bar',
        label: t('forecast.perYear.chart'),
        render: team =>
          team.isTotal ? null : <Bar team={team} scale={scale} />,
      },
    ],
    [scale, t],
  );
}

/** Renewals a year of each team at the lifetimes to come. */
export function TeamsCard(props: { owners: readonly OwnerForecast[] }) {
  const { owners } = props;
  const { t } = useCertificatesTranslation();
  const scale = Math.max(...owners.map(owner => owner.perYear['47']));
  const columns = useTeamColumns(t, scale);
  const teams: Team[] = owners.map(owner => ({
    ...owner,
    id: owner.ownerRef ?? 'nobody',
    isTotal: false,
  }));
  const total: Team = { ...totalOf(owners), id: 'total', isTotal: true };
  return (
    <SectionCard title={t('forecast.perYear.title')}>
      <ShowMore
        items={teams}
        limit={SHOWN}
        label={t('forecast.perYear.showAll', { total: String(teams.length) })}
      >
        {shown => (
          <DataTable
            label={t('forecast.perYear.title')}
            columns={columns}
            rows={owners.length > 1 ? [...shown, total] : [...shown]}
            density="compact"
            minWidth={820}
          />
        )}
      </ShowMore>
    </SectionCard>
  );
}
