import { Flex, Link, Text } from '@backstage/ui';
import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import {
  EntityInfoCard,
  entityRouteParams,
  entityRouteRef,
  useEntity,
} from '@backstage/plugin-catalog-react';
import { CertificateDetail } from '@cmt/backstage-plugin-certificates-common';
import { certificatesApiRef } from '../../api';
import { useRequest } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { LifeBar } from '../certificate';
import {
  ErrorState,
  ExpiryText,
  LoadingState,
  StateBadge,
  useNow,
} from '../ui';
import { certificateIdOf } from './conditions';
import { nextStep } from './nextStep';
import { NextStepNotice } from './NextStepNotice';

/**
 * State, life and next step of a certificate, for the overview of its own entity.
 *
 * @public
 */
export function EntityCertificateCard() {
  const { entity } = useEntity();
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesApiRef);
  const entityRoute = useRouteRef(entityRouteRef);
  const id = certificateIdOf(entity);
  const { value, error, isLoading, retry } = useRequest(
    id ?? '',
    async signal => (id ? api.getCertificate(id, { signal }) : undefined),
  );
  const isShown = value !== undefined && value.id === id && !error;
  return (
    <EntityInfoCard
      title={t('certificate.title')}
      footerActions={
        isShown && (
          <Link href={`${entityRoute(entityRouteParams(entity))}/certificate`}>
            {t('entity.showTab', { count: 1 })}
          </Link>
        )
      }
    >
      {!id && <Text color="secondary">{t('certificate.missingId')}</Text>}
      {isLoading && !isShown && id && <LoadingState lines={3} />}
      {error && !isLoading && <ErrorState error={error} onRetry={retry} />}
      {isShown && <Life certificate={value} />}
    </EntityInfoCard>
  );
}

function Life(props: { certificate: CertificateDetail }) {
  const { certificate } = props;
  const now = useNow();
  return (
    <Flex direction="column" gap="4">
      <NextStepNotice step={nextStep([certificate], { now })} withoutLink />
      <Flex align="center" gap="3">
        <StateBadge state={certificate.state} />
        <ExpiryText certificate={certificate} />
      </Flex>
      <LifeBar
        notBefore={certificate.notBefore}
        notAfter={certificate.expiresAt}
        state={certificate.state}
      />
    </Flex>
  );
}
