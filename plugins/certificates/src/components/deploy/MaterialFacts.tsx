import { MaterialFacts as Facts } from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import planClasses from '../plan/plan.module.css';
import { Fingerprint, formatDay } from '../ui';

/** What a certificate is that is going to be deployed. */
export function MaterialFacts(props: { material: Facts }) {
  const { material } = props;
  const { t } = useCertificatesTranslation();
  const size = material.keySize
    ? t('deploy.material.bits', { size: String(material.keySize) })
    : material.curve;
  return (
    <dl className={planClasses.facts}>
      <dt>{t('deploy.material.subject')}</dt>
      <dd>{material.subject}</dd>
      <dt>{t('deploy.material.names')}</dt>
      <dd>{material.names.join(', ')}</dd>
      <dt>{t('deploy.material.valid')}</dt>
      <dd>
        {t('deploy.material.validRange', {
          from: formatDay(material.notBefore),
          to: formatDay(material.notAfter),
        })}
      </dd>
      <dt>{t('deploy.material.key')}</dt>
      <dd>
        {[t(`keyType.${material.keyType}`), size].filter(Boolean).join(', ')}
      </dd>
      <dt>{t('deploy.material.issuer')}</dt>
      <dd>{material.issuer}</dd>
      <dt>{t('deploy.material.chain')}</dt>
      <dd>
        {[
          t(`deploy.material.chainStatus.${material.chainStatus}`),
          ...material.chain.map(({ subject }) => subject),
        ].join('; ')}
      </dd>
      <dt>{t('certificate.facts.fingerprint')}</dt>
      <dd>
        <Fingerprint value={material.fingerprint} />
      </dd>
    </dl>
  );
}
