import { Flex } from '@backstage/ui';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { InventorySummary } from '@cmt/backstage-plugin-certificates-common';
import { certificatesApiRef, certificatesDeploymentsApiRef } from '../../api';
import { useRequest } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { ErrorState, LoadingState, SectionCard, useNow } from '../ui';
import { EntityCertificatesTable } from './EntityCertificatesTable';
import { LinkHint } from './LinkHint';
import { nextStep } from './nextStep';
import { NextStepNotice } from './NextStepNotice';
import { findRenewal, KnownRenewal } from './renewedElsewhere';

/**
 * All certificates of an entity with where they are used: of a component, a
 * system, a team or a device.
 *
 * @public
 */
export function EntityCertificatesContent() {
  const { entity } = useEntity();
  return (
    <EntityCertificates key={stringifyEntityRef(entity)} entity={entity} />
  );
}

/** The certificates of an entity, without the page around them. */
export function EntityCertificates(props: { entity: Entity }) {
  const { entity } = props;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesApiRef);
  const deployments = useApi(certificatesDeploymentsApiRef);
  const entityRef = stringifyEntityRef(entity);
  const { value, error, isLoading, retry } = useRequest(
    entityRef,
    async signal => {
      const summary = await api.getSummary({ entity: entityRef }, { signal });
      const step = nextStep(summary.attention, { now: Date.now(), summary });
      return {
        summary,
        renewal: await findRenewal(
          { certificates: api, deployments },
          step,
          signal,
        ),
      };
    },
  );
  if (error && !isLoading) {
    return (
      <ErrorState
        error={error}
        title={t('entity.contentTitle')}
        onRetry={retry}
      />
    );
  }
  if (!value) {
    return <LoadingState lines={6} lineHeight={40} />;
  }
  if (value.summary.total === 0) {
    return (
      <SectionCard title={t('entity.contentTitle')}>
        <LinkHint entity={entity} isOpen />
      </SectionCard>
    );
  }
  return <Certificates entity={entity} {...value} />;
}

function Certificates(props: {
  entity: Entity;
  summary: InventorySummary;
  renewal: KnownRenewal;
}) {
  const { entity, summary, renewal } = props;
  const now = useNow();
  const step = nextStep(summary.attention, {
    now,
    summary,
    ...renewal,
  });
  return (
    <Flex direction="column" gap="4">
      {step.kind !== 'nothing' && <NextStepNotice step={step} />}
      <EntityCertificatesTable
        entityRef={stringifyEntityRef(entity)}
        entityTitle={entity.metadata.title ?? entity.metadata.name}
        counts={summary.byState}
      />
    </Flex>
  );
}
