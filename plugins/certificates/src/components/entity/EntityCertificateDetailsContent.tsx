import { useEntity } from '@backstage/plugin-catalog-react';
import { RiShieldKeyholeLine } from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import { CertificateDetails } from '../certificate';
import { EmptyState } from '../ui';
import { certificateIdOf } from './conditions';

/**
 * Everything about a certificate, on its own entity's page.
 *
 * @public
 */
export function EntityCertificateDetailsContent() {
  const { entity } = useEntity();
  const { t } = useCertificatesTranslation();
  const id = certificateIdOf(entity);
  if (!id) {
    return (
      <EmptyState
        icon={<RiShieldKeyholeLine size={32} />}
        title={t('certificate.missingId')}
      />
    );
  }
  return <CertificateDetails key={id} id={id} />;
}
