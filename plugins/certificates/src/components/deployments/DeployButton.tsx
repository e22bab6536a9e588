import { ButtonLink } from '@backstage/ui';
import { RiRocketLine } from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import { useDeployLink } from './useDeployLink';

/** Leads to the wizard that puts a new version of a certificate on devices. */
export function DeployButton(props: {
  certificate: { id: string; title: string };
  /** For rows: a short word, the certificate only in the button's name. */
  isShort?: boolean;
}) {
  const { certificate, isShort } = props;
  const { t } = useCertificatesTranslation();
  const deployLink = useDeployLink();
  return (
    <ButtonLink
      href={deployLink(certificate.id)}
      variant={isShort ? 'tertiary' : 'secondary'}
      size="small"
      style={{ whiteSpace: 'nowrap' }}
      iconStart={<RiRocketLine aria-hidden />}
      aria-label={t('deployments.deployOf', { name: certificate.title })}
    >
      {isShort ? t('drift.deploy') : t('deployments.deploy')}
    </ButtonLink>
  );
}
