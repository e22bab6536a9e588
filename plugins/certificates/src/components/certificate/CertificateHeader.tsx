import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { CertificateDetail } from '@cmt/backstage-plugin-certificates-common';
import { Badge, Card, CardBody, Flex, Text } from '@backstage/ui';
import { useCertificatesTranslation } from '../../translation';
import { DeployButton } from '../deployments';
import { CertificateMenu, RenewButton } from '../renew';
import { ExpiryText, HostName, StateBadge } from '../ui';
import classes from './CertificateDetails.module.css';
import { LifeBar } from './LifeBar';

/** Name, state and life of a certificate. */
export function CertificateHeader(props: {
  certificate: CertificateDetail;
  /** Links to its entity, where that is not the page it is on. */
  linksToEntity?: boolean;
}) {
  const { certificate, linksToEntity } = props;
  const { t } = useCertificatesTranslation();
  const moreNames = certificate.names.length - 1;
  return (
    <Card role="region" aria-label={certificate.title}>
      <CardBody>
        <Flex direction="column" gap="4">
          <div className={classes.header}>
            <Flex direction="column" gap="2" style={{ minWidth: 0 }}>
              <div className={classes.headline}>
                <Text as="h2" variant="title-small" className={classes.title}>
                  <HostName name={certificate.title} />
                </Text>
                {certificate.goneAt ? (
                  <Badge>{t('gone')}</Badge>
                ) : (
                  <StateBadge state={certificate.state} />
                )}
                <ExpiryText certificate={certificate} compact />
              </div>
              <div className={classes.meta}>
                {moreNames > 0 && (
                  <span>
                    {t('entity.table.moreNames', { count: moreNames })}
                  </span>
                )}
                {certificate.issuer && (
                  <span>
                    {t('entity.table.issuer')}: {certificate.issuer}
                  </span>
                )}
                <span>
                  {t(
                    certificate.automated
                      ? 'certificate.automated'
                      : 'certificate.manual',
                  )}
                </span>
              </div>
            </Flex>
            <Flex align="center" gap="4" style={{ flexWrap: 'wrap' }}>
              {linksToEntity && (
                <EntityRefLink entityRef={certificate.entityRef} hideIcon>
                  {t('certificate.openEntity')}
                </EntityRefLink>
              )}
              <Flex align="center" gap="2" style={{ flexWrap: 'wrap' }}>
                <DeployButton certificate={certificate} />
                {!certificate.goneAt && (
                  <RenewButton certificate={certificate} />
                )}
                <CertificateMenu certificate={certificate} />
              </Flex>
            </Flex>
          </div>
          <LifeBar
            notBefore={certificate.notBefore}
            notAfter={certificate.expiresAt}
            state={certificate.goneAt ? 'unknown' : certificate.state}
          />
        </Flex>
      </CardBody>
    </Card>
  );
}
