import { useApi } from '@backstage/core-plugin-api';
import { Container } from '@backstage/ui';
import { RiGovernmentLine } from '@remixicon/react';
import { certificatesRenewalsApiRef } from '../../api';
import { useRenewalsSignal, useRequest } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { EmptyState, ErrorState, LoadingState } from '../ui';
import classes from './authorities.module.css';
import { AuthorityCard } from './AuthorityCard';

const REFRESH_MS = 10_000;

/** Who issues certificates: health, account, rate limit and orders of each. */
export function AuthoritiesPage() {
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesRenewalsApiRef);
  const { value, error, retry } = useRequest('authorities', signal =>
    api.listAuthorities({ signal }),
  );
  useRenewalsSignal(retry, { minIntervalMs: REFRESH_MS });
  return (
    <Container pb="6">
      {error && !value && (
        <ErrorState
          title={t('authorities.loadFailed')}
          error={error}
          onRetry={retry}
        />
      )}
      {!error && !value && (
        <LoadingState
          label={t('authorities.title')}
          lines={3}
          lineHeight={120}
        />
      )}
      {value?.length === 0 && (
        <EmptyState
          icon={<RiGovernmentLine size={32} />}
          title={t('authorities.empty.title')}
          description={t('authorities.empty.description')}
        />
      )}
      {value && value.length > 0 && (
        <div className={classes.cards}>
          {value.map(authority => (
            <AuthorityCard key={authority.id} authority={authority} />
          ))}
        </div>
      )}
    </Container>
  );
}
