import { Flex, Text } from '@backstage/ui';
import {
  CertificateDetail,
  CertificateVersion,
} from '@cmt/backstage-plugin-certificates-common';
import { ReactNode } from 'react';
import {
  CertificatesTranslator,
  useCertificatesTranslation,
} from '../../translation';
import { RelativeTime, SectionCard, formatExact } from '../ui';
import { CopyButton } from '../ui/CopyButton';
import classes from './FactsSection.module.css';

/** `aabbcc` as `AA:BB:CC`, the way other tools print fingerprints. */
export function groupHex(hex: string): string {
  return hex.toUpperCase().replace(/(..)(?=.)/g, '$1:');
}

function keyText(t: CertificatesTranslator, version: CertificateVersion) {
  const detail =
    version.curve ??
    (version.keySize &&
      t('certificate.facts.bits', { size: String(version.keySize) }));
  return [t(`keyType.${version.keyType}`), detail].filter(Boolean).join(', ');
}

/** The facts of a certificate's current version. */
export function FactsSection(props: { certificate: CertificateDetail }) {
  const { certificate } = props;
  const version = certificate.currentVersion;
  const { t } = useCertificatesTranslation();
  const unknown = t('certificate.unknown');

  return (
    <SectionCard title={t('certificate.sections.facts')}>
      <Flex direction="column" gap="3">
        {version?.factsSource === 'metadata' && (
          <Text color="secondary">{t('certificate.fromMetadata')}</Text>
        )}
        <dl className={classes.facts}>
          {version && (
            <>
              <Fact label={t('certificate.facts.subject')}>
                {version.subject ?? unknown}
              </Fact>
              <Fact label={t('certificate.facts.issuer')}>
                {version.issuer ?? unknown}
              </Fact>
              <Fact label={t('certificate.facts.validFrom')}>
                {version.notBefore ? formatExact(version.notBefore) : unknown}
              </Fact>
              <Fact label={t('certificate.facts.validTo')}>
                {version.notAfter ? formatExact(version.notAfter) : unknown}
              </Fact>
              <Fact label={t('certificate.facts.key')}>
                {keyText(t, version)}
              </Fact>
              <Fact label={t('certificate.facts.signature')}>
                {version.signatureAlgorithm ?? unknown}
              </Fact>
              <Fact label={t('certificate.facts.usages')}>
                {version.extendedKeyUsage.join(', ') ||
                  (version.factsSource === 'der'
                    ? t('certificate.facts.anyUsage')
                    : unknown)}
              </Fact>
              <Fact label={t('certificate.facts.serial')}>
                <Copyable
                  value={version.serialNumber}
                  what={t('certificate.facts.serial')}
                />
              </Fact>
              <Fact label={t('certificate.facts.fingerprint')}>
                <Copyable
                  value={version.fingerprint && groupHex(version.fingerprint)}
                  what={t('certificate.facts.fingerprint')}
                />
              </Fact>
            </>
          )}
          <Fact label={t('certificate.facts.usage')}>
            {t(`usage.${certificate.usage}`)}
          </Fact>
          {certificate.environments.length > 0 && (
            <Fact label={t('certificate.facts.environments')}>
              {certificate.environments.join(', ')}
            </Fact>
          )}
          <Fact label={t('certificate.facts.firstSeen')}>
            <RelativeTime value={certificate.firstSeenAt} />
          </Fact>
        </dl>
      </Flex>
    </SectionCard>
  );
}

function Fact(props: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{props.label}</dt>
      <dd>{props.children}</dd>
    </>
  );
}

function Copyable(props: { value: string | null; what: string }) {
  const { value, what } = props;
  const { t } = useCertificatesTranslation();
  if (!value) {
    return t('certificate.unknown');
  }
  return (
    <span className={classes.copyable}>
      <span className={classes.code}>{value}</span>
      <CopyButton text={value} what={what} />
    </span>
  );
}
