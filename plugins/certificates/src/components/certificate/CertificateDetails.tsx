import { Alert } from '@backstage/ui';
import { useCertificatesTranslation } from '../../translation';
import { DeploymentHistory } from '../deployments';
import { nextStep } from '../entity/nextStep';
import { NextStepNotice } from '../entity/NextStepNotice';
import { isHeld, isRenewedElsewhere } from '../entity/renewedElsewhere';
import { PolicySection } from '../renew';
import { OpenRenewalNotice } from '../renewals/OpenRenewalNotice';
import { RenewalHistory } from '../renewals/RenewalHistory';
import {
  ErrorState,
  formatDay,
  LoadingState,
  SectionCard,
  StaleNotice,
  useNow,
} from '../ui';
import classes from './CertificateDetails.module.css';
import { CertificateHeader } from './CertificateHeader';
import { ChainDiagram } from './ChainDiagram';
import { FactsSection } from './FactsSection';
import { FindingsSection } from './FindingsSection';
import { NamesSection } from './NamesSection';
import { OwnershipSection } from './OwnershipSection';
import { UsageSection } from './UsageSection';
import { LoadedCertificate, useCertificate } from './useCertificate';
import { VersionTimeline } from './VersionTimeline';

/** Everything about one certificate; the content of its page and of its entity's tab. */
export function CertificateDetails(props: {
  /** Its id in the inventory. */
  id: string;
  /** Links to its entity, where that is not the page it is on. */
  linksToEntity?: boolean;
}) {
  const { id, linksToEntity } = props;
  const { t } = useCertificatesTranslation();
  const { value, error, isLoading, retry } = useCertificate(id);
  if (error && !isLoading) {
    return (
      <ErrorState
        error={error}
        title={t('certificate.title')}
        onRetry={retry}
      />
    );
  }
  // A value of the certificate shown before is not shown under the next one's name.
  if (!value || value.certificate.id !== id) {
    return <LoadingState lines={6} lineHeight={48} />;
  }
  return <LoadedDetails loaded={value} linksToEntity={linksToEntity} />;
}

function LoadedDetails(props: {
  loaded: LoadedCertificate;
  linksToEntity?: boolean;
}) {
  const { certificate, versions, materials } = props.loaded;
  const { t } = useCertificatesTranslation();
  const now = useNow();
  const step = nextStep([certificate], {
    now,
    renewedElsewhere: isRenewedElsewhere(certificate, versions)
      ? certificate.id
      : null,
    held: isHeld(certificate, materials) ? certificate.id : null,
  });
  const { currentVersion, goneAt } = certificate;
  return (
    <div className={classes.page}>
      {goneAt && (
        <Alert
          role="status"
          status="info"
          icon
          title={t('certificate.goneTitle')}
          description={t('certificate.gone', { date: formatDay(goneAt) })}
        />
      )}
      {certificate.stale && !goneAt && (
        <StaleNotice observedAt={certificate.observedAt} />
      )}
      {!goneAt && (
        <OpenRenewalNotice certificateId={certificate.id}>
          {step.kind !== 'nothing' && (
            <NextStepNotice step={step} withoutLink />
          )}
        </OpenRenewalNotice>
      )}
      <CertificateHeader
        certificate={certificate}
        linksToEntity={props.linksToEntity}
      />
      <FindingsSection findings={certificate.findingDetails} />
      <UsageSection
        certificateId={certificate.id}
        currentVersionId={certificate.currentVersionId}
        showRemoved={Boolean(goneAt)}
      />
      <SectionCard title={t('certificate.sections.versions')}>
        <VersionTimeline
          versions={versions}
          currentVersionId={certificate.currentVersionId}
          state={goneAt ? 'unknown' : certificate.state}
        />
      </SectionCard>
      <RenewalHistory certificateId={certificate.id} />
      <DeploymentHistory certificateId={certificate.id} />
      <div className={classes.columns}>
        <div className={classes.page}>
          {!goneAt && <PolicySection certificateId={certificate.id} />}
          <OwnershipSection certificate={certificate} />
          <NamesSection names={certificate.names} />
        </div>
        <div className={classes.page}>
          {currentVersion && (
            <SectionCard title={t('certificate.sections.chain')}>
              <ChainDiagram version={currentVersion} />
            </SectionCard>
          )}
          <FactsSection certificate={certificate} />
        </div>
      </div>
    </div>
  );
}
