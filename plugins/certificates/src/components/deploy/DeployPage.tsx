import { useRouteRef } from '@backstage/core-plugin-api';
import { ButtonLink, Container, Header, Link, Text } from '@backstage/ui';
import { RiRocketLine } from '@remixicon/react';
import { useSearchParams } from 'react-router-dom';
import { certificateRouteRef, inventoryRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { useCertificate } from '../certificate/useCertificate';
import {
  EmptyState,
  ErrorState,
  formatDay,
  HostName,
  isNotFound,
  LoadingState,
} from '../ui';
import classes from './deploy.module.css';
import { DeployWizard } from './DeployWizard';

function DeployPageContent(props: { certificateId: string }) {
  const { certificateId } = props;
  const { t } = useCertificatesTranslation();
  const certificateRoute = useRouteRef(certificateRouteRef);
  const { value, error, retry } = useCertificate(certificateId);
  if (error && !value) {
    return (
      <ErrorState
        title={t('certificate.title')}
        error={error}
        onRetry={isNotFound(error) ? undefined : retry}
      />
    );
  }
  if (!value) {
    return <LoadingState lines={6} lineHeight={40} />;
  }
  const { certificate } = value;
  return (
    <div className={classes.page}>
      <Text as="p">
        <Link href={certificateRoute({ id: certificate.id })} weight="bold">
          <HostName name={certificate.title} />
        </Link>{' '}
        <Text color="secondary">
          {t('deploy.current', {
            names: t('deploy.names', { count: certificate.names.length }),
            day: certificate.expiresAt
              ? formatDay(certificate.expiresAt)
              : t('certificate.unknown'),
          })}
        </Text>
      </Text>
      <DeployWizard certificate={certificate} />
    </div>
  );
}

/** The wizard that puts a new version of the certificate in the address on devices. */
export function DeployPage() {
  const [params] = useSearchParams();
  const { t } = useCertificatesTranslation();
  const inventoryRoute = useRouteRef(inventoryRouteRef);
  const certificateId = params.get('certificate');
  return (
    <>
      <Header
        title={t('deploy.title')}
        breadcrumbs={[{ label: t('plugin.inventory'), href: inventoryRoute() }]}
      />
      <Container pb="6">
        {certificateId ? (
          <DeployPageContent
            key={certificateId}
            certificateId={certificateId}
          />
        ) : (
          <EmptyState
            icon={<RiRocketLine size={32} />}
            title={t('deploy.noCertificate.title')}
            description={t('deploy.noCertificate.description')}
            action={
              <ButtonLink variant="secondary" href={inventoryRoute()}>
                {t('deploy.noCertificate.toInventory')}
              </ButtonLink>
            }
          />
        )}
      </Container>
    </>
  );
}
