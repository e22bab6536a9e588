import { Flex, Link, Text } from '@backstage/ui';
import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import {
  EntityInfoCard,
  entityRouteParams,
  entityRouteRef,
  useEntity,
} from '@backstage/plugin-catalog-react';
import { CertificateDetail } from '@cmt/backstage-plugin-certificates-common';
import { certificatesApiRef, certificatesDeploymentsApiRef } from '../../api';
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
import { findRenewal, KnownRenewal } from './renewedElsewhere';

/**
 * State, life and next step of a certificate, for the overview of its own entity.
 *
 * @public
 */
export function EntityCertificateCard() {
  const { entity } = useEntity();
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesApiRef);
  const deployments = useApi(certificatesDeploymentsApiRef);
  const entityRoute = useRouteRef(entityRouteRef);
  const id = certificateIdOf(entity);
  const { value, error, isLoading, retry } = useRequest(
    id ?? '',
    async signal => {
      if (!id) {
        return undefined;
      }
      const certificate = await api.getCertificate(id, { signal });
      const step = nextStep([certificate], { now: Date.now() });
      return {
        certificate,
        renewal: await findRenewal(
          { certificates: api, deployments },
          step,
          signal,
        ),
      };
    },
  );
  const isShown = value !== undefined && value.certificate.id === id && !error;
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
      {isShown && <Life {...value} />}
    </EntityInfoCard>
  );
}

function Life(props: {
  certificate: CertificateDetail;
  renewal: KnownRenewal;
}) {
  const { certificate, renewal } = props;
  const now = useNow();
  return (
    <Flex direction="column" gap="4">
      <NextStepNotice
        step={nextStep([certificate], { now, ...renewal })}
        withoutLink
      />
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
