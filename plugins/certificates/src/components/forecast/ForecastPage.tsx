import { useApi } from '@backstage/core-plugin-api';
import { Container, Flex, Text } from '@backstage/ui';
import { RiLineChartLine } from '@remixicon/react';
import { certificatesRenewalsApiRef } from '../../api';
import { useRequest } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { EmptyState, ErrorState, LoadingState } from '../ui';
import { NotAutomatedCard } from './NotAutomatedCard';
import { TeamsCard } from './TeamsCard';
import { TimetableCard } from './TimetableCard';

/** How many renewals teams have to expect as lifetimes get shorter, and what stands in the way. */
export function ForecastPage() {
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesRenewalsApiRef);
  const { value, error, retry } = useRequest('forecast', signal =>
    api.getForecast({}, { signal }),
  );
  return (
    <Container pb="6">
      {error && !value && (
        <ErrorState
          title={t('forecast.loadFailed')}
          error={error}
          onRetry={retry}
        />
      )}
      {!error && !value && (
        <LoadingState label={t('forecast.title')} lines={4} lineHeight={72} />
      )}
      {value && (
        <Flex direction="column" gap="4" align="stretch">
          <Text as="p" color="secondary">
            {t('forecast.intro')}
          </Text>
          {value.owners.length ? (
            <TeamsCard owners={value.owners} />
          ) : (
            <EmptyState
              icon={<RiLineChartLine size={32} />}
              title={t('forecast.empty.title')}
              description={t('forecast.empty.description')}
            />
          )}
          {value.owners.length > 0 && (
            <NotAutomatedCard items={value.notAutomated} />
          )}
          <TimetableCard timetable={value.timetable} />
        </Flex>
      )}
    </Container>
  );
}
